import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsOf } from '../fleet.fixture.ts'
import { openStorage, type Scoped, type Storage } from '../index.ts'
import { type TestDatabase, testDatabase } from '../testing.ts'
import { foldedText, listNodes } from '../access/nodes.ts'
import type { Level } from './level.ts'
import { countDueVisits, type DueKey, listDueVisits } from '../care/due-list.ts'
import { type KnownValue, valuesUnder } from './known-values.ts'
import { NO_FILTER } from './terminal-filter.ts'
import { countTerminals, listTerminals, type TerminalListQuery } from './terminal-list.ts'
import type { TerminalView } from './terminal-view.ts'

const TERMINALS = 100_000
const RETIRED = 5_000
const LIMIT = 201
/** Presences times sign-on states: the most walks that a list merges for one agent or acquirer. */
const WALKS_MAX = 15
/** Pages of a long list that are read here. */
const PAGES = 5

const acquirer: Level = { id: 'org_a', kind: 'ACQUIRER', path: 'org_a' }
const agent: Level = { id: 'org_g3', kind: 'AGENT', path: 'org_a.org_g0.org_g3' }
const nested: Level = { id: 'org_g0', kind: 'AGENT', path: 'org_a.org_g0' }
const merchant: Level = { id: 'org_m33', kind: 'MERCHANT', path: 'org_a.org_g33.org_m33' }

const clock = { now: () => Date.now() }
let database: TestDatabase
let app: Storage

beforeAll(async () => {
  database = await testDatabase()
  await makeLargeFleet(database.url)
  app = await openStorage({ url: database.url, role: 'app', clock, newId: idsOf(clock), poolMax: 2 })
}, 180_000)
afterAll(async () => {
  await app?.close()
  await database.drop()
})

