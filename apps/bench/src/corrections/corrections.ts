import { PLATFORM_SCOPE, bookChanges, ingestJournals, postDueCorrections, type Storage } from '@budeng/storage'
import { join } from 'node:path'
import { Client } from 'pg'
import { median, percentile, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { CORRECTED_PER_RUN, JOURNAL_TERMINALS } from '../limits.ts'
import { BENCH_GATEWAY, sellingTerminals } from '../money/journals.ts'
import type { Options } from '../options.ts'
import { type Findings, NO_GOAL } from '../report/row.ts'
import { createMigrated, type DatabaseServer, withStorage } from '../servers/database.ts'
import { correctAmount, salesToCorrect } from './desk.ts'
import { measureProof } from './proof.ts'

const TERMINALS = { kind: 'TERMINAL', id: null } as const
/** From the case to the proof it takes no longer than this, of a terminal that is online. */
const VERIFIED_GOAL_MS = 120_000

/**
 * (j) Corrections posted a second on one connection, beside a bare double-entry insert of as many postings; and how long
 * a whole house takes from the case that a rule opens to the proof by its terminal.
 */
export async function measureCorrections(
  database: DatabaseServer,
  folder: string,
  { runs }: Options,
): Promise<Findings> {
  const posted = await measurePosting(database, folder, runs)
  const proven = await measureProof(database, folder)
  const [ours, bare] = [median(posted.ours), median(posted.bare)]
  const [p50, p99] = [percentile(proven.openedToVerified, 0.5), percentile(proven.openedToVerified, 0.99)]
  const count = proven.openedToVerified.length
  const from = (times: readonly number[]) => shown(percentile(times, 0.5), 'ms')
  return {
    rows: [
      {
        group: 'j',
        what: 'postings of corrections, one connection',
        ours: shown(ours, 'postings/s'),
        beside: `bare double-entry insert ${shown(bare, 'postings/s')}`,
        ratio: ours / bare,
        ...NO_GOAL,
      },
      {
        group: 'j',
        what: 'from the case to VERIFIED, maker and checker at once over the API, terminal online',
        ours: `p50 ${shown(p50, 'ms')}, p99 ${shown(p99, 'ms')} (${count} of ${proven.asked})`,
        beside: `of it from the draft ${from(proven.draftedToVerified)}, from the yes ${from(proven.approvedToVerified)}`,
        ratio: null,
        goal: `all, p99 ≤ ${VERIFIED_GOAL_MS} ms`,
        holds: count === proven.asked && p99 <= VERIFIED_GOAL_MS,
      },
    ],
    figures: { ...posted, ...proven },
  }
}

async function measurePosting(database: DatabaseServer, folder: string, runs: number) {
  const databaseUrl = await createMigrated(database, 'corrections')
  await seedFleet(databaseUrl, join(folder, 'corrections-keys'), JOURNAL_TERMINALS)
  const terminals = await sellingTerminals(databaseUrl)
  const rates = { ours: [] as number[], bare: [] as number[], postings: 0 }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await withStorage(databaseUrl, 'gateway', async (gateway) => {
      for (const terminal of terminals) await sellOf(gateway, terminal)
    })
    await withStorage(databaseUrl, 'owner', (owner) =>
      withStorage(databaseUrl, 'app', (app) =>
        withStorage(
          databaseUrl,
          'worker',
          async (worker) => {
            // the first run is thrown away: nobody is measured cold
            for (let run = 0; run <= runs; run++) {
              const sales = await salesToCorrect(owner, CORRECTED_PER_RUN)
              for (const [place, sale] of sales.entries())
                await correctAmount(app, sale, run * CORRECTED_PER_RUN + place)
              const before = await postingsOf(client)
              const startedAt = performance.now()
              await postDueCorrections(worker, sales.length)
              const seconds = (performance.now() - startedAt) / 1_000
              const postings = (await postingsOf(client)) - before
              await assertAllPosted(client)
              const bare = await bareRate(client, sales.length, Math.round(postings / sales.length))
              if (run === 0) continue
              rates.ours.push(postings / seconds)
              rates.bare.push(bare)
              rates.postings = postings / sales.length
            }
          },
          1,
        ),
      ),
    )
  } finally {
    await client.end()
  }
  return rates
}

async function sellOf(gateway: Storage, terminal: Awaited<ReturnType<typeof sellingTerminals>>[number]): Promise<void> {
  await gateway.write(PLATFORM_SCOPE, TERMINALS, (unit) =>
    ingestJournals(unit, BENCH_GATEWAY, [terminal.arrival(terminal.sell(100))], bookChanges),
  )
}

/** One that could not be posted makes the rate of the others look good. */
async function assertAllPosted(client: Client): Promise<void> {
  const { rows } = await client.query<{ state: string; count: string }>(
    `select state, count(*) from correction where state in ('APPROVED', 'POST_FAILED') group by state`,
  )
  if (rows.length > 0) throw new Error(`not posted: ${rows.map(({ state, count }) => `${count} ${state}`).join(', ')}`)
}

async function postingsOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('select count(*) from ledger_posting')
  return Number(rows[0]?.count)
}

/** An entry and its postings in one statement and one commit, without rules, keys of accounts or history. */
async function bareRate(client: Client, entries: number, postings: number): Promise<number> {
  await client.query('drop table if exists bare_posting, bare_entry')
  await client.query(
    'create table bare_entry (id bigint generated always as identity primary key, at timestamptz not null)',
  )
  await client.query(
    'create table bare_posting (entry_id bigint not null, line int not null, account_id bigint not null, minor bigint not null, primary key (entry_id, line))',
  )
  const startedAt = performance.now()
  for (let entry = 0; entry < entries; entry++)
    await client.query(
      `with entry as (insert into bare_entry (at) values (now()) returning id)
       insert into bare_posting select entry.id, line, line % 4, case when line % 2 = 0 then 100 else -100 end from entry, generate_series(1, $1) line`,
      [postings],
    )
  return (entries * postings) / ((performance.now() - startedAt) / 1_000)
}
