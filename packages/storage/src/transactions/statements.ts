import type { Instant } from '@budeng/kernel'
import {
  columnList,
  type LedgerAccountRow,
  ledgerAccountTable,
  type LedgerEntryRow,
  ledgerEntryTable,
} from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { balancesOf } from './ledger-balances.ts'

const ENTRY = columnList(ledgerEntryTable, 'e')

/** Names a line in the order of a statement. */
export interface StatementKey {
  readonly effectiveDate: string
  readonly entryId: number
}

/** What one entry is for a merchant. Amounts are theirs: what is owed to them is positive. */
export interface StatementLine extends StatementKey {
  readonly transactionId: string
  readonly kind: LedgerEntryRow['kind']
  readonly book: LedgerEntryRow['book']
  readonly version: number
  readonly originalDate: string
  readonly occurredAt: Instant | null
  readonly gross: bigint | null
  readonly fee: bigint | null
  /** What the fee is reckoned on: the gross of a sale less what was given back of it. */
  readonly feeBase: bigint | null
  /** The agent's part of the fee; null for whoever does not see it. */
  readonly commission: bigint | null
  /** Of a trade the gross less the fee; of a payout what was paid, as a negative amount. */
  readonly net: bigint
}

export interface Period {
  /** First and last business day. */
  readonly from: string
  readonly to: string
}

/** Accounts on which a merchant is owed: one for each place where it stood, in one currency. */
export async function payablesOf(db: Scoped, merchantId: string, currency: string): Promise<LedgerAccountRow[]> {
  return await db.query<LedgerAccountRow>(
    `select ${columnList(ledgerAccountTable, 'a')} from ledger_account a where a.owner_id = $1 and a.kind = 'MERCHANT_PAYABLE' and a.currency = $2 order by a.id`,
    [merchantId, currency],
  )
}

/** The currencies in which a merchant has been booked. */
export async function statementCurrencies(db: Scoped, merchantId: string): Promise<string[]> {
  const rows = await db.query<{ currency: string }>(
    `select distinct currency from ledger_account where owner_id = $1 and kind = 'MERCHANT_PAYABLE' order by 1`,
    [merchantId],
  )
  return rows.map(({ currency }) => currency)
}

/** What was owed before a period and at its end. */
export async function statementBounds(
  db: Scoped,
  accounts: readonly LedgerAccountRow[],
  { from, to }: Period,
): Promise<{ readonly opening: bigint; readonly closing: bigint }> {
  const ids = accounts.map(({ id }) => id)
  const owed = async (day: string) =>
    -[...(await balancesOf(db, ids, day)).values()].reduce((sum, balance) => sum + balance, 0n)
  return { opening: await owed(dayBefore(from)), closing: await owed(to) }
}

function dayBefore(day: string): string {
  const before = new Date(`${day}T00:00:00Z`)
  before.setUTCDate(before.getUTCDate() - 1)
  return before.toISOString().slice(0, 10)
}

/** One page of a statement, in the order of business days and of booking. */
export async function statementLines(
  db: Scoped,
  accounts: readonly LedgerAccountRow[],
  { from, to }: Period,
  after: StatementKey | null,
  limit: number,
): Promise<StatementLine[]> {
  return await db.query<StatementLine>(
    `with agent as materialized (
       select exists (select from unnest($1::bigint[]) as wanted (account_id) join ledger_account mine on mine.id = wanted.account_id
         join ledger_account c on c.owner_id = mine.agent_id and c.kind = 'AGENT_COMMISSION' and c.currency = mine.currency) as is_seen)
     select page.effective_date as "effectiveDate", page.entry_id as "entryId", e.transaction_id as "transactionId", e.kind, e.book, e.version,
       e.original_date as "originalDate", e.occurred_at as "occurredAt", e.gross_minor::numeric as gross, e.fee_minor::numeric as fee, e.fee_base_minor::numeric as "feeBase",
       case when agent.is_seen then e.commission_minor::numeric end as commission, -page.minor::numeric as net
     from agent, ledger_lines($1::bigint[], $2::date, $3::date, $4::date, $5::bigint, $6::int) page join ledger_entry e on e.id = page.entry_id
     order by page.effective_date, page.entry_id`,
    [accounts.map(({ id }) => id), from, to, after?.effectiveDate ?? null, after?.entryId ?? 0, limit],
  )
}

