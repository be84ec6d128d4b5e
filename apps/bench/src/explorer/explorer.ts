import { join } from 'node:path'
import { ensureKeyFiles } from '@budeng/protocol'
import { freePort, startEmbedded } from '@budeng/storage/embedded'
import { hashPassword, migrate } from '@budeng/storage'
import { DEMO_KEYS } from '@budeng/simulator'
import { median, percentile, shown } from '../figures.ts'
import { seedFleet, seedPersons } from '../fleet/seed.ts'
import { logIn, type Session } from '../graphql/session.ts'
import { EXPLORER_SIZES, JOURNAL_TERMINALS, PAGE_ROWS, PAGES_PER_RUN } from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, type Row } from '../report/row.ts'
import { UNMETERED } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool } from '../servers/database.ts'
import { atTheEnd } from '../servers/ending.ts'
import { APPS_FOLDER, startNode } from '../servers/process.ts'
import { INDEXES, LINES, MONTHS } from './lines.ts'

const PASSWORD = 'correct horse battery 7'
/** What `prove plans` calls its acquirer. */
const GROUND_ACQUIRER = 'a'
const [, GROUND_SIZE] = EXPLORER_SIZES
/** The size of the list is not to be felt. */
const GOAL_OF_SMALL = 1.2

const QUERY = `query Explorer($first: Int!, $filter: TransactionFilter) {
  transactions(first: $first, filter: $filter) {
    nodes { id at tid stan rrn maskedCard type label authorisation batchNo late amount { amount currency exponent } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** What people look for; the rows that each finds in either list: a full page, one, or none. */
const CASES: readonly { readonly title: string; readonly filter: object }[] = [
  { title: 'the newest', filter: {} },
  { title: 'by reference number', filter: { rrn: 'R000000123' } },
  { title: 'by card', filter: { card: '0031' } },
  { title: 'by amount', filter: { amountMin: '8019', amountMax: '8019' } },
  { title: 'by a state that none has', filter: { reversal: ['ABANDONED'] } },
]

interface Measured {
  readonly size: number
  readonly title: string
  readonly filter: object
  readonly session: Session
  readonly tookMs: number[]
}

/** (i) A page of the explorer through our API, logged in as an acquirer's person, at few and at very many transactions. */
export async function measureExplorer(
  database: DatabaseServer,
  folder: string,
  { runs, ground }: Options,
): Promise<Findings> {
  const closing: (() => Promise<void>)[] = []
  try {
    const cases: Measured[] = []
    for (const size of EXPLORER_SIZES) {
      const isThere = ground !== null && size === GROUND_SIZE
      const kept = isThere ? await openGround(ground) : null
      if (kept !== null) closing.push(kept.close)
      const databaseUrl = kept?.databaseUrl ?? (await makeLines(database, folder, size))
      const nodeKey = kept === null ? DEMO_KEYS.acquirer : GROUND_ACQUIRER
      const { session, close } = await openExplorer(
        databaseUrl,
        // a database remembers its keys
        kept === null ? join(folder, `explorer-${size}-keys`) : join(ground ?? '', 'keys'),
        nodeKey,
      )
      closing.push(close)
      cases.push(...CASES.map((one) => ({ ...one, size, session, tookMs: [] })))
    }
    // the first run is thrown away: nobody is measured cold
    for (let run = 0; run <= runs; run++) for (const one of cases) await measure(one, run > 0)
    return {
      rows: CASES.map(({ title }) => rowOf(cases.filter((one) => one.title === title))),
      figures: {
        measured: cases.map(({ size, title, tookMs }) => ({
          size,
          title,
          requests: tookMs.length,
          p50Ms: median(tookMs),
          p99Ms: percentile(tookMs, 0.99),
        })),
      },
    }
  } finally {
    for (const close of closing.toReversed()) await close()
  }
}

/** A database with so many lines, and nothing else of what they stand for. */
async function makeLines(database: DatabaseServer, folder: string, size: number): Promise<string> {
  const databaseUrl = await createMigrated(database, `explorer_${size}`)
  await seedFleet(databaseUrl, join(folder, `explorer-${size}-keys`), JOURNAL_TERMINALS)
  await withPool(databaseUrl, async (pool) => {
    await pool.query(MONTHS)
    // filled first and sorted once
    const { rows } = await pool.query<{ drop: string; make: string }>(INDEXES)
    for (const { drop } of rows) await pool.query(drop)
    await pool.query(LINES(size))
    for (const { make } of rows) await pool.query(make)
    await pool.query('vacuum analyze record_line')
  })
  return databaseUrl
}

/** The database that a proof left, with all that its transactions stand for. */
async function openGround(folder: string) {
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: true, log: () => {} })
  const databaseUrl = Object.assign(new URL(server.url), { pathname: `/plans_${GROUND_SIZE}` }).href
  await migrate(databaseUrl)
  return { databaseUrl, close: atTheEnd(() => server.stop()) }
}

async function openExplorer(databaseUrl: string, keysFolder: string, nodeKey: string) {
  ensureKeyFiles(keysFolder, Date.now())
  const email = `viewer-${Date.now()}@bench.example`
  await seedPersons(databaseUrl, [
    {
      ...{ email, role: 'VIEWER', nodeKey, name: email },
      passwordHash: await hashPassword(PASSWORD),
      ...{ kind: 'HUMAN', language: 'en', timeZone: 'Asia/Shanghai' },
    },
  ])
  const port = await freePort()
  const env = { DATABASE_URL: databaseUrl, BUDENG_KEYS_DIR: keysFolder, BUDENG_HTTP_PORT: String(port), ...UNMETERED }
  const api = await startNode({
    name: 'API',
    kind: 'api',
    script: join(APPS_FOLDER, 'api', 'dist', 'main.js'),
    port,
    env,
  })
  const session = await logIn(port, email, PASSWORD)
  return {
    session,
    close: async () => {
      await session.close()
      await api.stop()
    },
  }
}

async function measure({ session, filter, tookMs }: Measured, isKept: boolean): Promise<void> {
  for (let request = 0; request < PAGES_PER_RUN; request++) {
    const startedAt = performance.now()
    await session.post(QUERY, { first: PAGE_ROWS, filter })
    if (isKept) tookMs.push(performance.now() - startedAt)
  }
}

function rowOf([small, large]: readonly Measured[]): Row {
  const p99 = (one: Measured | undefined) => percentile(one?.tookMs ?? [], 0.99)
  const ratio = p99(large) / p99(small)
  const text = (one: Measured | undefined) =>
    `${one?.size.toLocaleString('en-US')} transactions ${shown(p99(one), 'ms')} (p50 ${shown(median(one?.tookMs ?? []))} ms)`
  return {
    group: 'i',
    what: `a page of the explorer, ${large?.title}, p99`,
    ours: text(large),
    beside: text(small),
    ratio,
    ...atMost(ratio, GOAL_OF_SMALL),
  }
}
