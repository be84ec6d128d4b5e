import { diagnosesOf, type Storage } from '@budeng/storage'
import { median, percentile, shown } from '../figures.ts'
import { DIAGNOSED_FLEETS, PAGE_ROWS } from '../limits.ts'
import { type ListFleet, makeListFleet } from '../lists/fleet.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings } from '../report/row.ts'
import { type DatabaseServer, withPool, withStorage } from '../servers/database.ts'

/** What a page costs must not be felt to grow with the fleet. */
const GROWTH_GOAL = 1.2

/** Troubles of one terminal in three, as they are seen and told, and what terminals have in common: cells, networks, software. */
const TROUBLES = [
  `insert into terminal_fault (terminal_id, code, since, severity, derived_at, reported_at)
     select id, (array['NET_WEAK', 'SYS_STORAGE_FULL', 'HW_PRINTER_FAIL', 'AUTH_LOGGED_OUT', 'SYS_ANR', 'HW_BATTERY'])[1 + abs(hashtext(id)) % 6],
       now() - interval '20 minutes', 'MAJOR', now() - interval '20 minutes', now() - interval '20 minutes'
     from terminal where abs(hashtext(tid)) % 3 = 0`,
  `update terminal t set faults = array[f.code], fault_mark = true from terminal_fault f where f.terminal_id = t.id`,
  `insert into terminal_trait (terminal_id, acquirer_id, agent_id, tid, operator, cell, app)
     select id, acquirer_id, agent_id, tid, 'operator ' || abs(hashtext(id)) % 3, 'cell ' || abs(hashtext(id)) % (1 + (select count(*) from terminal) / 60), '4.2.0' from terminal`,
  'vacuum analyze',
]

interface Measured {
  readonly terminals: number
  /** Milliseconds of each page, all runs together. */
  readonly ours: number[]
  readonly byHand: number[]
}

/** (l) Diagnoses per second, as a list asks for them: in an acquirer's scope, a page at a time, from rows to ranked causes. */
export async function measureDiagnosis(database: DatabaseServer, folder: string, options: Options): Promise<Findings> {
  const measured: Measured[] = []
  for (const terminals of DIAGNOSED_FLEETS) {
    const fleet = await makeListFleet(database, folder, terminals, 'diagnoses')
    await withPool(fleet.databaseUrl, async (pool) => {
      for (const statement of TROUBLES) await pool.query(statement)
    })
    measured.push(await withStorage(fleet.databaseUrl, 'app', (app) => measure(app, fleet, options)))
  }
  const [small, large] = measured
  if (small === undefined || large === undefined) throw new Error('two fleets are compared')
  const perSecond = (pages: readonly number[]) => (1_000 * PAGE_ROWS) / median(pages)
  const p99 = ({ ours }: Measured) => percentile(ours, 0.99)
  const said = (one: Measured) =>
    `${one.terminals.toLocaleString('en-US')} terminals ${shown(p99(one), 'ms')} (p50 ${shown(median(one.ours), 'ms')})`
  return {
    figures: { measured },
    rows: [
      {
        ...{
          group: 'l',
          what: `diagnoses, one after the other, of ${large.terminals.toLocaleString('en-US')} terminals`,
        },
        ...{ ours: `${shown(perSecond(large.ours))}/s`, ratio: perSecond(large.ours) / perSecond(large.byHand) },
        ...{ beside: `terminals with heartbeat and faults, only read ${shown(perSecond(large.byHand))}/s` },
        ...{ goal: null, holds: null },
      },
      {
        ...{ group: 'l', what: `a page of ${PAGE_ROWS} diagnoses, p99`, ours: said(large), beside: said(small) },
        ...{ ratio: p99(large) / p99(small), ...atMost(p99(large) / p99(small), GROWTH_GOAL) },
      },
    ],
  }
}

/** Page after page of terminals that were drawn once, in turn with the same rows only read. */
async function measure(app: Storage, fleet: ListFleet, { runs, seconds }: Options): Promise<Measured> {
  const { path } = fleet.viewers.acquirer
  const ids = await app.read({ path }, (db) =>
    db.query<{ id: string }>('select id from terminal order by hashtext(id)'),
  )
  const pages = Array.from({ length: Math.floor(ids.length / PAGE_ROWS) }, (_, page) =>
    ids.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS).map(({ id }) => id),
  )
  const [ours, byHand]: [number[], number[]] = [[], []]
  let next = 0
  for (let run = 0; run <= runs; run++) {
    const endsAt = performance.now() + 1_000 * seconds
    while (performance.now() < endsAt) {
      const page = pages[next++ % pages.length] ?? []
      const diagnosed = await timed(() => app.read({ path }, (db) => diagnosesOf(db, page)))
      const read = await timed(() => app.read({ path }, (db) => db.query(BY_HAND, [page])))
      if (diagnosed.value.length !== page.length) throw new Error('some were not diagnosed')
      if (run === 0) continue // nobody is measured cold
      ours.push(diagnosed.ms)
      byHand.push(read.ms)
    }
  }
  return { terminals: fleet.terminals, ours, byHand }
}

const BY_HAND = `select t.*, h.*, array(select f.code from terminal_fault f where f.terminal_id = t.id) as codes
  from terminal t left join lateral (select * from heartbeat where terminal_id = t.id limit 1) h on true where t.id = any($1)`

async function timed<Value>(work: () => Promise<Value>): Promise<{ readonly value: Value; readonly ms: number }> {
  const startedAt = performance.now()
  const value = await work()
  return { value, ms: performance.now() - startedAt }
}