/** Sums of a whole period, from the days that are added up and the tail. */
export async function statementTotals(
  db: Scoped,
  accounts: readonly LedgerAccountRow[],
  { from, to }: Period,
): Promise<{ readonly debit: bigint; readonly credit: bigint; readonly postings: number }> {
  const [row] = await db.query<{ debit: bigint; credit: bigint; postings: number }>(
    `select coalesce(sum(debit), 0) as debit, coalesce(sum(credit), 0) as credit, coalesce(sum(postings), 0)::bigint as postings
     from ledger_balance where account_id = any($1::bigint[]) and effective_date between $2::date and $3::date`,
    [accounts.map(({ id }) => id), from, to],
  )
  return row ?? { debit: 0n, credit: 0n, postings: 0 }
}

export type PostingView = {
  readonly line: number
  readonly minor: bigint
  readonly account: LedgerAccountRow
}
export type EntryView = LedgerEntryRow & { readonly postings: readonly PostingView[] }

/** All entries of these transactions with the postings that the viewer sees, in the order of booking. */
export async function entriesOfTransactions(
  db: Scoped,
  transactionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EntryView[]>> {
  const entries = await db.query<LedgerEntryRow>(
    `select ${ENTRY} from ledger_entry e where e.transaction_id = any($1::text[]) order by e.id`,
    [transactionIds],
  )
  return Map.groupBy(await withPostings(db, entries), ({ transactionId }) => transactionId)
}

export async function entriesByIds(db: Scoped, ids: readonly number[]): Promise<EntryView[]> {
  const entries = await db.query<LedgerEntryRow>(
    `select ${ENTRY} from ledger_entry e where e.id = any($1::bigint[]) order by e.id`,
    [ids],
  )
  return await withPostings(db, entries)
}

async function withPostings(db: Scoped, entries: readonly LedgerEntryRow[]): Promise<EntryView[]> {
  if (entries.length === 0) return []
  type Row = LedgerAccountRow & { entryId: number; line: number; minor: bigint }
  const rows = await db.query<Row>(
    `select p.entry_id as "entryId", p.line, p.minor::numeric as minor, ${columnList(ledgerAccountTable, 'a')}
     from unnest($1::bigint[], $2::date[]) as wanted (id, day) join ledger_posting p on p.entry_id = wanted.id and p.effective_date = wanted.day
     join ledger_account a on a.id = p.account_id order by p.entry_id, p.line`,
    [entries.map(({ id }) => id), entries.map(({ effectiveDate }) => effectiveDate)],
  )
  const byEntry = Map.groupBy(rows, ({ entryId }) => entryId)
  return entries.map((entry) => ({
    ...entry,
    postings: (byEntry.get(entry.id) ?? []).map(({ entryId: _entry, line, minor, ...account }) => ({
      line,
      minor,
      account,
    })),
  }))
}

/** Postings of an account in a period with their entries, in the order of business days and of booking. */
export async function accountPostings(
  db: Scoped,
  accountId: number,
  { from, to }: Period,
  after: StatementKey | null,
  limit: number,
): Promise<
  (StatementKey & {
    readonly minor: bigint
    readonly transactionId: string
    readonly kind: LedgerEntryRow['kind']
    readonly book: LedgerEntryRow['book']
    readonly recordedAt: Instant
  })[]
> {
  return await db.query(
    `select p.effective_date as "effectiveDate", p.entry_id as "entryId", p.minor::numeric as minor, e.transaction_id as "transactionId", e.kind, e.book, e.recorded_at as "recordedAt"
     from ledger_lines(array[$1::bigint], $2::date, $3::date, $4::date, $5::bigint, $6::int) p join ledger_entry e on e.id = p.entry_id
     order by p.effective_date, p.entry_id`,
    [accountId, from, to, after?.effectiveDate ?? null, after?.entryId ?? 0, limit],
  )
}
