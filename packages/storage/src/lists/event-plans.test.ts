import { DAY } from '@budeng/kernel'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsOf } from '../fleet.fixture.ts'
import { openStorage, type Storage } from '../index.ts'
import { type TestDatabase, testDatabase } from '../testing.ts'
import { type EventFilter, listEvents, NO_EVENT_FILTER } from './event-list.ts'

const MONTHS = 12
const EVENTS_PER_MONTH = 4_000
const LIMIT = 51
const clock = { now: Date.now }
let database: TestDatabase
let app: Storage

beforeAll(async () => {
  database = await testDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(`
    select event_month_make((date '2026-01-01' + n * interval '1 month')::date) from generate_series(0, ${MONTHS - 1}) n;
    insert into node (id, kind, code, name, path, created_at) values ('org_a', 'ACQUIRER', 'A', 'A', 'org_a', now());
    insert into event (id, at, type, subject, acquirer_id, path, actor_id, actor_kind, behalf_of, address, data)
      select left(event_id_from(moment), 14) || lpad(to_hex(n), 16, '0'), moment, 'Happened', 'trm_' || n % 500, 'org_a', 'org_a',
        'usr_' || n % 40, 'PERSON', 'usr_' || n % 30, '192.0.2.' || n % 50, '{}'
      from (select n, timestamptz '2026-01-01Z' + n * interval '1 year' / ${MONTHS * EVENTS_PER_MONTH + 1} as moment
        from generate_series(0, ${MONTHS * EVENTS_PER_MONTH - 1}) n) made;
    analyze event`)
  await client.end()
  app = await openStorage({ url: database.url, role: 'app', clock, newId: idsOf(clock), poolMax: 1 })
})
afterAll(async () => {
  await app?.close()
  await database.drop()
})

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}
const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)]

/** Which ways of reading were taken, and how many events were touched in all months together. */
async function reading(filter: Partial<EventFilter>, beforeOrdinal: number | null) {
  return await app.read({ path: 'org_a' }, async (db) => {
    let nodes: PlanNode[] = []
    const explaining = {
      ...db,
      query: async (sql: string, params: readonly unknown[]) => {
        const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
          `explain (analyze, timing off, format json) ${sql}`,
          params,
        )
        nodes = row?.['QUERY PLAN'][0] === undefined ? [] : flat(row['QUERY PLAN'][0].Plan)
        return []
      },
    }
    const level = { id: 'org_a', kind: 'ACQUIRER', path: 'org_a' } as const
    const query = { level, filter: { ...NO_EVENT_FILTER, ...filter }, beforeOrdinal, limit: LIMIT }
    await listEvents(explaining, query)
    const scans = nodes.filter((node) => node['Relation Name']?.startsWith('event_2') === true)
    return {
      months: [
        ...new Set(scans.filter((node) => node['Actual Loops'] > 0).map((node) => node['Relation Name'] ?? '')),
      ].sort(),
      ways: [...new Set(scans.map((node) => node['Node Type']))],
      touched: scans.reduce((sum, node) => sum + node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0), 0),
      sorts: nodes.filter((node) => node['Node Type'] === 'Sort').length,
    }
  })
}

const AFTERS = [null, (MONTHS * EVENTS_PER_MONTH) / 2]

test('events of an acquirer are merged from the newest of each month, unsorted', async () => {
  for (const beforeOrdinal of AFTERS) {
    const { ways, touched, sorts } = await reading({}, beforeOrdinal)
    expect(ways).toEqual(['Index Scan'])
    expect(touched).toBeLessThanOrEqual(LIMIT + MONTHS)
    expect(sorts).toBe(0)
  }
})

test('a time names the months that are read', async () => {
  const june = Date.UTC(2026, 5, 10)
  const { touched: all } = await reading({ until: june + DAY }, null)
  const narrowed = await reading({ since: june, until: june + DAY }, null)
  // those of June and, since what is told late is written late, of July
  expect(narrowed.months).toEqual(['event_2026_06', 'event_2026_07'])
  expect(narrowed.touched).toBeLessThan(2 * EVENTS_PER_MONTH)
  expect(all).toBeGreaterThan(0)
  const old = await reading({ until: Date.UTC(2026, 1, 1) }, null)
  expect(old.months).toEqual(['event_2026_01', 'event_2026_02', 'event_2026_03'])
})

test.each<[string, Partial<EventFilter>, number]>([
  ['of one thing', { subject: 'trm_7' }, 500],
  ['by one person', { actorId: 'usr_7' }, 40],
  ['on behalf of one person', { behalfOf: 'usr_7' }, 30],
  ['from one address', { address: '192.0.2.7' }, 50],
])('events %s are found by an index; nobody else’s are touched', async (_name, filter, kinds) => {
  for (const beforeOrdinal of AFTERS) {
    const { ways, touched } = await reading(filter, beforeOrdinal)
    expect(ways).not.toContain('Seq Scan')
    expect(touched).toBeLessThanOrEqual((MONTHS * EVENTS_PER_MONTH) / kinds + MONTHS)
  }
})
