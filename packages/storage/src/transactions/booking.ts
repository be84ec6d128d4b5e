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
import type { Scoped, Unit } from '../unit.ts'
import type { TransactionChange } from './journal/transactions.ts'
import { type NewEntry, postEntries } from './ledger.ts'
import { type TariffView, tariffsOfMerchants } from './tariffs.ts'

/** What stands in the books for a transaction: its newest version that was not taken back. */
export interface Standing {
  readonly version: number
  readonly tariff: { readonly id: string; readonly version: number } | null
  readonly postings: readonly Posting[]
  /** Its postings lie in the archive: it can not be taken back any more, and stays. */
  readonly isArchived: boolean
}

/** Never booked. */
export const NOTHING: Standing = { version: 0, tariff: null, postings: [], isArchived: false }

/**
 * Books what became of transactions, in the transaction in which it became so. What was booked before is taken back
 * whole and posted anew, and only when it means something else now, so that the order of records does not matter.
 */
export async function bookChanges(unit: Unit, changes: readonly TransactionChange[]): Promise<void> {
  const moving = changes.filter(({ row }) => row.type !== null)
  if (moving.length === 0) return
  const tariffs = await tariffsOfMerchants(unit, [...new Set(moving.map(({ row }) => row.merchantId))])
  const standing = await standingOf(
    unit,
    moving.filter(({ was }) => was !== null).map(({ row }) => row.id),
  )
  await postEntries(
    unit,
    moving.flatMap((change) =>
      entriesOf(change, tariffs.get(change.row.merchantId) ?? [], standing.get(change.row.id) ?? NOTHING),
    ),
  )
}

function entriesOf(change: TransactionChange, tariffs: readonly TariffView[], was: Standing): NewEntry[] {
  const { row, after } = change
  const tariff = termsOf(tariffs, after, row.effectiveDate, was)
  const { postings, gross, fee, feeBase } = entryOf(after, tariff?.terms ?? null, row.agentId !== null)
  if (was.isArchived || repost(was.postings, postings) === null) return []
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  const dated = {
    // where it stood when it was founded, wherever the terminal stands now
    terminal: { terminalId, acquirerId, agentId, merchantId, storeId, path },
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
    account: Posting['account'] | null
    minor: bigint | null
    currency: string | null
    isTakenBack: boolean
  }>('ledger-standing', STANDING, [transactionIds, book])
  const standing = new Map<string, Standing>()
  for (const { transactionId, version, tariffId, tariffVersion, account, minor, currency, isTakenBack } of rows) {
    const tariff = tariffId === null || tariffVersion === null ? null : { id: tariffId, version: tariffVersion }
    const known = standing.get(transactionId) ?? { version, tariff, postings: [] }
    const isArchived = account === null && !isTakenBack
    const more = account === null || minor === null || currency === null ? [] : [{ account, minor, currency }]
    standing.set(transactionId, { ...known, isArchived, postings: [...known.postings, ...more] })
  }
  return standing
}

/** A version that was taken back and followed by none still says which number comes next. */
const STANDING = `
  select newest.transaction_id as "transactionId", newest.version, newest.tariff_id as "tariffId", newest.tariff_version as "tariffVersion",
    account.kind as account, posting.minor::numeric as minor, posting.currency, back.taken as "isTakenBack"
  from unnest($1::text[]) as wanted (id)
  cross join lateral (select * from ledger_entry entry where entry.transaction_id = wanted.id and entry.kind = 'BOOKED' and entry.book = $2
    order by entry.version desc limit 1) as newest
  cross join lateral (select exists (select from ledger_entry back where back.reverses_entry_id = newest.id) as taken) as back
  left join ledger_posting posting on posting.entry_id = newest.id and posting.effective_date = newest.effective_date
    and not back.taken
  left join ledger_account account on account.id = posting.account_id`
