import { join } from 'node:path'
import { type Arrival, bookChanges, ingestJournals, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import type { Pool } from 'pg'
import { median, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import {
  JOURNAL_LANES,
  JOURNAL_MESSAGE_RECORDS,
  JOURNAL_RECORDS_PER_RUN,
  JOURNAL_RECORDS_PER_TRANSACTION,
  JOURNAL_SINGLE_RECORDS_PER_RUN,
  JOURNAL_TERMINALS,
} from '../limits.ts'
import type { Options } from '../options.ts'
import { type Findings, NO_GOAL } from '../report/row.ts'
import { startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool, withStorage } from '../servers/database.ts'
import { BENCH_GATEWAY, type SellingTerminal, sellingTerminals } from './journals.ts'

/** Messages that become one database transaction. */
type Work = readonly (readonly [SellingTerminal, ReturnType<SellingTerminal['sell']>])[]

const TERMINALS = { kind: 'TERMINAL', id: null } as const

/**
 * (f) Records per second from the bytes of a message to the commit of record, tree, transaction, list line, batch totals and
 * postings with fees, beside a transaction for each record, and beside a mere COPY of the same rows of the journal.
 */
export async function measureBooking(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const databaseUrl = await createMigrated(database, 'booking')
  const keysFolder = join(folder, 'booking-keys')
  await seedFleet(databaseUrl, keysFolder, JOURNAL_TERMINALS)
  const terminals = await sellingTerminals(databaseUrl)
  // events get their places and the ledger is added up meanwhile, as in a house
  const worker = await startWorker({ databaseUrl, keysFolder })
  try {
    return await withPool(databaseUrl, (pool) =>
      withStorage(
        databaseUrl,
        'gateway',
        async (gateway) => {
          const rates: Rates = { together: [], single: [], copy: [] }
          // the first run is thrown away: nobody is measured cold
          for (let run = 0; run <= runs; run++) await measureAll({ gateway, pool, terminals, rates }, run > 0)
          return findings(rates)
        },
        JOURNAL_LANES,
      ),
    )
  } finally {
    await worker.stop()
  }
}

interface Rates {
  readonly together: number[]
  readonly single: number[]
  readonly copy: number[]
}

interface Ground {
  readonly gateway: Storage
  readonly pool: Pool
  readonly terminals: readonly SellingTerminal[]
  readonly rates: Rates
}

async function measureAll({ gateway, pool, terminals, rates }: Ground, isKept: boolean): Promise<void> {
  const together = await rateOf(gateway, sold(terminals, JOURNAL_RECORDS_PER_RUN, JOURNAL_MESSAGE_RECORDS), true)
  const single = await rateOf(gateway, sold(terminals, JOURNAL_SINGLE_RECORDS_PER_RUN, 1), false)
  const copy = await copyRate(pool)
  if (!isKept) return
  rates.together.push(together)
  rates.single.push(single)
  rates.copy.push(copy)
}

/** So many records, in messages of so many, of all terminals in turn. */
function sold(terminals: readonly SellingTerminal[], records: number, each: number): Work[number][] {
  return Array.from({ length: Math.ceil(records / each) }, (_, place) => {
    const terminal = terminals[place % terminals.length]
    if (terminal === undefined) throw new Error('no terminal')
    return [terminal, terminal.sell(each)] as const
  })
}

/** All messages through the lanes, a terminal always in the same one. Records a second. */
async function rateOf(gateway: Storage, messages: readonly Work[number][], isTogether: boolean): Promise<number> {
  const count = messages.reduce((sum, [, records]) => sum + records.length, 0)
  const lanes = Array.from({ length: JOURNAL_LANES }, (_, lane) =>
    [...byTerminal(messages).values()].filter((_each, place) => place % JOURNAL_LANES === lane).flat(),
  )
  const startedAt = performance.now()
  await Promise.all(
    lanes.map(async (lane) => {
      for (const work of isTogether ? gathered(lane) : lane.map((message) => [message]))
        await commit(gateway, arrivalsOf(work))
    }),
  )
  return count / ((performance.now() - startedAt) / 1_000)
}

/** As many messages as one transaction takes; of one terminal in one go, in their order. */
function* gathered(messages: readonly Work[number][]): Generator<Work> {
  let work: Work[number][] = []
  let records = 0
  for (const message of messages) {
    work.push(message)
    records += message[1].length
    if (records < JOURNAL_RECORDS_PER_TRANSACTION) continue
    yield work
    work = []
    records = 0
  }
  if (work.length > 0) yield work
}

/** Messages of each terminal, in their order. */
function byTerminal(work: Work): ReadonlyMap<SellingTerminal, Work[number][]> {
  const groups = new Map<SellingTerminal, Work[number][]>()
  for (const message of work) {
    const group = groups.get(message[0])
    if (group === undefined) groups.set(message[0], [message])
    else group.push(message)
  }
  return groups
}

function arrivalsOf(work: Work): Arrival[] {
  return [...byTerminal(work)].map(([terminal, messages]) =>
    terminal.arrival(messages.flatMap(([, records]) => records)),
  )
}

async function commit(gateway: Storage, arrivals: readonly Arrival[]): Promise<void> {
  const ingested = await gateway.write(PLATFORM_SCOPE, TERMINALS, (unit) =>
    ingestJournals(unit, BENCH_GATEWAY, arrivals, bookChanges),
  )
  const fresh = ingested.reduce((sum, one) => sum + one.fresh, 0)
  const sent = arrivals.reduce((sum, { records }) => sum + records.length, 0)
  if (fresh !== sent) throw new Error(`${fresh} of ${sent} records were taken`)
}

/** The server reads a file of the same rows into a table without keys, indexes or rules. */
async function copyRate(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ file: string }>(
    `select current_setting('data_directory') || '/bench-records' as file`,
  )
  const file = rows[0]?.file.replaceAll("'", "''") ?? ''
  await pool.query('drop table if exists bare')
  await pool.query('create table bare as select * from journal_record where false')
  await pool.query(
    `copy (select * from journal_record order by received_at desc limit ${JOURNAL_RECORDS_PER_RUN}) to '${file}'`,
  )
  const startedAt = performance.now()
  const { rowCount } = await pool.query(`copy bare from '${file}'`)
  return (rowCount ?? 0) / ((performance.now() - startedAt) / 1_000)
}

function findings(rates: Rates): Findings {
  const ours = median(rates.together)
  const row = (what: string, name: string, theirs: number) => ({
    group: 'f' as const,
    what,
    ours: shown(ours, 'records/s'),
    beside: `${name} ${shown(theirs, 'records/s')}`,
    ratio: ours / theirs,
    ...NO_GOAL,
  })
  return {
    rows: [
      row('journal records, booked and committed', 'a transaction for each record', median(rates.single)),
      row('journal records, booked and committed', 'COPY of the same rows into a bare table', median(rates.copy)),
    ],
    figures: { ...rates, perTransaction: JOURNAL_RECORDS_PER_TRANSACTION, lanes: JOURNAL_LANES },
  }
}
