import type { Instant } from '@budeng/kernel'
import { LEDGER_BLOCK } from '../limits.ts'
import { arrayParam } from '../rows/arrays.ts'
import type { LedgerAccountKind, LedgerBook } from '../rows/ledger.ts'
import type { ColumnType } from '../rows/table.ts'
import type { Unit } from '../unit.ts'
import { accountIds, accountKey, accountOf, type EntryPlace } from './ledger-accounts.ts'

/** Debit is positive. */
export interface NewPosting {
  readonly account: LedgerAccountKind
  readonly minor: bigint
  readonly currency: string
}

interface Dated {
  /** What it tells of; left out: a transaction as it stands. */
  readonly book?: LedgerBook
  readonly terminal: EntryPlace
  /** What it is of: a transaction, a correction, a payout, a line of a file. */
  readonly transactionId: string
  /** Of it and its book, from 1; with both the key of the entry, for ever. */
  readonly version: number
  /** The business day that it belongs to, `2026-11-05`. When that is closed it counts in the first open one. */
  readonly businessDate: string
  readonly occurredAt: Instant | null
  readonly correctionId?: string | null
}

/** Books a version of a transaction. */
export interface BookedEntry extends Dated {
  readonly kind: 'BOOKED'
  readonly postings: readonly NewPosting[]
  readonly tariff?: { readonly id: string; readonly version: number } | null
  /** What the card was charged and what the merchant pays for it, for statements. */
  readonly gross?: bigint | null
  readonly fee?: bigint | null
  readonly feeBase?: bigint | null
}

/** Takes back what was booked for that version, posting by posting, on the accounts of then. */
export interface ReversedEntry extends Dated {
  readonly kind: 'REVERSED'
}

export type NewEntry = BookedEntry | ReversedEntry

export interface PostedEntry {
  readonly entryId: number
  readonly effectiveDate: string
}

/**
 * Posts entries, in the transaction of what they book. Each key is posted once: null for what was there already, and for
 * a version that is to be taken back and was never booked. First what is booked, then what is taken back, so that both
 * may come in one call.
 */
export async function postEntries(unit: Unit, entries: readonly NewEntry[]): Promise<readonly (PostedEntry | null)[]> {
  if (entries.length === 0) return []
  const closed = await holdOpen(unit, new Set(entries.map(({ terminal }) => terminal.acquirerId)))
  const posted = new Map<NewEntry, PostedEntry>()
  const dated = entries.map((entry) => ({ entry, effectiveDate: effectiveDate(entry, closed) }))
  const booked = dated.filter((one): one is Placed<BookedEntry> => one.entry.kind === 'BOOKED')
  for (const part of parts(booked)) await book(unit, part, posted)
  const reversed = dated.filter((one): one is Placed<ReversedEntry> => one.entry.kind === 'REVERSED')
  for (const part of parts(reversed)) await takeBack(unit, part, posted)
  return entries.map((entry) => posted.get(entry) ?? null)
}

interface Placed<Entry> {
  readonly entry: Entry
  readonly effectiveDate: string
}

function* parts<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += LEDGER_BLOCK) yield items.slice(from, from + LEDGER_BLOCK)
}

/** Through which day the books of these acquirers are closed; they are not closed further while this transaction runs. */
async function holdOpen(unit: Unit, acquirers: ReadonlySet<string>): Promise<ReadonlyMap<string, string | null>> {
  const rows = await unit.prepared<{ acquirerId: string; closedThrough: string | null }>(
    'ledger-hold-open',
    `select acquirer_id as "acquirerId", closed_through as "closedThrough" from ledger_hold_open($1::text[])`,
    [[...acquirers]],
  )
  return new Map(rows.map(({ acquirerId, closedThrough }) => [acquirerId, closedThrough]))
}

function effectiveDate({ businessDate, terminal }: Dated, closed: ReadonlyMap<string, string | null>): string {
  const through = closed.get(terminal.acquirerId) ?? null
  return through === null || businessDate > through ? businessDate : dayAfter(through)
}

/** The next day of the calendar. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

const texts = <Row>(type: ColumnType, rows: readonly Row[], read: (row: Row) => unknown) =>
  arrayParam(type, rows.map(read))

/** The columns that both kinds of entries bring. */
function keyColumns(rows: readonly Placed<NewEntry>[]): string[] {
  return [
    texts('text', rows, ({ entry }) => entry.transactionId),
    texts('text', rows, ({ entry }) => entry.terminal.terminalId),
    texts('int', rows, ({ entry }) => entry.version),
    texts('date', rows, (row) => row.effectiveDate),
    texts('date', rows, ({ entry }) => entry.businessDate),
    texts('instant', rows, ({ entry }) => entry.occurredAt),
    texts('text', rows, ({ entry }) => entry.correctionId ?? null),
    texts('text', rows, ({ entry }) => entry.book ?? 'TRADE'),
  ]
}

const KEY_COLUMNS = `unnest($1::text[], $2::text[], $3::int[], $4::date[], $5::date[], $6::timestamptz[], $7::text[], $8::text[]`
const KEY_NAMES =
  'transaction_id, terminal_id, version, effective_date, original_date, occurred_at, correction_id, book'

/** Blocks whose postings the balances do not hold yet are marked in the same statement. */
const MARKED = `
  insert into ledger_pending (block, first_date, last_date)
    select base / ${LEDGER_BLOCK}, min(effective_date), max(effective_date) from entry, block group by base`

