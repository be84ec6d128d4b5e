import type { CommandType } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface PresenceChallengeRow {
  commandId: string
  personId: string
  sessionId: string
  terminalId: string
  path: string
  type: CommandType
  paramsHash: string
  state: 'OPEN' | 'GRANTED' | 'USED' | 'FAILED' | 'LAPSED'
  wrongCount: number
  createdAt: Instant
  grantedAt: Instant | null
  expiresAt: Instant
  usedAt: Instant | null
  version: number
}

export const presenceChallengeTable = table<PresenceChallengeRow>('presence_challenge', {
  commandId: primary('text'),
  personId: column('text'),
  sessionId: column('text'),
  terminalId: column('text'),
  path: column('ltree'),
  type: column('text'),
  paramsHash: column('text'),
  state: column('text'),
  wrongCount: column('int'),
  createdAt: column('instant'),
  grantedAt: nullable('instant'),
  expiresAt: column('instant'),
  usedAt: nullable('instant'),
  version: column('int'),
})

export interface PresenceLockRow {
  personId: string
  terminalId: string
  until: Instant
}

export const presenceLockTable = table<PresenceLockRow>('presence_lock', {
  personId: primary('text'),
  terminalId: primary('text'),
  until: column('instant'),
})
