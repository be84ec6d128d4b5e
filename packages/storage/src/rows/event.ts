import type { Instant } from '@budeng/kernel'
import type { Actor } from '../unit.ts'
import { column, generated, nullable, primary, table } from './table.ts'

export interface EventRow {
  id: string
  /** Order of writing, from the server. */
  ordinal: number
  at: Instant
  type: string
  subject: string
  terminalId: string | null
  acquirerId: string | null
  agentId: string | null
  merchantId: string | null
  storeId: string | null
  path: string
  actorId: string | null
  actorKind: Actor['kind']
  behalfOf: string | null
  address: string | null
  requestId: string | null
  data: object
}

export const eventTable = table<EventRow>('event', {
  id: primary('text'),
  ordinal: generated('bigint'),
  at: column('instant'),
  type: column('text'),
  subject: column('text'),
  terminalId: nullable('text'),
  acquirerId: nullable('text'),
  agentId: nullable('text'),
  merchantId: nullable('text'),
  storeId: nullable('text'),
  path: column('ltree'),
  actorId: nullable('text'),
  actorKind: column('text'),
  behalfOf: nullable('text'),
  address: nullable('text'),
  requestId: nullable('text'),
  data: column('json'),
})

export interface EventPendingRow {
  ordinal: number
  eventId: string
}

export const eventPendingTable = table<EventPendingRow>('event_pending', {
  ordinal: primary('bigint'),
  eventId: column('text'),
})

export interface EventOrderRow {
  position: number
  eventId: string
}

export const eventOrderTable = table<EventOrderRow>('event_order', {
  position: primary('bigint'),
  eventId: column('text'),
})

export interface EventLeafRow {
  position: number
  hash: Buffer
}

export const eventLeafTable = table<EventLeafRow>('event_leaf', {
  position: primary('bigint'),
  hash: column('bytea'),
})

export interface EventSubtreeRow {
  level: number
  place: number
  hash: Buffer
}

export const eventSubtreeTable = table<EventSubtreeRow>('event_subtree', {
  level: primary('int'),
  place: primary('bigint'),
  hash: column('bytea'),
})

export interface EventCheckpointRow {
  size: number
  at: Instant
  note: string
}

export const eventCheckpointTable = table<EventCheckpointRow>('event_checkpoint', {
  size: primary('bigint'),
  at: column('instant'),
  note: column('text'),
})

export interface EventRemovalRow {
  month: string
  throughPosition: number
  events: number
  at: Instant
}

export const eventRemovalTable = table<EventRemovalRow>('event_removal', {
  month: primary('text'),
  throughPosition: column('bigint'),
  events: column('bigint'),
  at: column('instant'),
})