/** 100 agents (one with 5 more below it), 10,000 merchants, 20,000 stores, 100,000 terminals. */
async function makeLargeFleet(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const node = (kind: string, values: string) =>
    `insert into node (id, parent_id, kind, code, name, path, created_at) select id, parent, '${kind}', id, name || n, path::ltree, now() from (${values}) made`
  const agentPath = `'org_a.' || case when g between 1 and 5 then 'org_g0.' else '' end || 'org_g' || g`
  await client.query(`
    set session_replication_role = replica; -- the rows are known to fit: no foreign key is checked row by row
    insert into node (id, kind, code, name, path, created_at) values ('org_a', 'ACQUIRER', 'A', 'A', 'org_a', now());
    ${node('AGENT', `select 'org_g' || g as id, 'org_a' as parent, 'agent ' as name, g as n, ${agentPath} as path from generate_series(0, 99) g`)};
    ${node('MERCHANT', `select 'org_m' || m as id, 'org_g' || g as parent, '商户 ' as name, m as n, ${agentPath} || '.org_m' || m as path from (select m, m % 100 as g from generate_series(0, 9999) m) ms`)};
    ${node('STORE', `select 'org_s' || s as id, 'org_m' || m as parent, '门店 ' as name, s as n, ${agentPath} || '.org_m' || m || '.org_s' || s as path from (select s, s % 10000 as m, s % 100 as g from generate_series(0, 19999) s) ss`)};
    insert into terminal (id, acquirer_id, agent_id, merchant_id, store_id, path, acquirer_code, tid, mid, state, model, presence, presence_since, sign_on, faults, fault_mark, created_at, changed_at)
      select 'trm_' || t, 'org_a', 'org_g' || g, 'org_m' || m, 'org_s' || s, (${agentPath} || '.org_m' || m || '.org_s' || s)::ltree, 'A',
        lpad(t::text, 8, '0'), '898' || lpad(m::text, 12, '0'), 'ACTIVE', 'A920',
        case when t % 17 = 0 then 'OFFLINE' when t % 31 = 0 then 'DEGRADED' else 'ONLINE' end, now() - t * interval '1 second',
        case when t % 13 = 0 then 'SIGNED_OFF' else 'SIGNED_ON' end, case when t % 997 = 0 then '{HW_PRINTER_JAM}' else '{}' end::text[], t % 997 = 0, now(), now()
      from (select t, t % 100 as g, t % 10000 as m, t % 20000 as s from generate_series(0, ${TERMINALS - 1}) t) ts;
    -- out of use for long: many more than are offline
    insert into terminal (id, acquirer_id, agent_id, merchant_id, store_id, path, acquirer_code, tid, mid, state, presence, presence_since, sign_on, created_at, changed_at)
      select 'old_' || t, 'org_a', 'org_g' || g, 'org_m' || m, 'org_s' || s, (${agentPath} || '.org_m' || m || '.org_s' || s)::ltree, 'A',
        'R' || lpad(t::text, 7, '0'), '898', 'RETIRED', 'OFFLINE', now() - interval '1 year' - t * interval '1 second', 'SIGNED_OFF', now(), now()
      from (select t, t % 5 as g, t % 5 as m, t % 5 as s from generate_series(0, ${RETIRED - 1}) t) ts;
    insert into terminal_label (terminal_id, label, acquirer_id, agent_id, tid)
      select 'trm_' || t, label, 'org_a', 'org_g' || t % 100, lpad(t::text, 8, '0')
      from generate_series(0, ${TERMINALS - 1}) t cross join (values ('common', 2), ('rare', 5003), ('other', 3)) l (label, nth) where t % nth = 0;
    insert into terminal_trait (terminal_id, acquirer_id, agent_id, tid, operator, iccid, app)
      select 'trm_' || t, 'org_a', 'org_g' || t % 100, lpad(t::text, 8, '0'), 'CM', '898600' || lpad(t::text, 14, '0'),
        case when t % 5003 = 0 then '1.0' when t % 2 = 0 then '2.0' else '2.1' end from generate_series(0, ${TERMINALS - 1}) t;
    insert into terminal_care (terminal_id, kind, acquirer_id, agent_id, model, in_use, since)
      select 'trm_' || t, kind, 'org_a', 'org_g' || t % 100, 'M' || t % 40, true, date_trunc('milliseconds', now()) - t * interval '1 minute'
      from generate_series(0, ${TERMINALS - 1}) t cross join (values ('INSPECTION'), ('MAINTENANCE')) k (kind);
    insert into care_interval select 'org_a', 'INSPECTION', 'M' || m, 'org_a', m * 2, 'u', now() from generate_series(0, 19) m;
    update node set name = 'Ｔｅａ 龙井茶馆 100%_\\' where id = 'org_m4242';
    update node set name = '龙井 分店' where id = 'org_s77';
    analyze node; analyze terminal; analyze terminal_label; analyze terminal_trait; analyze terminal_care`)
  await client.end()
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

/** How a list was read: which ways of reading were taken, and how many terminals were touched. */
async function reading(path: string, read: (db: Scoped) => Promise<unknown>, relation = 'terminal') {
  const nodes = await app.read({ path }, async (db) => {
    let plan: PlanNode | undefined
    const explaining = {
      ...db,
      query: async (sql: string, params: readonly unknown[]) => {
        if (!/from|with/.test(sql)) return await db.query(sql, params)
        const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
          `explain (analyze, timing off, format json) ${sql}`,
          params,
        )
        plan = row?.['QUERY PLAN'][0]?.Plan
        return []
      },
    }
    await read(explaining as Scoped)
    return plan === undefined ? [] : flat(plan)
  })
  const scans = nodes.filter((one) => one['Relation Name'] === relation)
  return {
    ways: [...new Set(scans.map((one) => one['Node Type']))].sort(),
    touched: scans.reduce(
      (sum, one) => sum + ((one['Rows Removed by Filter'] ?? 0) + one['Actual Rows']) * one['Actual Loops'],
      0,
    ),
    sorted: nodes
      .filter((one) => /Sort/.test(one['Node Type']))
      .reduce((sum, one) => sum + (one.Plans?.[0]?.['Actual Rows'] ?? 0) * one['Actual Loops'], 0),
  }
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)]
}

function list(changed: Partial<TerminalListQuery>): TerminalListQuery {
  return {
    level: acquirer,
    filter: NO_FILTER,
    order: { field: 'TID', direction: 'ASC' },
    after: null,
    limit: LIMIT,
    ...changed,
  }
}

const ONE_WALK: readonly { name: string; query: TerminalListQuery }[] = [
  { name: "an acquirer's first page", query: list({}) },
  { name: 'a page deep in the list', query: list({ after: { tid: '00090000' } }) },
  { name: 'a page backwards', query: list({ order: { field: 'TID', direction: 'DESC' }, after: { tid: '00050000' } }) },
  { name: 'those with faults', query: list({ filter: { ...NO_FILTER, hasFault: true } }) },
]

test.each(ONE_WALK)('$name is read off an index, unsorted', async ({ query }) => {
  const { ways, touched, sorted } = await reading(query.level.path, (db) => listTerminals(db, query))
  expect(ways).toEqual(['Index Scan'])
  expect(touched).toBeLessThanOrEqual(LIMIT)
  expect(sorted).toBe(0)
})

