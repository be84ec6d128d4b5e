import type { OpeningSpan } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { column, generated, nullable, primary, table } from './table.ts'

export interface NodeRow {
  id: string
  parentId: string | null
  kind: 'ACQUIRER' | 'AGENT' | 'MERCHANT' | 'STORE'
  code: string
  name: string
  path: string
  timeZone: string
  phone: string | null
  address: string | null
  contact: string | null
  openingHours: readonly OpeningSpan[] | null
  createdAt: Instant
  version: number
}

export const nodeTable = table<NodeRow>('node', {
  id: primary('text'),
  parentId: nullable('text'),
  kind: column('text'),
  code: column('text'),
  name: column('text'),
  path: column('ltree'),
  timeZone: column('text'),
  phone: nullable('text'),
  address: nullable('text'),
  contact: nullable('text'),
  openingHours: nullable('json'),
  createdAt: column('instant'),
  version: column('int'),
})

export interface PersonRow {
  id: string
  email: string
  name: string
  nodeId: string
  path: string
  role: string
  /** SERVICE: a program's, without a password. */
  kind: 'HUMAN' | 'SERVICE'
  passwordHash: string
  /** Accounts of one human share it; the first account's own id. */
  humanId: string
  roleSince: Instant
  language: 'zh-CN' | 'en'
  timeZone: string
  disabledAt: Instant | null
  createdAt: Instant
  version: number
}

export const personTable = table<PersonRow>('person', {
  id: primary('text'),
  email: column('text'),
  name: column('text'),
  nodeId: column('text'),
  path: column('ltree'),
  role: column('text'),
  kind: column('text'),
  passwordHash: column('text'),
  humanId: column('text'),
  roleSince: column('instant'),
  language: column('text'),
  timeZone: column('text'),
  disabledAt: nullable('instant'),
  createdAt: column('instant'),
  version: column('int'),
})

export interface SessionRow {
  id: string
  secretHash: Buffer
  personId: string
  createdAt: Instant
  seenAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
  address: string
  agent: string
  /** The deputyship in which the person acts. */
  deputyId: string | null
  /** A board's session reads one page and nothing else. */
  kind: 'PERSON' | 'BOARD'
  page: string | null
  name: string
  /** When the person last did something; the screen's own questions do not count. */
  activeAt: Instant
  /** Until when one code stands for several small actions. */
  elevatedUntil: Instant | null
  /** The link to an identity provider by which it was opened; it ends with it. */
  identityId: string | null
}

export const sessionTable = table<SessionRow>('session', {
  id: primary('text'),
  secretHash: column('bytea'),
  personId: column('text'),
  createdAt: column('instant'),
  seenAt: column('instant'),
  expiresAt: column('instant'),
  revokedAt: nullable('instant'),
  address: column('text'),
  agent: column('text'),
  deputyId: nullable('text'),
  kind: column('text'),
  page: nullable('text'),
  name: column('text'),
  activeAt: column('instant'),
  elevatedUntil: nullable('instant'),
  identityId: nullable('text'),
})

export interface LoginFailureRow {
  id: number
  email: string
  address: string
  at: Instant
}

export const loginFailureTable = table<LoginFailureRow>('login_failure', {
  id: { ...generated('bigint'), primary: true },
  email: column('text'),
  address: column('text'),
  at: column('instant'),
})
