import type { SignOnState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, generated, nullable, primary, table } from './table.ts'

export interface ConnectionRow {
  terminalId: string
  deviceId: string
  gatewayId: string
  fence: number
  conn: number
  connected: boolean
  ready: boolean
  connectedAt: Instant
  disconnectedAt: Instant | null
  takeovers: number
  /** The newest take-overs: many in a short time look like a clone. */
  takeoversAt: Instant[]
  /** How many times longer than usual it was told to wait between heartbeats. */
  slowed: number
  /** What was seen of machines under its identity: one that was behind, and one after it that was not. */
  behindAt: Instant | null
  wellSince: boolean | null
}

export const connectionTable = table<ConnectionRow>('connection', {
  terminalId: primary('text'),
  deviceId: column('text'),
  gatewayId: column('text'),
  fence: column('bigint'),
  conn: column('bigint'),
  connected: column('boolean'),
  ready: column('boolean'),
  connectedAt: column('instant'),
  disconnectedAt: nullable('instant'),
  takeovers: column('int'),
  takeoversAt: column('instant[]'),
  slowed: column('int'),
  behindAt: nullable('instant'),
  wellSince: nullable('boolean'),
})

export interface HeartbeatRow {
  terminalId: string
  deviceId: string
  conn: number
  n: number
  at: Instant
  signOn: SignOnState
  batchNo: string | null
  epoch: number | null
  boot: number | null
  inTransaction: boolean
  busy: boolean
  reversalPending: boolean
  health: object
}

export const heartbeatTable = table<HeartbeatRow>('heartbeat', {
  terminalId: primary('text'),
  deviceId: column('text'),
  conn: column('bigint'),
  n: column('bigint'),
  at: column('instant'),
  signOn: column('text'),
  batchNo: nullable('text'),
  epoch: nullable('int'),
  boot: nullable('int'),
  inTransaction: column('boolean'),
  busy: column('boolean'),
  reversalPending: column('boolean'),
  health: column('json'),
})

export interface UplinkRow {
  deviceId: string
  stream: 'report' | 'reply'
  seq: number
  hash: Buffer
  kind: string
  body: object
  receivedAt: Instant
}

export const uplinkTable = table<UplinkRow>('uplink', {
  deviceId: primary('text'),
  stream: primary('text'),
  seq: primary('bigint'),
  hash: column('bytea'),
  kind: column('text'),
  body: column('json'),
  receivedAt: column('instant'),
})

export interface UplinkStateRow {
  deviceId: string
  stream: 'report' | 'reply'
  throughSeq: number
  ahead: number[]
}

export const uplinkStateTable = table<UplinkStateRow>('uplink_state', {
  deviceId: primary('text'),
  stream: primary('text'),
  throughSeq: column('bigint'),
  ahead: column('bigint[]'),
})

export interface QuarantineRow {
  id: number
  at: Instant
  deviceId: string | null
  terminalId: string | null
  topic: string
  reason: string
  bytes: Buffer
  size: number
}

export const quarantineTable = table<QuarantineRow>('quarantine', {
  id: { ...generated('bigint'), primary: true },
  at: column('instant'),
  deviceId: nullable('text'),
  terminalId: nullable('text'),
  topic: column('text'),
  reason: column('text'),
  bytes: column('bytea'),
  size: column('int'),
})

export interface SignOnNonceRow {
  deviceId: string
  nonce: string
  conn: number
  expiresAt: Instant
}

export const signOnNonceTable = table<SignOnNonceRow>('sign_on_nonce', {
  deviceId: primary('text'),
  nonce: column('text'),
  conn: column('bigint'),
  expiresAt: column('instant'),
})
