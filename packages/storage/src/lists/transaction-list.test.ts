import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idsOf } from '../fleet.fixture.ts'
import { openStorage, type Storage } from '../index.ts'
import { type TestDatabase, testDatabase } from '../testing.ts'
import type { Scoped } from '../unit.ts'
import type { Level } from './level.ts'
import type { MomentKey } from './bounded-page.ts'
import { listTransactions, type TransactionFilter } from './transaction-list.ts'

const MONTHS = 4
const LINES = 60_000
const LIMIT = 50
/** Pages of 8 KiB that one page of the list may touch. */
const BUFFERS_MAX = 500
const NO_FILTER: TransactionFilter = {
  terminalIds: null,
  rrn: null,
  stan: null,
  card: null,
  amount: null,
  currency: null,
  types: null,
  authStates: null,
  reversalStates: null,
  followUpStates: null,
  settlementStates: null,
  batchNo: null,
  late: null,
  recordedSince: null,
  recordedUntil: null,
  since: null,
  until: null,
}
const clock = { now: Date.now }
const LEVELS = {
  acquirer: { id: 'org_a', kind: 'ACQUIRER', path: 'org_a' },
  agent: { id: 'org_g0', kind: 'AGENT', path: 'org_a.org_g0' },
  merchant: { id: 'org_m7', kind: 'MERCHANT', path: 'org_a.org_g1.org_m7' },
  store: { id: 'org_s7', kind: 'STORE', path: 'org_a.org_g1.org_m7.org_s7' },
} as const satisfies Record<string, Level>

let database: TestDatabase
let app: Storage
let owner: Client

beforeAll(async () => {
  database = await testDatabase()
  owner = new Client({ connectionString: database.url })
  await owner.connect()
  // 40 merchants below four agents, one agent below another; moments repeat, so that ids decide
  await owner.query(`
    select record_month_make((date '2026-01-01' + n * interval '1 month')::date) from generate_series(0, ${MONTHS - 1}) n;
    insert into node (id, parent_id, kind, code, name, path, created_at) values
      ('org_a', null, 'ACQUIRER', 'A', 'A', 'org_a', now()), ('org_g0', 'org_a', 'AGENT', 'G0', 'G0', 'org_a.org_g0', now()),
      ('org_g1', 'org_a', 'AGENT', 'G1', 'G1', 'org_a.org_g1', now()), ('org_g2', 'org_g0', 'AGENT', 'G2', 'G2', 'org_a.org_g0.org_g2', now());
    insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, rrn, first6, last4, type,
        auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at)
      select 'trm_' || m, 'org_a', 'org_g' || g, 'org_m' || m, 'org_s' || m,
        (case g when 2 then 'org_a.org_g0.org_g2' else 'org_a.org_g' || g end || '.org_m' || m || '.org_s' || m)::ltree,
        timestamptz '2026-01-01Z' + (n / 3) * interval '${MONTHS} months' / ${LINES / 3 + 1}, 'txn_' || lpad((n * 7919 % ${LINES})::text, 8, '0'),
        lpad((n / 5000)::text, 6, '0'), lpad((n % 997)::text, 6, '0'), 'R' || n, '62220' || n % 10, lpad((n % 9973)::text, 4, '0'),
        case when n % 49 = 0 then 'REFUND' else 'PURCHASE' end, case when n % 20000 = 19999 then 'UNKNOWN' else 'APPROVED' end, 'NONE', 'NONE', 'IN_OPEN_BATCH',
        (n % 2000) * 100, 'CNY', 2, false,
        timestamptz '2026-01-01Z' + (n / 3) * interval '${MONTHS} months' / ${LINES / 3 + 1} + case n % 70 when 0 then interval '3 days' else interval '1 minute' end
      from (select n, n % 40 as m, case n % 40 % 3 when 0 then 0 when 1 then 1 else 2 end as g from generate_series(0, ${LINES - 1}) n) made;
    analyze record_line`)
  app = await openStorage({ url: database.url, role: 'app', clock, newId: idsOf(clock), poolMax: 1 })
})
afterAll(async () => {
  await app?.close()
  await owner.end()
  await database.drop()
})

/** All ids, page by page, to the end. */
async function walk(level: Level, filter: Partial<TransactionFilter>, pagesMax = 400): Promise<string[]> {
  return await app.read({ path: level.path }, async (db) => {
    const ids: string[] = []
    let after: MomentKey | null = null
    for (let page = 0; page < pagesMax; page++) {
      const { rows: lines, examinedThrough } = await listTransactions(db, {
        level,
        filter: { ...NO_FILTER, ...filter },
        after,
        limit: LIMIT,
      })
      ids.push(...lines.map(({ id }) => id))
      const last = lines.at(-1)
      if (lines.length === LIMIT && last !== undefined) after = { at: last.at, id: last.id }
      else if (examinedThrough !== null) after = examinedThrough
      else return ids
    }
    throw new Error(`not at the end after ${pagesMax} pages`)
  })
}

