import type { Clock, NewId } from '@budeng/kernel'
import type { DataSource } from 'typeorm'
import { openBell } from './bell.ts'
import { type ConnectionOptions, openDataSource } from './connection.ts'
import { insertEvents } from './events.ts'
import { isConnectionLost, isWorthRepeating, NotBegun } from './faults.ts'
import { FrequentStatements } from './frequent.ts'
import { READ_TIMEOUT_MS, WRITE_ATTEMPTS_MAX, WRITE_RETRY_MS, WRITE_SLOW_MS } from './limits.ts'
import { type Log, silentLog } from './log.ts'
import type { Role } from './roles.ts'
import { type Scope, scopeStatement } from './scope.ts'
import { beginTransaction, type Transaction } from './transaction.ts'
import type { Actor, NewEvent, Scoped, Unit } from './unit.ts'

export interface StorageOptions extends ConnectionOptions {
  readonly clock: Clock
  readonly newId: NewId
  readonly log?: Log
}

/** The database, under one role. Every statement runs in a transaction of `read` or `write`. */
export interface Storage {
  readonly clock: Clock
  readonly newId: NewId
  /** A READ ONLY transaction of at most 2 s a statement. Not repeated. */
  read<T>(scope: Scope, work: (db: Scoped) => Promise<T>): Promise<T>
  /**
   * One transaction: rows and appended events commit together. Run again after a deadlock or a serialization failure, so
   * `work` must do nothing outside of it; use `afterCommit` for that. When the connection is lost during the commit, the
   * fault says nothing about whether it happened.
   */
  write<T>(scope: Scope, actor: Actor, work: (unit: Unit) => Promise<T>): Promise<T>
  /** Fails when the database does not answer. */
  ping(): Promise<void>
  /**
   * Calls back when new events have positions, each second besides, and after a reconnect. One connection for all
   * listeners, reconnecting for ever. Returns how to stop.
   */
  onBell(listener: () => void): () => void
  stats(): StorageStats
  close(): Promise<void>
}

/** Counters since the start, for metrics. */
export interface StorageStats {
  readonly reads: number
  readonly writes: number
  readonly repeats: number
  readonly slowWrites: number
  readonly connections: { readonly open: number; readonly idle: number; readonly waiting: number }
}

/** Connects once, so that a wrong URL or role is a fault here and not later. */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { clock, newId, log = silentLog } = options
  const source = await openDataSource(options, log)
  const counts = { reads: 0, writes: 0, repeats: 0, slowWrites: 0 }
  const bell = openBell(options, log)
  const frequent = PREPARES.has(options.role) ? new FrequentStatements() : null
  const writer = { source, clock, newId, log, counts, frequent }

  return {
    clock,
    newId,
    read: (scope, work) => {
      counts.reads++
      return readOnce(writer, scope, work)
    },
    write: (scope, actor, work) => {
      counts.writes++
      return writeRepeatedly(writer, scope, actor, work)
    },
    ping: async () => {
      await source.query('select 1')
    },
    onBell: (listener) => bell.listen(listener),
    stats: () => ({ ...counts, connections: poolSizes(source) }),
    close: async () => {
      await bell.close()
      await source.destroy()
    },
  }
}

/** Gateway and worker say the same few hundred statements for ever; what people ask for is planned for its own values. */
const PREPARES: ReadonlySet<Role> = new Set(['gateway', 'worker'])

interface Writer {
  readonly frequent: FrequentStatements | null
  readonly source: DataSource
  readonly clock: Clock
  readonly newId: NewId
  readonly log: Log
  readonly counts: { repeats: number; slowWrites: number }
}

async function readOnce<T>(writer: Writer, scope: Scope, work: (db: Scoped) => Promise<T>): Promise<T> {
  const transaction = await begin(
    writer,
    `begin read only; ${scopeStatement(scope)}; set local statement_timeout = ${READ_TIMEOUT_MS}`,
  )
  try {
    const answer = await work(scoped(writer, transaction))
    await transaction.commit()
    return answer
  } catch (error) {
    await transaction.rollback(error)
    throw error
  }
}

async function writeRepeatedly<T>(
  writer: Writer,
  scope: Scope,
  actor: Actor,
  work: (unit: Unit) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeOnce(writer, scope, actor, work)
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS_MAX || !isWorthRepeating(error)) throw error
      writer.counts.repeats++
      // two that met must not meet again
      await new Promise((resume) => setTimeout(resume, Math.random() * WRITE_RETRY_MS * attempt))
    }
  }
}

async function writeOnce<T>(writer: Writer, scope: Scope, actor: Actor, work: (unit: Unit) => Promise<T>): Promise<T> {
  const transaction = await begin(writer, `begin; ${scopeStatement(scope)}`)
  const startedAt = performance.now()
  const events: NewEvent[] = []
  const listeners: (() => void)[] = []
  let answer: T
  try {
    const unit: Unit = {
      ...scoped(writer, transaction),
      actor,
      append: (more) => void events.push(...more),
      afterCommit: (listener) => void listeners.push(listener),
    }
    answer = await work(unit)
    await insertEvents(unit, events)
    await transaction.commit()
  } catch (error) {
    await transaction.rollback(error)
    throw error
  }
  const tookMs = performance.now() - startedAt
  if (tookMs > WRITE_SLOW_MS) {
    writer.counts.slowWrites++
    writer.log.warn({ tookMs: Math.round(tookMs), events: events.length }, 'a write transaction took over a second')
  }
  for (const listener of listeners) listener()
  return answer
}

/** A pooled connection may have died with the server; nothing has happened yet, so another one is tried. */
async function begin({ source }: Writer, statement: string): Promise<Transaction> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await beginTransaction(source, statement)
    } catch (error) {
      if (attempt === WRITE_ATTEMPTS_MAX || !isConnectionLost(error)) throw new NotBegun(error)
    }
  }
}

function scoped({ clock, newId, frequent }: Writer, transaction: Transaction): Scoped {
  const run = (sql: string, params?: readonly unknown[]) => {
    const name = params === undefined ? undefined : frequent?.nameOf(sql)
    return name === undefined || params === undefined
      ? transaction.run(sql, params)
      : transaction.runPrepared(name, sql, params)
  }
  return {
    clock,
    newId,
    orm: transaction.orm,
    query: async <Row extends object>(sql: string, params?: readonly unknown[]) =>
      (await run(sql, params)).rows as Row[],
    execute: async (sql, params) => (await run(sql, params)).rowCount ?? 0,
    prepared: async <Row extends object>(name: string, sql: string, params: readonly unknown[]) =>
      (await transaction.runPrepared(name, sql, params)).rows as Row[],
    enter: async (scope) => {
      await transaction.run(scopeStatement(scope))
    },
  }
}

function poolSizes(source: DataSource): StorageStats['connections'] {
  const { master } = source.driver as unknown as {
    master?: { totalCount: number; idleCount: number; waitingCount: number }
  }
  return { open: master?.totalCount ?? 0, idle: master?.idleCount ?? 0, waiting: master?.waitingCount ?? 0 }
}