const BOOK = `
  with block as materialized (select nextval('ledger_block') * ${LEDGER_BLOCK} as base),
  entry as (
    insert into ledger_entry (id, ${KEY_NAMES}, kind, acquirer_id, path, tariff_id, tariff_version, gross_minor, fee_minor, commission_minor, fee_base_minor, recorded_at)
      select base + place - 1, transaction_id, terminal_id, version, effective_date, original_date, occurred_at, correction_id, book,
        'BOOKED', input.acquirer_id, input.path::ltree, tariff_id, tariff_version, gross, fee, commission, fee_base, $17
      from ${KEY_COLUMNS}, $9::text[], $10::text[], $11::text[], $12::int[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[])
        with ordinality as input (${KEY_NAMES}, acquirer_id, path, tariff_id, tariff_version, gross, fee, commission, fee_base, place), block
      order by place
      on conflict do nothing
      returning id, effective_date
  ),
  posting as (
    insert into ledger_posting (entry_id, line, account_id, effective_date, minor, currency)
      select entry.id, input.line, account, entry.effective_date, minor, currency
      from unnest($18::int[], $19::int[], $20::bigint[], $21::bigint[], $22::text[]) as input (place, line, account, minor, currency), block
      join entry on true
      where entry.id = base + input.place
  ),
  pending as (${MARKED})
  select (id - base)::int as place, id as "entryId", effective_date as "effectiveDate" from entry, block`

type Answer = PostedEntry & { readonly place: number }

async function book(
  unit: Unit,
  rows: readonly Placed<BookedEntry>[],
  posted: Map<NewEntry, PostedEntry>,
): Promise<void> {
  const lines = rows.flatMap(({ entry }, place) =>
    entry.postings.map(({ account, minor, currency }, line) => ({
      place,
      line,
      account: accountOf(account, currency, entry.terminal),
      minor,
      currency,
    })),
  )
  const ids = await accountIds(
    unit,
    lines.map(({ account }) => account),
  )
  const answers = await unit.prepared<Answer>('ledger-book', BOOK, [
    ...keyColumns(rows),
    texts('text', rows, ({ entry }) => entry.terminal.acquirerId),
    texts('text', rows, ({ entry }) => entry.terminal.path),
    texts('text', rows, ({ entry }) => entry.tariff?.id ?? null),
    texts('int', rows, ({ entry }) => entry.tariff?.version ?? null),
    texts('minor', rows, ({ entry }) => entry.gross ?? null),
    texts('minor', rows, ({ entry }) => entry.fee ?? null),
    texts('minor', rows, ({ entry }) => commissionOf(entry)),
    texts('minor', rows, ({ entry }) => entry.feeBase ?? null),
    new Date(unit.clock.now()),
    texts('int', lines, ({ place }) => place),
    texts('int', lines, ({ line }) => line),
    texts('bigint', lines, ({ account }) => ids.get(accountKey(account))),
    texts('minor', lines, ({ minor }) => minor),
    texts('text', lines, ({ currency }) => currency),
  ])
  keep(rows, answers, posted)
}

/** What of the fee is the agent's; null when nothing is. */
function commissionOf({ postings }: BookedEntry): bigint | null {
  const own = postings.filter(({ account }) => account === 'AGENT_COMMISSION')
  return own.length === 0 ? null : -own.reduce((sum, { minor }) => sum + minor, 0n)
}

const TAKE_BACK = `
  with block as materialized (select nextval('ledger_block') * ${LEDGER_BLOCK} as base),
  entry as (
    insert into ledger_entry (id, ${KEY_NAMES}, kind, acquirer_id, path, tariff_id, tariff_version, gross_minor, fee_minor, commission_minor, fee_base_minor, recorded_at, reverses_entry_id)
      select base + place - 1, input.transaction_id, input.terminal_id, input.version, input.effective_date, input.original_date,
        input.occurred_at, input.correction_id, input.book, 'REVERSED', booked.acquirer_id, booked.path, booked.tariff_id, booked.tariff_version,
        -booked.gross_minor, -booked.fee_minor, -booked.commission_minor, -booked.fee_base_minor, $9, booked.id
      from ${KEY_COLUMNS}) with ordinality as input (${KEY_NAMES}, place), block, ledger_entry booked
      where booked.transaction_id = input.transaction_id and booked.version = input.version and booked.kind = 'BOOKED' and booked.book = input.book
      order by place
      on conflict do nothing
      returning id, effective_date, reverses_entry_id
  ),
  posting as (
    insert into ledger_posting (entry_id, line, account_id, effective_date, minor, currency)
      select entry.id, was.line, was.account_id, entry.effective_date, -was.minor, was.currency
      from entry join ledger_entry booked on booked.id = entry.reverses_entry_id
      join ledger_posting was on was.entry_id = booked.id and was.effective_date = booked.effective_date
  ),
  pending as (${MARKED})
  select (id - base)::int as place, id as "entryId", effective_date as "effectiveDate" from entry, block`

async function takeBack(
  unit: Unit,
  rows: readonly Placed<ReversedEntry>[],
  posted: Map<NewEntry, PostedEntry>,
): Promise<void> {
  const answers = await unit.prepared<Answer>('ledger-take-back', TAKE_BACK, [
    ...keyColumns(rows),
    new Date(unit.clock.now()),
  ])
  keep(rows, answers, posted)
}

function keep(rows: readonly Placed<NewEntry>[], answers: readonly Answer[], posted: Map<NewEntry, PostedEntry>): void {
  for (const { place, entryId, effectiveDate: date } of answers) {
    const row = rows[place]
    if (row !== undefined) posted.set(row.entry, { entryId, effectiveDate: date })
  }
}
