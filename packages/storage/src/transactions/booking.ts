import {
  entryOf,
  type Posting,
  productOf,
  repost,
  tariffFor,
  type TariffKey,
  type TransactionFacts,
  versionOn,
} from '@budeng/transactions'
import type { LedgerBook } from '../rows/ledger.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import type { TransactionChange } from './journal/transactions.ts'
import { type NewEntry, postEntries } from './ledger.ts'
import { type ChangeElsewhere, followMoved } from './moved-lines.ts'
import { type TariffView, tariffsOfMerchants } from './tariffs.ts'

/** What stands in the books for a transaction: its newest version that was not taken back. */
export interface Standing {
  readonly version: number
  readonly tariff: { readonly id: string; readonly version: number } | null
  readonly postings: readonly Posting[]
  /** Its postings lie in the archive: it can not be taken back any more, and stays. */
  readonly isArchived: boolean
  /** Where it was booked: elsewhere than it was founded once a correction moved it. Null: never booked. */
  readonly at: { readonly terminalId: string; readonly path: string } | null
}

/** Never booked. */
export const NOTHING: Standing = { version: 0, tariff: null, postings: [], isArchived: false, at: null }

/**
 * Where a transaction is booked: where it stood when it was founded, wherever its terminal stands now; or at the terminal
 * to which a correction moved it, as that stood then.
 */
export function bookedAt(row: TerminalScope, { at }: Standing): TerminalScope {
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  if (at === null || at.terminalId === terminalId) return { terminalId, acquirerId, agentId, merchantId, storeId, path }
  const labels = at.path.split('.')
  return {
    terminalId: at.terminalId,
    acquirerId: labels[0] ?? acquirerId,
    agentId: labels.length > 3 ? (labels.at(-3) ?? null) : null,
    merchantId: labels.at(-2) ?? merchantId,
    storeId: labels.at(-1) ?? storeId,
    path: at.path,
  }
}

/**
 * Books what became of transactions, in the transaction in which it became so. What was booked before is taken back
 * whole and posted anew, and only when it means something else now, so that the order of records does not matter.
 */
export async function bookChanges(unit: Unit, changes: readonly TransactionChange[]): Promise<void> {
  const moving = changes.filter(({ row }) => row.type !== null)
  if (moving.length === 0) return
  const standing = await standingOf(
    unit,
    moving.filter(({ was }) => was !== null).map(({ row }) => row.id),
  )
  const placed = moving.map((change) => {
    const was = standing.get(change.row.id) ?? NOTHING
    return { change, was, place: bookedAt(change.row, was) }
  })
  await followMoved(unit, placed.flatMap(elsewhere))
  const tariffs = await tariffsOfMerchants(unit, [...new Set(placed.map(({ place }) => place.merchantId))])
  await postEntries(
    unit,
    placed.flatMap(({ change, was, place }) => entriesOf(change, place, tariffs.get(place.merchantId) ?? [], was)),
  )
}

function elsewhere({
  change,
  place,
}: Pick<ChangeElsewhere, 'place'> & { change: TransactionChange }): ChangeElsewhere[] {
  const { before, row } = change
  return before === null || place.terminalId === row.terminalId ? [] : [{ change: { ...change, before }, place }]
}

function entriesOf(
  change: TransactionChange,
  terminal: TerminalScope,
  tariffs: readonly TariffView[],
  was: Standing,
): NewEntry[] {
  const { row, after } = change
  const tariff = termsOf(tariffs, after, row.effectiveDate, was)
  const { postings, gross, fee, feeBase } = entryOf(after, tariff?.terms ?? null, terminal.agentId !== null)
  if (was.isArchived || repost(was.postings, postings) === null) return []
  const dated = {
    terminal,
    transactionId: row.id,
    businessDate: row.effectiveDate,
    occurredAt: row.occurredAt,
  }
  const entries: NewEntry[] = []
  if (was.postings.length > 0) entries.push({ ...dated, kind: 'REVERSED', version: was.version })
  if (postings.length > 0)
    entries.push({
      ...dated,
      kind: 'BOOKED',
      version: was.version + 1,
      postings,
      gross: gross?.minor ?? null,
      fee: fee?.minor ?? null,
      feeBase: feeBase?.minor ?? null,
      tariff: tariff?.name ?? null,
    })
  return entries
}

/** The terms of its business day; once booked, those by which it was booked. */
export function termsOf(tariffs: readonly TariffView[], { founding }: TransactionFacts, day: string, was: Standing) {
  if (founding?.money == null) return null
  const found =
    was.tariff === null
      ? tariffFor(tariffs as readonly (TariffView & TariffKey)[], {
          cardType: founding.cardType,
          product: productOf(founding.type),
          currency: founding.money.currency,
        })
      : tariffs.find(({ id }) => id === was.tariff?.id)
  if (found == null) return null
  const terms =
    was.tariff === null
      ? versionOn(found.versions, day)
      : found.versions.find(({ version }) => version === was.tariff?.version)
  return terms == null ? null : { terms, name: { id: found.id, version: terms.version } }
}

/** The newest versions that stand in a book; of what was never booked there is none. */
export async function standingOf(
  db: Scoped,
  transactionIds: readonly string[],
  book: LedgerBook = 'TRADE',
): Promise<ReadonlyMap<string, Standing>> {
  if (transactionIds.length === 0) return new Map()
  const rows = await db.prepared<{
    transactionId: string
    version: number
    tariffId: string | null
    tariffVersion: number | null
    terminalId: string
    path: string
    account: Posting['account'] | null
    minor: bigint | null
    currency: string | null
    isTakenBack: boolean
  }>('ledger-standing', STANDING, [transactionIds, book])
  const standing = new Map<string, Standing>()
  for (const each of rows) {
    const { transactionId, version, tariffId, tariffVersion, terminalId, path, account, minor, currency } = each
    const tariff = tariffId === null || tariffVersion === null ? null : { id: tariffId, version: tariffVersion }
    const at = { terminalId, path }
    const known = standing.get(transactionId) ?? { version, tariff, postings: [], at }
    const isArchived = account === null && !each.isTakenBack
    const more = account === null || minor === null || currency === null ? [] : [{ account, minor, currency }]
    standing.set(transactionId, { ...known, isArchived, postings: [...known.postings, ...more] })
  }
  return standing
}

/** A version that was taken back and followed by none still says which number comes next. */
const STANDING = `
  select newest.transaction_id as "transactionId", newest.version, newest.tariff_id as "tariffId", newest.tariff_version as "tariffVersion",
    newest.terminal_id as "terminalId", newest.path::text as path,
    account.kind as account, posting.minor::numeric as minor, posting.currency, back.taken as "isTakenBack"
  from unnest($1::text[]) as wanted (id)
  cross join lateral (select * from ledger_entry entry where entry.transaction_id = wanted.id and entry.kind = 'BOOKED' and entry.book = $2
    order by entry.version desc limit 1) as newest
  cross join lateral (select exists (select from ledger_entry back where back.reverses_entry_id = newest.id) as taken) as back
  left join ledger_posting posting on posting.entry_id = newest.id and posting.effective_date = newest.effective_date
    and not back.taken
  left join ledger_account account on account.id = posting.account_id`