async function expected(condition: string): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from record_line where ${condition} order by at desc, id`,
  )
  return rows.map(({ id }) => id)
}

describe('a list of transactions', () => {
  test.each<[string, Level, Partial<TransactionFilter>, string]>([
    ['one merchant', LEVELS.merchant, {}, `merchant_id = 'org_m7'`],
    ['one store by type', LEVELS.store, { types: ['REFUND'] }, `store_id = 'org_s7' and type = 'REFUND'`],
    [
      'an agent and the one below it, a rare state',
      LEVELS.agent,
      { authStates: ['UNKNOWN'] },
      `agent_id in ('org_g0', 'org_g2') and auth_state = 'UNKNOWN'`,
    ],
    ['an acquirer, a rare state', LEVELS.acquirer, { authStates: ['UNKNOWN'] }, `auth_state = 'UNKNOWN'`],
    ['two terminals', LEVELS.acquirer, { terminalIds: ['trm_3', 'trm_9'] }, `terminal_id in ('trm_3', 'trm_9')`],
    ['no terminal', LEVELS.acquirer, { terminalIds: [] }, 'false'],
    ['a reference number', LEVELS.acquirer, { rrn: 'R4711' }, `rrn = 'R4711'`],
    ['a reference number of others', LEVELS.merchant, { rrn: 'R4711' }, 'false'],
    ['a trace number', LEVELS.acquirer, { stan: '000123' }, `stan = '000123'`],
    ['a card', LEVELS.acquirer, { card: { first6: '622203', last4: '0013' } }, `last4 = '0013' and first6 = '622203'`],
    [
      'what came late of a time',
      LEVELS.agent,
      {
        ...{ since: Date.UTC(2026, 1, 1), until: Date.UTC(2026, 1, 8) },
        ...{ recordedSince: Date.UTC(2026, 1, 8), recordedUntil: Date.UTC(2026, 1, 10) },
      },
      `agent_id in ('org_g0', 'org_g2') and at >= '2026-02-01Z' and at < '2026-02-08Z' and recorded_at >= '2026-02-08Z' and recorded_at < '2026-02-10Z'`,
    ],
    ['an amount', LEVELS.acquirer, { amount: { min: 11_800n, max: 11_800n } }, 'amount = 11800'],
    [
      'amounts from one to another in a time',
      LEVELS.agent,
      { amount: { min: 100n, max: 20_000n }, since: Date.UTC(2026, 1, 1), until: Date.UTC(2026, 1, 5) },
      `agent_id in ('org_g0', 'org_g2') and amount between 100 and 20000 and at >= '2026-02-01Z' and at < '2026-02-05Z'`,
    ],
  ])('has every line of %s once, the newest first', async (_name, level, filter, condition) => {
    const ids = await expected(condition)
    if (condition !== 'false') expect(ids.length).toBeGreaterThan(0)
    expect(await walk(level, filter)).toEqual(ids)
  })

  test('an amount without a point in the index is found at a merchant too', async () => {
    const ids = await expected(`merchant_id = 'org_m7' and amount = 4700`)
    expect(ids.length).toBeGreaterThan(0)
    expect(await walk(LEVELS.merchant, { amount: { min: 4_700n, max: 4_700n } })).toEqual(ids)
  })
})

interface Plan {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
}

async function buffersOf(db: Scoped, level: Level, filter: Partial<TransactionFilter>, after: MomentKey | null) {
  let touched = 0
  const explaining: Scoped = {
    ...db,
    query: async (sql: string, params: readonly unknown[]) => {
      const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
        `explain (analyze, buffers, timing off, format json) ${sql}`,
        params,
      )
      const plan = row?.['QUERY PLAN'][0]?.Plan
      touched = (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)
      return []
    },
  }
  await listTransactions(explaining, { level, filter: { ...NO_FILTER, ...filter }, after, limit: LIMIT + 1 })
  return touched
}

test.each<[string, Partial<TransactionFilter>]>([
  ['nothing', {}],
  ['a state that none has', { reversalStates: ['ABANDONED'] }],
  ['a type', { types: ['REFUND'] }],
  ['a trace number', { stan: '000123' }],
  ['an amount', { amount: { min: 11_800n, max: 11_800n } }],
])('a page narrowed by %s touches few pages of the disk, at every level', async (_name, filter) => {
  for (const level of Object.values(LEVELS))
    for (const after of [null, { at: Date.UTC(2026, 1, 20), id: 'txn_' }]) {
      const touched = await app.read({ path: level.path }, (db) => buffersOf(db, level, filter, after))
      expect(touched, level.kind).toBeGreaterThan(0)
      expect(touched, level.kind).toBeLessThanOrEqual(BUFFERS_MAX)
    }
})