const MERGES: { name: string; query: TerminalListQuery }[] = [
  { name: 'offline ones', query: list({ filter: { ...NO_FILTER, presences: ['OFFLINE'] } }) },
  { name: 'signed-off ones', query: list({ filter: { ...NO_FILTER, signOns: ['SIGNED_OFF'] } }) },
  { name: 'by the time of presence', query: list({ order: { field: 'PRESENCE_SINCE', direction: 'DESC' } }) },
  {
    name: 'those offline longest, past all that are out of use',
    query: list({
      filter: { ...NO_FILTER, presences: ['OFFLINE', 'DEGRADED'] },
      order: { field: 'PRESENCE_SINCE', direction: 'ASC' },
    }),
  },
  {
    name: "an agent's signed-off ones that are offline, past all that are out of use",
    query: list({ level: nested, filter: { ...NO_FILTER, presences: ['OFFLINE'], signOns: ['SIGNED_OFF'] } }),
  },
  {
    name: 'offline for an hour',
    query: list({
      filter: { ...NO_FILTER, offlineSince: Date.now() - 3_600_000 },
      order: { field: 'PRESENCE_SINCE', direction: 'ASC' },
    }),
  },
  { name: "an agent's", query: list({ level: agent }) },
  { name: "an agent's with agents below it", query: list({ level: nested, after: { tid: '00050000' } }) },
  { name: "an agent's offline ones", query: list({ level: nested, filter: { ...NO_FILTER, presences: ['OFFLINE'] } }) },
]

const labelled = (...labels: string[]) => ({ ...NO_FILTER, labels })
MERGES.push(
  { name: 'those with a label', query: list({ filter: labelled('common'), after: { tid: '00050000' } }) },
  { name: 'those with one of several labels', query: list({ filter: labelled('rare', 'common', 'other') }) },
  { name: "an agent's with a label", query: list({ level: nested, filter: labelled('common') }) },
)

const running = (...appVersions: string[]) => ({ ...NO_FILTER, appVersions })
MERGES.push(
  { name: 'those of a version', query: list({ filter: running('2.0'), after: { tid: '00050000' } }) },
  { name: 'those of one of several versions', query: list({ filter: running('1.0', '2.0', '2.1') }) },
  {
    name: 'those of a rare version that are of a model',
    query: list({ filter: { ...running('1.0'), models: ['A920'] } }),
  },
  { name: "an agent's of a version", query: list({ level: nested, filter: running('2.0') }) },
)

test.each(MERGES)('$name are merged from a few walks over an index', async ({ query }) => {
  const { ways, touched, sorted } = await reading(query.level.path, (db) => listTerminals(db, query))
  expect(ways).toEqual(['Index Scan'])
  expect(touched).toBeLessThanOrEqual(LIMIT * WALKS_MAX)
  expect(sorted).toBeLessThanOrEqual(LIMIT * WALKS_MAX)
})

test("a merchant's few terminals are found by index", async () => {
  const { ways, touched } = await reading(merchant.path, (db) => listTerminals(db, list({ level: merchant })))
  expect(ways).not.toContain('Seq Scan')
  expect(touched).toBeLessThanOrEqual(20)
})

test.each(['0001234', '8986000000000001235'])(
  '%s is searched by its beginning, without looking at the rest of the fleet',
  async (search) => {
    const { answer, pages, scanned } = await pagesOf('org_a', (db) => listTerminals(db, sought(search)))
    expect(answer).toHaveLength(10)
    expect(scanned).toEqual([])
    expect(pages).toBeLessThanOrEqual(400)
  },
)

/** Pages of 8 KiB that everything touches which is asked, and what it answers. */
async function pagesOf<Answer>(path: string, read: (db: Scoped) => Promise<Answer>) {
  let pages = 0
  const scanned = new Set<string>()
  const answer = await app.read({ path }, async (db) => {
    const query = async <Row extends object>(sql: string, params: readonly unknown[] = []) => {
      type Pages = PlanNode & Record<'Shared Hit Blocks' | 'Shared Read Blocks', number>
      const [row] = await db.query<{ 'QUERY PLAN': readonly { Plan: Pages }[] }>(
        `explain (analyze, buffers, timing off, format json) ${sql}`,
        params,
      )
      const plan = row?.['QUERY PLAN'][0]?.Plan
      if (plan === undefined) throw new Error('a query without a plan')
      pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
      for (const one of flat(plan)) if (one['Node Type'] === 'Seq Scan') scanned.add(one['Relation Name'] ?? '')
      return await db.query<Row>(sql, params)
    }
    return await read({ ...db, query })
  })
  return { answer, pages, scanned: [...scanned] }
}

