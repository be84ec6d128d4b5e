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
  /** While it is being moved and is not moved whole by one chunk: where it will stand. */
  boundFor?: string | null
  /** Of an acquirer: its terminals are simulated ones, for people who learn. */
  training?: boolean | null
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
  boundFor: nullable('ltree'),
  training: nullable('boolean'),
})

/** A move that is made in chunks: what was asked, and how far it is. */
export interface OrganisationMoveRow {
  id: string
  acquirerId: string
  path: string
  nodeId: string
  fromId: string
  toId: string
  fromPath: string
  toPath: string
  reason: string
  requestedBy: string
  requestedAt: Instant
  state: 'MOVING' | 'DONE'
  terminals: number
  movedTerminals: number
  organisations: number
  movedOrganisations: number
  endedCommands: number
  endedGrants: number
  finishedAt: Instant | null
  version: number
}

export const organisationMoveTable = table<OrganisationMoveRow>('organisation_move', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  nodeId: column('text'),
  fromId: column('text'),
  toId: column('text'),
  fromPath: column('ltree'),
  toPath: column('ltree'),
  reason: column('text'),
  requestedBy: column('text'),
  requestedAt: column('instant'),
  state: column('text'),
  terminals: column('int'),
  movedTerminals: column('int'),
  organisations: column('int'),
  movedOrganisations: column('int'),
  endedCommands: column('int'),
  endedGrants: column('int'),
  finishedAt: nullable('instant'),
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
  /** Since when nothing here names the person any more; undefined in what is about to be written. */
  erasedAt?: Instant | null
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
  erasedAt: nullable('instant'),
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
  /** The watch window that a board shows, and with which it ends. */
  watchId: string | null
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
  watchId: nullable('text'),
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
