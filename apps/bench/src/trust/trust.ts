import { join } from 'node:path'
import { roleName, type Scoped, listTerminals, NO_FILTER, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { DEMO_KEYS } from '@budeng/simulator'
import { Pool } from 'pg'
import { median, percentile, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { PAGE_ROWS, TRUST_MUTATIONS_PER_RUN, TRUST_PAGES_PER_RUN, TRUST_TERMINALS } from '../limits.ts'
import type { Options } from '../options.ts'
import { type Findings, NO_GOAL, type Row } from '../report/row.ts'
import { startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withStorage } from '../servers/database.ts'

/** One way to do the same work. */
interface Way {
  readonly name: string
  readonly tookMs: number[]
  work(turn: number): Promise<unknown>
}

interface Ground {
  readonly app: Storage
  readonly pool: Pool
  readonly path: string
  readonly terminalIds: readonly string[]
}

/**
 * (e) What audit and tenancy cost: the same change, and the same page, with and without them, turn by turn in one run.
 * Audit: an event in the same transaction, and a worker that places and seals it meanwhile. Tenancy: the app's role under
 * row-level security and a scope; without it the superuser, who passes every policy by.
 */
export async function measureTrust(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const databaseUrl = await createMigrated(database, 'trust')
  const keysFolder = join(folder, 'trust-keys')
  await seedFleet(databaseUrl, keysFolder, TRUST_TERMINALS)
  const worker = await startWorker({ databaseUrl, keysFolder })
  const pool = new Pool({ connectionString: databaseUrl, max: 2 })
  try {
    return await withStorage(databaseUrl, 'app', async (app) => {
      const { rows } = await pool.query<{ id: string; path: string }>(
        `select terminal.id, node.path::text from terminal join node on node.id = acquirer_id where node.code = $1 order by tid`,
        [DEMO_KEYS.acquirer],
      )
      const ground = { app, pool, path: rows[0]?.path ?? '', terminalIds: rows.map(({ id }) => id) }
      const changes = changeWays(ground)
      const pages = pageWays(ground)
      // the first run is thrown away: nobody is measured cold
      for (let run = 0; run <= runs; run++) {
        await measure(changes, TRUST_MUTATIONS_PER_RUN, run > 0)
        await measure(pages, TRUST_PAGES_PER_RUN, run > 0)
      }
      return {
        rows: [
          ...rowsOf('a change of one terminal, committed', changes),
          ...rowsOf('a page of the terminal list', pages),
        ],
        figures: { ways: [...changes, ...pages].map(({ name, tookMs }) => summary(name, tookMs)) },
      }
    })
  } finally {
    await pool.end()
    await worker.stop()
  }
}

const CHANGE = 'update terminal set changed_at = $2, version = version + 1 where id = $1'

function changeWays({ app, pool, path, terminalIds }: Ground): Way[] {
  const idOf = (turn: number) => terminalIds[turn % terminalIds.length] ?? ''
  const byApp = (isAudited: boolean) => (turn: number) =>
    app.write({ path }, { kind: 'PERSON', id: 'usr_bench', address: '127.0.0.1' }, async (unit) => {
      const at = unit.clock.now()
      await unit.execute(CHANGE, [idOf(turn), new Date(at)])
      if (isAudited)
        unit.append([
          {
            type: 'TerminalChanged',
            subject: idOf(turn),
            path,
            at,
            data: { before: { version: turn }, after: { version: turn + 1 }, reason: 'bench' },
          },
        ])
    })
  const plainly = async (turn: number) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(CHANGE, [idOf(turn), new Date()])
      await client.query('commit')
    } finally {
      client.release()
    }
  }
  return [way('audit and tenancy', byApp(true)), way('tenancy alone', byApp(false)), way('neither', plainly)]
}

function pageWays({ app, pool, path }: Ground): Way[] {
  const level = { id: path, kind: 'ACQUIRER', path } as const
  const query = {
    level,
    filter: NO_FILTER,
    order: { field: 'TID', direction: 'ASC' },
    after: null,
    limit: PAGE_ROWS,
  } as const
  const plainly = async () => {
    const client = await pool.connect()
    try {
      await client.query('begin read only')
      const db = { query: async (sql: string, params?: unknown[]) => (await client.query(sql, params)).rows }
      await listTerminals(db as unknown as Scoped, query)
      await client.query('commit')
    } finally {
      client.release()
    }
  }
  return [
    way('tenancy', () => app.read({ ...PLATFORM_SCOPE, path }, (db) => listTerminals(db, query))),
    way('none', plainly),
  ]
}

function way(name: string, work: Way['work']): Way {
  return { name, work, tookMs: [] }
}

let turns = 0
/** Each way in its turn, so that what the machine does meanwhile meets all of them. */
async function measure(ways: readonly Way[], times: number, isKept: boolean): Promise<void> {
  for (let n = 0; n < times; n++)
    for (const { work, tookMs } of ways) {
      const startedAt = performance.now()
      await work(turns++)
      if (isKept) tookMs.push(performance.now() - startedAt)
    }
}

/** The first way beside each of the others. */
function rowsOf(what: string, [all, ...others]: readonly Way[]): Row[] {
  if (all === undefined) return []
  const spread = ({ tookMs }: Way) => `${shown(median(tookMs))} (p99 ${shown(percentile(tookMs, 0.99))}) ms`
  return others.map((other) => ({
    group: 'e',
    what: `${what}, p50`,
    ours: `${all.name} ${spread(all)}`,
    beside: `${other.name} ${spread(other)}`,
    ratio: median(all.tookMs) / median(other.tookMs),
    ...NO_GOAL,
  }))
}

function summary(name: string, tookMs: readonly number[]) {
  return { name, role: roleName('app'), times: tookMs.length, p50Ms: median(tookMs), p99Ms: percentile(tookMs, 0.99) }
}
