import type pg from 'pg'

/** What the books hold, and what is wrong with them. */
export interface Books {
  readonly entries: number
  readonly postings: number
  readonly transactions: number
  readonly incidents: number
  readonly broken: readonly string[]
}

/** Each answers a text for everything that must not be. */
const FAULTS: readonly (readonly [string, string])[] = [
  [
    'the trial balance is not zero',
    `select currency || ' ' || sum(minor) as what from ledger_posting group by currency having sum(minor) <> 0`,
  ],
  [
    'an entry is not zero',
    `select entry_id || ' ' || currency as what from ledger_posting group by entry_id, currency having sum(minor) <> 0 limit 20`,
  ],
  [
    'a version is booked twice',
    `select transaction_id || ' ' || version as what from ledger_entry group by transaction_id, version, kind, book having count(*) > 1 limit 20`,
  ],
  [
    'two versions of a transaction stand',
    `select e.transaction_id as what from ledger_entry e where e.kind = 'BOOKED'
       and not exists (select from ledger_entry back where back.reverses_entry_id = e.id)
     group by e.transaction_id, e.book having count(*) > 1 limit 20`,
  ],
  [
    'a number is stored twice',
    `select terminal_id || ' ' || seq as what from journal_record group by terminal_id, epoch, seq having count(*) > 1 limit 20`,
  ],
  [
    'a second key is stored twice',
    `select terminal_id || ' ' || batch_no || ' ' || stan as what from journal_record where stan is not null
     group by terminal_id, epoch, batch_no, stan, msg_class having count(*) > 1 limit 20`,
  ],
  [
    'kept balances are not the sum of the postings',
    `select coalesce(p.account_id, b.account_id)::text as what
     from (select account_id, sum(minor) as minor from ledger_posting group by account_id) p
     full join (select account_id, sum(debit - credit) as minor from ledger_balance group by account_id) b using (account_id)
     where p.minor is distinct from b.minor limit 20`,
  ],
  [
    'a transaction stands in no list, or twice',
    `select id as what from (select id, 1 as rows, 0 as lines from transaction union all select id, 0, 1 from record_line) each
     group by id having sum(rows) <> 1 or sum(lines) <> 1 limit 20`,
  ],
  [
    'a difference is open',
    `select terminal_id || ' ' || kind || ' ' || from_seq as what from open_difference where closed_at is null limit 20`,
  ],
  [
    'an incident',
    `select terminal_id || ' ' || kind || ' ' || seq as what from journal_incident where kind <> 'SEQ_GAP' limit 20`,
  ],
  [
    'events have no place in the one order',
    `select id::text as what from event where not exists (select from event_order o where o.event_id = event.id) limit 5`,
  ],
]

/** Judges the books by SQL alone. */
export async function judgeBooks(client: pg.Client): Promise<Books> {
  const broken: string[] = []
  for (const [what, sql] of FAULTS) {
    const { rows } = await client.query<{ what: string }>(sql)
    broken.push(...rows.map((row) => `${what}: ${row.what}`))
  }
  const { rows } = await client.query<Omit<Books, 'broken'>>(
    `select (select count(*)::int from ledger_entry) as entries, (select count(*)::int from ledger_posting) as postings,
       (select count(*)::int from transaction) as transactions, (select count(*)::int from journal_incident) as incidents`,
  )
  const [counts = { entries: 0, postings: 0, transactions: 0, incidents: 0 }] = rows
  return { ...counts, broken }
}
