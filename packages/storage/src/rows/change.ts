import type { BreakGlass, ChangeRequest, PolicyKind } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface NodePolicyRow {
  nodeId: string
  kind: PolicyKind
  path: string
  value: unknown
  version: number
  changedAt: Instant
}

export const nodePolicyTable = table<NodePolicyRow>('node_policy', {
  nodeId: primary('text'),
  kind: primary('text'),
  path: column('ltree'),
  value: nullable('json'),
  version: column('int'),
  changedAt: column('instant'),
})

export type ChangeRequestRow = ChangeRequest

export const changeRequestTable = table<ChangeRequestRow>('change_request', {
  id: primary('text'),
  kind: column('text'),
  subject: column('text'),
  path: column('ltree'),
  before: nullable('json'),
  after: nullable('json'),
  hash: column('text'),
  baseVersion: column('int'),
  needsAbove: column('boolean'),
  reason: column('text'),
  requestedBy: column('text'),
  requestedHuman: column('text'),
  requestedAt: column('instant'),
  state: column('text'),
  decidedBy: nullable('text'),
  decidedAt: nullable('instant'),
  note: nullable('text'),
  lapsesAt: column('instant'),
  breakGlassId: nullable('text'),
  version: column('int'),
})

export type BreakGlassRow = BreakGlass

export const breakGlassTable = table<BreakGlassRow>('break_glass', {
  id: primary('text'),
  subject: column('text'),
  path: column('ltree'),
  reason: column('text'),
  usedBy: column('text'),
  usedHuman: column('text'),
  usedAt: column('instant'),
  reviewDueAt: column('instant'),
  overdueAt: nullable('instant'),
  state: column('text'),
  reviewedBy: nullable('text'),
  reviewedAt: nullable('instant'),
  note: nullable('text'),
  version: column('int'),
})