const sought = (search: string, level = acquirer) => list({ level, filter: { ...NO_FILTER, search }, limit: 51 })

test.each([
  { text: '龙井', terminals: 15, nodes: ['org_m4242', 'org_s77'] },
  { text: '茶馆', terminals: 10, nodes: ['org_m4242'] },
  { text: '茶', terminals: 10, nodes: ['org_m4242'] },
  { text: 'tEA', terminals: 10, nodes: ['org_m4242'] },
  { text: 'ｔｅａ 龙', terminals: 10, nodes: ['org_m4242'] },
  { text: '100%_\\', terminals: 10, nodes: ['org_m4242'] },
  { text: '%', terminals: 10, nodes: ['org_m4242'] },
  { text: '商_户', terminals: 0, nodes: [] },
  { text: '龙馆', terminals: 0, nodes: [] },
  { text: '茶'.repeat(200), terminals: 0, nodes: [] },
  { text: 'no such merchant', terminals: 0, nodes: [] },
])('$text is searched in names by index', async ({ text, terminals, nodes }) => {
  const found = await pagesOf('org_a', (db) => listTerminals(db, sought(text)))
  expect(found.answer).toHaveLength(terminals)
  const counted = await pagesOf('org_a', (db) => countTerminals(db, acquirer, sought(text).filter, 10_000))
  expect(counted.answer).toBe(terminals)
  const search = foldedText(text)
  const query = { level: acquirer, search, kinds: null, after: null, limit: 21 }
  const named = await pagesOf('org_a', (db) => listNodes(db, query))
  expect(named.answer.map(({ id }) => id).sort()).toEqual(nodes)
  for (const { pages, scanned } of [found, counted, named]) {
    expect(scanned).toEqual([])
    expect(pages).toBeLessThanOrEqual(300)
  }
})

test.each(['商户', '户', '0', '898', ''])('%s finds nearly all, and reads no more for it', async (text) => {
  const { answer, pages } = await pagesOf('org_a', (db) => listTerminals(db, sought(text)))
  // a walk over the table that ends with its limit is as good as one over an index: the pages tell
  expect(answer.map(({ tid }) => tid)).toEqual(Array.from({ length: 51 }, (_, at) => String(at).padStart(8, '0')))
  expect(pages).toBeLessThanOrEqual(25_000)
  const query = { level: acquirer, search: text, kinds: null, after: null, limit: 21 }
  const named = await pagesOf('org_a', (db) => listNodes(db, query))
  expect(named.pages).toBeLessThanOrEqual(25_000)
})

test('a search stays in the place of whoever asks, however it is asked', async () => {
  const under = (path: string, level: Level, text: string) =>
    app.read({ path }, (db) => listTerminals(db, { ...sought(text, level), limit: 1_000 }))
  // org_m4242 stands under org_g42: neither another agent nor one who names the acquirer from below finds it
  expect(await under(agent.path, agent, '龙井')).toEqual([])
  expect(await under(agent.path, acquirer, '龙井')).toEqual([])
  expect(await under('org_a.org_g42', { id: 'org_g42', kind: 'AGENT', path: 'org_a.org_g42' }, '龙井')).toHaveLength(10)
  const stranger = (db: Scoped) => db.query('select id from nodes_named($1, $2, 10)', ['org_a', '龙井'])
  expect(await app.read({ path: agent.path }, stranger)).toEqual([])
  expect(await app.read({ path: null }, stranger)).toEqual([])
  const seen = { level: acquirer, search: '龙井', kinds: null, after: null, limit: 21 }
  expect(await app.read({ path: agent.path }, (db) => listNodes(db, seen))).toEqual([])
  expect(await under(nested.path, nested, '商户 3')).toSatisfy((rows: TerminalView[]) =>
    rows.every(({ agentId }) => ['org_g0', 'org_g1', 'org_g2', 'org_g3', 'org_g4', 'org_g5'].includes(agentId ?? '')),
  )
  const inMerchant = await under(merchant.path, merchant, '商户 33')
  expect(inMerchant).toHaveLength(10)
})

test.each([
  ['label', labelled('rare')],
  ['version', running('1.0')],
])('those of a rare %s by the time of presence are found without the rest', async (_name, filter) => {
  const order = { field: 'PRESENCE_SINCE', direction: 'DESC' } as const
  const { touched } = await reading('org_a', (db) => listTerminals(db, list({ filter, order })))
  expect(touched).toBeLessThanOrEqual(2 * LIMIT)
})

