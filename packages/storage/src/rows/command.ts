import type { Command } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, generated, nullable, primary, table } from './table.ts'

/** The core's command, where its terminal stood when it was requested, and when to look at it. */
export type CommandRow = Command & {
  readonly acquirerId: string
  readonly agentId: string | null
  readonly merchantId: string
  readonly storeId: string
  readonly path: string
  /** When the worker looks at it: when it is due, or sooner because something around it changed. */
  readonly lookAt: Instant | null
}

export const commandTable = table<CommandRow>('command', {
  id: primary('text'),
  terminalId: column('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: column('text'),
  storeId: column('text'),
  path: column('ltree'),
  deviceId: nullable('text'),
  type: column('text'),
  params: column('json'),
  tier: column('text'),
  state: column('text'),
  version: column('int'),
  reason: column('text'),
  requestedBy: nullable('text'),
  requestedHuman: nullable('text'),
  needsApproval: column('boolean'),
  approvedBy: nullable('text'),
  breakGlassId: nullable('text'),
  bulkId: nullable('text'),
  causedBy: nullable('text'),
  waitsFor: nullable('text'),
  attempt: column('int'),
  publishes: column('int'),
  ticketHash: nullable('text'),
  requestedAt: column('instant'),
  notBefore: nullable('instant'),
  notAfter: column('instant'),
  signedAt: nullable('instant'),
  publishedAt: nullable('instant'),
  acknowledgedAt: nullable('instant'),
  runningAt: nullable('instant'),
  verifyingAt: nullable('instant'),
  unknownAt: nullable('instant'),
  finishedAt: nullable('instant'),
  deferral: nullable('json'),
  cancelRequestedAt: nullable('instant'),
  cancelRequestedBy: nullable('text'),
  bootBefore: nullable('int'),
  connBefore: nullable('bigint'),
  progress: nullable('text'),
  evidence: column('json'),
  result: nullable('json'),
  lateResult: nullable('json'),
  why: column('json'),
  dueAt: nullable('instant'),
  lookAt: nullable('instant'),
})

/** Sealed bytes for the gateway to publish. */
export interface DispatchRow {
  id: number
  kind: 'command' | 'cancel' | 'query'
  commandId: string
  attempt: number
  seq: number
  terminalId: string
  deviceId: string
  bytes: Buffer
  createdAt: Instant
  wantedAt: Instant | null
  publishedAt: Instant | null
}

export const dispatchTable = table<DispatchRow>('dispatch', {
  id: { ...generated('bigint'), primary: true },
  kind: column('text'),
  commandId: column('text'),
  attempt: column('int'),
  seq: column('bigint'),
  terminalId: column('text'),
  deviceId: column('text'),
  bytes: column('bytea'),
  createdAt: column('instant'),
  wantedAt: nullable('instant'),
  publishedAt: nullable('instant'),
})

export interface BackupRow {
  commandId: string
  terminalId: string
  path: string
  sha256: string | null
  chunkCount: number | null
  size: number | null
  completeAt: Instant | null
}

export const backupTable = table<BackupRow>('backup', {
  commandId: primary('text'),
  terminalId: column('text'),
  path: column('ltree'),
  sha256: nullable('text'),
  chunkCount: nullable('int'),
  size: nullable('int'),
  completeAt: nullable('instant'),
})

export interface BackupChunkRow {
  commandId: string
  position: number
  bytes: Buffer
}

export const backupChunkTable = table<BackupChunkRow>('backup_chunk', {
  commandId: primary('text'),
  position: primary('int'),
  bytes: column('bytea'),
})
