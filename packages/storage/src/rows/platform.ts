import type { Instant } from '@budeng/kernel'
import { column, primary, table } from './table.ts'

export interface IdempotencyRow {
  principal: string
  key: string
  operation: string
  inputHash: string
  answer: unknown
  at: Instant
}

export const idempotencyTable = table<IdempotencyRow>('idempotency', {
  principal: primary('text'),
  key: primary('text'),
  operation: column('text'),
  inputHash: column('text'),
  answer: column('json'),
  at: column('instant'),
})

export interface ProcessRow {
  id: string
  kind: string
  startedAt: Instant
  beatAt: Instant
  detail: object
}

export const processTable = table<ProcessRow>('process', {
  id: primary('text'),
  kind: column('text'),
  startedAt: column('instant'),
  beatAt: column('instant'),
  detail: column('json'),
})

export interface SettingRow {
  key: string
  value: unknown
  changedAt: Instant
}

export const settingTable = table<SettingRow>('setting', {
  key: primary('text'),
  value: column('json'),
  changedAt: column('instant'),
})
