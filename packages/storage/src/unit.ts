import type { Clock, Instant, NewId } from '@budeng/kernel'
import type { EntityManager } from 'typeorm'
import type { Scope } from './scope.ts'

/**
 * Who acts, as it stands in the audit trail. `id` is a person's, a service account's, a device's or null (the platform's
 * own timers).
 */
export interface Actor {
  readonly kind: 'PERSON' | 'SERVICE' | 'PLATFORM' | 'TERMINAL'
  readonly id: string | null
  readonly requestId?: string
  /** The person for whom a deputy acts. */
  readonly behalfOf?: string
  /** The network address from which somebody acts. */
  readonly address?: string
}

/** The platform acting for itself. */
export const PLATFORM_ACTOR: Actor = { kind: 'PLATFORM', id: null }

/** The only way to SQL: one transaction on one connection, under one scope. */
export interface Scoped {
  /** Rows come with instants as numbers (ms) and int8 as number. Pass an instant as `new Date(ms)`. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>
  /** Rows that an update or delete touched. */
  execute(sql: string, params?: readonly unknown[]): Promise<number>
  /** Rows of a statement that runs all the time: each connection parses and plans it once. One text a name. */
  prepared<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]>
  /** Goes on under another scope, to the end of the transaction: from a session to its person, from a person to the path. */
  enter(scope: Scope): Promise<void>
  /** TypeORM on the same transaction: for people, settings and ordinary reads. */
  readonly orm: EntityManager
  readonly clock: Clock
  readonly newId: NewId
}

/** One write transaction: rows and events commit together. */
export interface Unit extends Scoped {
  readonly actor: Actor
  /** Kept until the commit, then written in this order by one statement. */
  append(events: readonly NewEvent[]): void
  /** Runs after the commit, never when it was rolled back. Must not throw. */
  afterCommit(listener: () => void): void
}

/** Where a terminal stands in the organisation tree; copied into commands and events as of writing. */
export interface TerminalScope {
  readonly terminalId: string
  readonly acquirerId: string
  readonly agentId: string | null
  readonly merchantId: string
  readonly storeId: string
  readonly path: string
}

/** A fact to be kept for ever: audit trail, outbox and feed. `data` holds no secrets. */
export interface NewEvent {
  readonly type: string
  /** Id of what it happened to: a command, a terminal, a person, … */
  readonly subject: string
  readonly terminal?: TerminalScope
  readonly path: string
  readonly data: object
  readonly at: Instant
  /** Whose word it is, where one unit writes for many; the unit's own actor when left out. */
  readonly actor?: Actor
}