test.each([
  ['label', labelled('common')],
  ['version', running('2.0')],
])('a total of a %s is counted no further than it is told', async (_name, filter) => {
  const counted = await reading('org_a', (db) => countTerminals(db, acquirer, filter, 1_000))
  // each is seen again by the wall behind it, and parallel workers may read a little further
  expect(counted.touched).toBeLessThanOrEqual(10 * 1_001)
})

const models = (...numbers: number[]) => numbers.map((number) => `M${number}`).sort()
test.each<[KnownValue, readonly string[], readonly string[], readonly string[]]>([
  ['label', ['common', 'other', 'rare'], ['common', 'other', 'rare'], ['other']],
  ['appVersion', ['1.0', '2.0', '2.1'], ['1.0', '2.0', '2.1'], ['2.1']],
  ['model', models(...Array(40).keys()), models(0, 1, 2, 3, 4, 5, 20, 21, 22, 23, 24, 25), ['M33']],
])('what there is of %s is known by a step each', async (what, all, ofAgents, ofMerchant) => {
  const known = async (level: Level) => {
    const { answer, pages, scanned } = await pagesOf(level.path, (db) => valuesUnder(db, level, what, 50))
    expect(scanned).not.toContain('terminal')
    expect(pages).toBeLessThanOrEqual(2_000)
    return answer
  }
  expect(await known(acquirer)).toEqual(all)
  expect(await known(nested)).toEqual(ofAgents)
  expect(await known(merchant)).toEqual(ofMerchant)
})

test.each([acquirer, nested, agent, merchant])('visits due under $id are merged from a walk a model', async (level) => {
  const query = { level, kind: 'INSPECTION', before: Date.now(), after: null, limit: LIMIT } as const
  const { ways, touched } = await reading(level.path, (db) => listDueVisits(db, query), 'terminal_care')
  expect(ways).not.toContain('Seq Scan')
  expect(touched).toBeLessThanOrEqual((LIMIT + 2) * 40 * (level === nested ? 6 : 1))
  const all: string[] = []
  const counted = await app.read({ path: level.path }, (db) => countDueVisits(db, query, PAGES * LIMIT))
  for (let after: DueKey | null = null; all.length < PAGES * LIMIT; ) {
    const page = await app.read({ path: level.path }, (db) => listDueVisits(db, { ...query, after }))
    all.push(...page.map(({ terminalId }) => terminalId))
    const last = page.at(-1)
    if (last === undefined) break
    const moments = page.map(({ dueAt }) => dueAt)
    expect(moments).toEqual(moments.toSorted((a, b) => a - b))
    expect(moments[0]).toBeGreaterThanOrEqual(after?.dueAt ?? 0)
    after = last
  }
  expect(new Set(all).size).toBe(all.length)
  expect(counted).toBe(all.length)
})

test('a total is counted no further than it is told', async () => {
  const { touched } = await reading('org_a', (db) => countTerminals(db, acquirer, NO_FILTER, 10_000))
  // parallel workers may each read a little further
  expect(touched).toBeLessThanOrEqual(2 * 10_001)
})

test('walks meet: every terminal stands in its list once, in order', async () => {
  const page = (query: TerminalListQuery) => app.read({ path: query.level.path }, (db) => listTerminals(db, query))
  const seen: string[] = []
  for (let after: TerminalListQuery['after'] = null; ; ) {
    const rows = await page(list({ level: nested, after, limit: 1_000 }))
    seen.push(...rows.map(({ tid }) => tid))
    const last = rows.at(-1)
    if (last === undefined) break
    after = { tid: last.tid }
  }
  expect(seen).toHaveLength((TERMINALS / 100) * 6 + RETIRED)
  expect(seen).toEqual([...new Set(seen)].sort())
  const several: string[] = []
  for (let after: TerminalListQuery['after'] = null; ; ) {
    const rows = await page(list({ level: nested, filter: labelled('common', 'other', 'rare'), after, limit: LIMIT }))
    several.push(...rows.map(({ tid }) => tid))
    const last = rows.at(-1)
    if (last === undefined) break
    after = { tid: last.tid }
  }
  expect(several).toEqual([...new Set(several)].sort())
  const isLabelled = (t: number) => t % 100 < 6 && (t % 2 === 0 || t % 3 === 0 || t % 5003 === 0)
  expect(several).toHaveLength(Array.from({ length: TERMINALS }, (_, t) => t).filter(isLabelled).length)
  const rows = await page(list({ filter: { ...NO_FILTER, search: '商户 33' }, limit: 1_000 }))
  expect(rows.map(({ merchantId }) => merchantId).every((id) => id.startsWith('org_m33'))).toBe(true)
  expect(rows).toHaveLength(1_000)
})
