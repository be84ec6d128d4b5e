import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface InvitationRow {
  id: string
  nodeId: string
  path: string
  email: string
  role: string
  tokenHash: Buffer
  invitedBy: string
  createdAt: Instant
  expiresAt: Instant
  acceptedAt: Instant | null
  revokedAt: Instant | null
  personId: string | null
}

export const invitationTable = table<InvitationRow>('invitation', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  email: column('text'),
  role: column('text'),
  tokenHash: column('bytea'),
  invitedBy: column('text'),
  createdAt: column('instant'),
  expiresAt: column('instant'),
  acceptedAt: nullable('instant'),
  revokedAt: nullable('instant'),
  personId: nullable('text'),
})

export interface TotpFactorRow {
  id: string
  personId: string
  sealed: Buffer
  lastStep: number
  createdAt: Instant
  /** Null while it is being set up. */
  confirmedAt: Instant | null
}

export const totpFactorTable = table<TotpFactorRow>('totp_factor', {
  id: primary('text'),
  personId: column('text'),
  sealed: column('bytea'),
  lastStep: column('bigint'),
  createdAt: column('instant'),
  confirmedAt: nullable('instant'),
})

export interface PasskeyRow {
  id: string
  personId: string
  credentialId: string
  publicKey: Buffer
  counter: number
  transports: string[]
  name: string
  backedUp: boolean
  createdAt: Instant
  usedAt: Instant | null
}

export const passkeyTable = table<PasskeyRow>('passkey', {
  id: primary('text'),
  personId: column('text'),
  credentialId: column('text'),
  publicKey: column('bytea'),
  counter: column('bigint'),
  transports: column('text[]'),
  name: column('text'),
  backedUp: column('boolean'),
  createdAt: column('instant'),
  usedAt: nullable('instant'),
})

export interface RecoveryCodeRow {
  personId: string
  hash: Buffer
  createdAt: Instant
  usedAt: Instant | null
}

export const recoveryCodeTable = table<RecoveryCodeRow>('recovery_code', {
  personId: primary('text'),
  hash: primary('bytea'),
  createdAt: column('instant'),
  usedAt: nullable('instant'),
})

export interface ProofChallengeRow {
  id: string
  purpose: 'LOGIN' | 'ENROL' | 'UNLOCK' | 'ACTION'
  personId: string | null
  sessionId: string | null
  /** Binds what is confirmed: action, parameters, targets. */
  actionHash: string | null
  /** What the screen shows of it. */
  summary: unknown
  /** What the passkey signs, base64url. */
  challenge: string
  createdAt: Instant
  expiresAt: Instant
  usedAt: Instant | null
}

export const proofChallengeTable = table<ProofChallengeRow>('proof_challenge', {
  id: primary('text'),
  purpose: column('text'),
  personId: nullable('text'),
  sessionId: nullable('text'),
  actionHash: nullable('text'),
  summary: column('json'),
  challenge: column('text'),
  createdAt: column('instant'),
  expiresAt: column('instant'),
  usedAt: nullable('instant'),
})
