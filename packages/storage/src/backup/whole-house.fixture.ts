import { Client } from 'pg'
import { Bench, checker } from '../corrections/corrections.fixture.ts'
import { openDoors } from '../doors.fixture.ts'
import { type HandClock, makeBranch, makeTerminal, request } from '../fleet.fixture.ts'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, postDueCorrections } from '../index.ts'
import { fill } from '../policies.fixture.ts'
import { sale, stan } from '../transactions/journal/journal.fixture.ts'
import { backedTables, nameOf, quotedTable } from './tables.ts'

/** A house with a row in nearly every table: journals, books, a posted correction, months old and taken out, awkward texts. */
export async function wholeHouse(clock: HandClock) {
  const doors = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
  const { owner, worker, database } = doors
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const branch = await makeBranch(unit, 'mine')
    const terminalId = await makeTerminal(unit, branch, 'M')
    await request(unit, [terminalId], 'BACKUP')
    await fill(unit, branch, terminalId, 'mine')
    // what was filled in took numbers of its own
    await unit.query(`select setval('ledger_block', 1000)`)
    await unit.execute(`update node set name = $1 where id = $2`, ['a\tb\\c\nd\\N 补登 🧾', branch.agent.id])
  })
  const bench = await Bench.make(doors, 'books')
  await bench.bring(1, sale(1, { amount: '10000' }), sale(2, { amount: '20000' }), sale(3, { amount: '30000' }))
  const row = await bench.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
  await bench.approve(row, checker())
  await postDueCorrections(worker, 100)
  await changedAsOwner(database.url, async (client) => {
    for (const month of ['2026-12-01', '2027-01-01', '2027-02-01']) {
      for (const of of ['event', 'record', 'ledger', 'file']) await client.query(`select ${of}_month_make('${month}')`)
    }
    // as a month that was taken out years later
    await client.query(`alter table ledger_posting detach partition partition.ledger_posting_2026_12`)
    await client.query(
      `alter table partition.ledger_posting_2026_12 rename to ledger_posting_2026_12_archived;
       insert into partition.ledger_posting_2026_12_archived select * from ledger_posting limit 1`,
    )
  })
  return { ...doors, bench }
}

async function changedAsOwner(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, options: '-c role=budeng_owner' })
  await client.connect()
  await work(client).finally(() => client.end())
}

/** Count and hash of the rows of every table, as a superuser sees them, in no order. */
export async function everyRow(url: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const found: Record<string, string> = {}
    for (const table of await backedTables(client)) {
      const { rows } = await client.query<{ rows: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text collate "C")), '') as rows from ${quotedTable(table)} t`,
      )
      found[nameOf(table)] = rows[0]?.rows ?? ''
    }
    return found
  } finally {
    await client.end()
  }
}

/** What else belongs to a schema: triggers and whether they fire, counters, bounds of partitions, access to all of them. */
export async function everythingElse(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(
      `select format('trigger %s of %s: %s', tgname, tgrelid::regclass, tgenabled) as line from pg_trigger where not tgisinternal
       union all select format('counter %s: %s', sequencename, last_value) from pg_sequences
       union all select format('%s: %s, security %s %s, %s', c.oid::regclass, pg_get_expr(c.relpartbound, c.oid), c.relrowsecurity,
         c.relforcerowsecurity, c.relowner::regrole) from pg_class c where c.relnamespace in ('public'::regnamespace, 'partition'::regnamespace) and c.relkind in ('r', 'p')
       union all select format('key %s of %s: %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid), convalidated) from pg_constraint where contype = 'f'
       union all select format('policy %s of %s.%s: %s', policyname, schemaname, tablename, roles) from pg_policies
       order by 1`,
    )
    return rows.map(({ line }) => line)
  } finally {
    await client.end()
  }
}
