import { SECOND } from '@budeng/kernel'
import { type CustomTypesConfig, type Pool, type PoolClient, types as pgTypes } from 'pg'
import { DataSource } from 'typeorm'
import { CONNECT_TIMEOUT_MS, IDLE_TRANSACTION_TIMEOUT_MS, POOL_MAX, WRITE_STATEMENT_TIMEOUT_MS } from './limits.ts'
import type { Log } from './log.ts'
import { type Role, roleName } from './roles.ts'
import { tables } from './rows/index.ts'

export interface ConnectionOptions {
  readonly url: string
  readonly role: Role
  readonly poolMax?: number
  readonly statementTimeoutMs?: number
}

/** A pool under the role. TypeORM owns it, so that the entity manager and our own SQL share one transaction. */
export async function openDataSource(options: ConnectionOptions, log: Log): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: roleName(options.role),
    entities: tables.map(({ entity }) => entity),
    installExtensions: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: (error: Error) => log.warn({ reason: error.message }, 'an idle database connection was lost'),
    extra: { ...clientOptions(options), max: options.poolMax ?? POOL_MAX },
  })
  await source.initialize()
  const { master } = source.driver as unknown as { master: Pool }
  master.on('acquire', hearErrors)
  return source
}

const heard = new WeakSet<PoolClient>()

/**
 * A connection that is being given back or thrown away has nobody who listens for its errors for a moment, and an error
 * that nobody hears ends the process. Whoever uses the connection learns of it from the statement that fails.
 */
function hearErrors(client: PoolClient): void {
  if (heard.has(client)) return
  heard.add(client)
  client.on('error', () => undefined)
}

/** Start-up options of every connection: the role before the first statement, and bounds on what may hang. */
export function clientOptions({
  role,
  statementTimeoutMs = WRITE_STATEMENT_TIMEOUT_MS,
}: Omit<ConnectionOptions, 'url'>) {
  const settings = {
    role: roleName(role),
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    timezone: 'UTC',
    // a host that is gone without a word would keep its locks for two hours: the system's own patience
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 4,
    tcp_user_timeout: 30 * SECOND,
  }
  return {
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: columnTypes,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10 * SECOND,
    // the server ends a statement itself; one that is gone without a word ends nothing, and the system would wait 15 minutes
    query_timeout: 2 * statementTimeoutMs,
  }
}

const INT8 = 20
const DATE = 1082
const NUMERIC = 1700
const INT8_ARRAY = 1016
const TIMESTAMPTZ = 1184
const TIMESTAMPTZ_ARRAY = 1185

const parsers: Partial<Record<number, (text: string) => unknown>> = {
  [INT8]: toSafeNumber,
  [INT8_ARRAY]: (text) => arrayOf(text, toSafeNumber),
  // a day is no moment: it stays 2026-11-05
  [DATE]: (text) => text,
  // sums of money, and money that a statement casts; we have no other numerics
  [NUMERIC]: BigInt,
  [TIMESTAMPTZ]: toInstant,
  [TIMESTAMPTZ_ARRAY]: (text) => arrayOf(text, toInstant),
}

/** Rows come as the core wants them: instants are milliseconds, counters are numbers (all of ours stay below 2^53). */
const columnTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || pgTypes.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
}

function toInstant(text: string): number {
  // with the session in UTC: 2026-11-05 13:36:27.123+00
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`)
}

function toSafeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`)
  return value
}

function arrayOf<Item>(text: string, parse: (item: string) => Item): Item[] {
  const inside = text.slice(1, -1)
  return inside === '' ? [] : inside.split(',').map((item) => parse(item.replaceAll('"', '')))
}
