import type { DeviceState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface DeviceRow {
  id: string
  acquirerId: string
  path: string
  serial: string
  model: string
  state: DeviceState
  terminalId: string | null
  publicKey: string | null
  mqttSecretHash: Buffer | null
  keyListVersion: number
  versions: Readonly<Record<string, string>>
  supports: string[] | null
  boot: number | null
  commandSeq: number
  enrolledAt: Instant | null
  revokedAt: Instant | null
  /** Since when it is held, because two of it were alive. */
  heldAt: Instant | null
  createdAt: Instant
  version: number
}

export const deviceTable = table<DeviceRow>('device', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  serial: column('text'),
  model: column('text'),
  state: column('text'),
  terminalId: nullable('text'),
  publicKey: nullable('text'),
  mqttSecretHash: nullable('bytea'),
  keyListVersion: column('int'),
  versions: column('json'),
  supports: nullable('text[]'),
  boot: nullable('int'),
  commandSeq: column('bigint'),
  enrolledAt: nullable('instant'),
  revokedAt: nullable('instant'),
  heldAt: nullable('instant'),
  createdAt: column('instant'),
  version: column('int'),
})

export interface DeviceLinkSecretRow {
  deviceId: string
  epoch: number
  sealed: Buffer
}

export const deviceLinkSecretTable = table<DeviceLinkSecretRow>('device_link_secret', {
  deviceId: primary('text'),
  epoch: column('int'),
  sealed: column('bytea'),
})

export interface DevicePresenceSecretRow {
  deviceId: string
  sealed: Buffer
}

export const devicePresenceSecretTable = table<DevicePresenceSecretRow>('device_presence_secret', {
  deviceId: primary('text'),
  sealed: column('bytea'),
})

export interface EnrolmentRow {
  codeHash: Buffer
  codeSealed: Buffer
  terminalId: string
  path: string
  serial: string
  expiresAt: Instant
  requestHash: Buffer | null
  answer: Buffer | null
  usedAt: Instant | null
  deviceId: string | null
  createdBy: string | null
  createdAt: Instant
}

export const enrolmentTable = table<EnrolmentRow>('enrolment', {
  codeHash: primary('bytea'),
  codeSealed: column('bytea'),
  terminalId: column('text'),
  path: column('ltree'),
  serial: column('text'),
  expiresAt: column('instant'),
  requestHash: nullable('bytea'),
  answer: nullable('bytea'),
  usedAt: nullable('instant'),
  deviceId: nullable('text'),
  createdBy: nullable('text'),
  createdAt: column('instant'),
})
