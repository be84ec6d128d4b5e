import { hash } from 'node:crypto'
import { join } from 'node:path'
import {
  bookChanges,
  ingestJournals,
  lookAtTerminals,
  makeDue,
  noticeHostFacts,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
} from '@budeng/storage'
import type { Pool } from 'pg'
import { median, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { DETECTION_MESSAGE_RECORDS, DETECTION_TERMINALS } from '../limits.ts'
import { BENCH_GATEWAY, type SellingTerminal, sellingTerminals } from '../money/journals.ts'
import type { Options } from '../options.ts'
import { type Findings, NO_GOAL } from '../report/row.ts'
import { createMigrated, type DatabaseServer, withPool, withStorage } from '../servers/database.ts'

const TERMINALS = { kind: 'TERMINAL', id: null } as const
const FACTS = 1_000

/**
 * (k) Records per second that rules look at: journals read, held against the host, files, tariffs and everything with the
 * same tap, all rules asked, and what was found committed; as records come in messages, and again when nothing is new.
 */
export async function measureDetection(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const databaseUrl = await createMigrated(database, 'detection')
  await seedFleet(databaseUrl, join(folder, 'detection-keys'), DETECTION_TERMINALS)
  const terminals = await sellingTerminals(databaseUrl)
  const ids = await withPool(databaseUrl, terminalIds)
  return await withPool(databaseUrl, (pool) =>
    withStorage(databaseUrl, 'gateway', (gateway) =>
      withStorage(databaseUrl, 'worker', async (worker) => {
        const [first, idle, hits]: [number[], number[], number[]] = [[], [], []]
        for (let run = 0; run <= runs; run++) {
          await sell(gateway, pool, terminals)
          const fresh = await look(worker, pool, ids)
          const again = await look(worker, pool, ids)
          if (run === 0) continue // nobody is measured cold
          first.push(fresh.records / fresh.seconds)
          idle.push(ids.length / again.seconds)
          hits.push(fresh.hits)
        }
        return findings({ first, idle, hits })
      }),
    ),
  )
}

async function terminalIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from terminal order by id')
  return rows.map(({ id }) => id)
}

/** A message of each terminal, and the host's word on every record in it. */
async function sell(gateway: Storage, pool: Pool, terminals: readonly SellingTerminal[]): Promise<void> {
  for (const [place, terminal] of terminals.entries()) {
    const panToken = hash('sha256', String(place))
    const arrival = terminal.arrival(terminal.sell(DETECTION_MESSAGE_RECORDS, { panToken }))
    await gateway.write(PLATFORM_SCOPE, TERMINALS, (unit) =>
      ingestJournals(unit, BENCH_GATEWAY, [arrival], bookChanges),
    )
  }
  await pool.query(
    `insert into host_record (acquirer_id, position, path, terminal_id, tid, fact, at, batch_no, stan, type, mti, fate, response_code, amount, currency, pan_masked, pan_token, rrn, received_at)
     select t.acquirer_id, coalesce((select max(position) from host_record h where h.acquirer_id = t.acquirer_id), 0) + row_number() over (partition by t.acquirer_id order by t.occurred_at, t.id),
       t.path, t.terminal_id, t.tid, 'trade', t.occurred_at, t.batch_no, t.stan, t.type, '0200', 'APPROVED', '00', t.amount, t.currency, t.pan_masked, t.pan_token, t.rrn, now()
     from transaction t where not exists (select from host_record h where h.terminal_id = t.terminal_id and h.stan = t.stan and h.batch_no = t.batch_no)`,
  )
}

interface Looks {
  readonly records: number
  readonly hits: number
  readonly seconds: number
}

/** Everything is due; looked at until nothing is. */
async function look(worker: Storage, pool: Pool, ids: readonly string[]): Promise<Looks> {
  const write = <T>(work: Parameters<typeof worker.write<T>>[2]) =>
    worker.write<T>(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
  const { rows: acquirers } = await pool.query<{ id: string }>(`select id from node where kind = 'ACQUIRER'`)
  await write((unit) => makeDue(unit, ids, unit.clock.now()))
  const startedAt = performance.now()
  for (const { id } of acquirers) while ((await write((unit) => noticeHostFacts(unit, id, FACTS))) === FACTS);
  let [records, hits] = [0, 0]
  for (;;) {
    const looked = await write((unit) => lookAtTerminals(unit))
    records += looked.records
    hits += looked.hits
    if (looked.terminals === 0) return { records, hits, seconds: (performance.now() - startedAt) / 1_000 }
  }
}

function findings(figures: { readonly first: number[]; readonly idle: number[]; readonly hits: number[] }): Findings {
  const { first, idle, hits } = figures
  return {
    figures,
    rows: [
      {
        ...{ group: 'k', what: 'records that all rules look at, in messages of ' + String(DETECTION_MESSAGE_RECORDS) },
        ...{ ours: `${shown(median(first))}/s`, beside: `hits of clean records: ${Math.max(...hits)}`, ratio: null },
        ...NO_GOAL,
      },
      {
        ...{ group: 'k', what: 'terminals looked at again when nothing is new' },
        ...{ ours: `${shown(median(idle))}/s`, beside: '–', ratio: null },
        ...NO_GOAL,
      },
    ],
  }
}
