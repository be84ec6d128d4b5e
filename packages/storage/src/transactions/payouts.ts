import { money } from '@budeng/kernel'
import { bookingDay, currencyExponent, payoutPostings } from '@budeng/transactions'
import { PAYOUT_DAYS_BACK } from '../limits.ts'
import type { MomentKey } from '../lists/bounded-page.ts'
import { columnList, type PayoutReturnRow, type PayoutRow, payoutTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { postEntries } from './ledger.ts'
import { balancesOf } from './ledger-balances.ts'
import { payablesOf } from './statements.ts'

const PAYOUT = columnList(payoutTable, 'p')

/** What may be paid to a merchant for business days up to one. */
export interface Payable {
  /** By the books, less what was paid and not sent back since that day. */
  readonly owed: bigint
  /** Of that what no file has shown yet, or shows otherwise. */
  readonly held: bigint
  /** How many payouts and returns there were: another one in between makes this one stale. */
  readonly payouts: number
  /** The day's file was read. */
  readonly isFiled: boolean
}

/** What may be paid to a merchant. Nothing is paid before the acquirer's file has it. */
export async function payableOf(
  db: Scoped,
  merchant: { readonly id: string; readonly acquirerId: string },
  currency: string,
  throughDate: string,
): Promise<Payable> {
  const ids = (await payablesOf(db, merchant.id, currency)).map(({ id }) => id)
  const balance = [...(await balancesOf(db, ids, throughDate)).values()].reduce((sum, each) => sum + each, 0n)
  const [row] = await db.query<{ paidSince: bigint; held: bigint; payouts: number; isFiled: boolean }>(PAYABLE, [
    merchant.id,
    merchant.acquirerId,
    currency,
    throughDate,
    ids,
  ])
  const { paidSince = 0n, held = 0n, payouts = 0, isFiled = false } = row ?? {}
  return { owed: -balance - paidSince, held, payouts, isFiled }
}

/** Transactions that are not cleared: of the last month by their lines, and older ones that are still open questions. */
const PAYABLE = `
  with open as (
    select l.id from record_line l where l.merchant_id = $1 and l.at >= $4::date - ${PAYOUT_DAYS_BACK} and l.at < $4::date + 2
      and l.settlement_state not in ('CLEARED', 'PAID_OUT')
    union
    select m.transaction_id from record_match m where m.merchant_id = $1 and m.state <> 'MATCHED' and m.source = 'FILE'
      and m.business_date <= $4::date and m.transaction_id is not null
  )
  select
    (select coalesce(-sum(posting.minor), 0)::numeric from open join ledger_entry entry on entry.transaction_id = open.id and entry.book = 'TRADE'
       join ledger_posting posting on posting.entry_id = entry.id and posting.effective_date = entry.effective_date
       where posting.account_id = any($5::bigint[]) and entry.effective_date <= $4::date) as held,
    (select coalesce(sum(case entry.kind when 'BOOKED' then p.minor else -p.minor end), 0)::numeric from payout p
       join ledger_entry entry on entry.transaction_id = p.id and entry.book = 'PAYOUT'
       where p.merchant_id = $1 and p.currency = $3 and entry.effective_date > $4::date) as "paidSince",
    (select (count(*) + count(r.payout_id))::int from payout p left join payout_return r on r.payout_id = p.id
       where p.merchant_id = $1 and p.currency = $3) as payouts,
    exists (select from file_import f where f.acquirer_id = $2 and f.business_date = $4::date and f.state = 'DONE') as "isFiled"`

/** Payouts of one merchant come one after the other. */
export async function holdPayouts(unit: Unit, merchantId: string): Promise<void> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`payout:${merchantId}`])
}

export type NewPayout = Pick<
  PayoutRow,
  'id' | 'acquirerId' | 'merchantId' | 'path' | 'currency' | 'minor' | 'throughDate' | 'reference'
> & { readonly agentId: string | null; readonly zone: string }

/** Notes that a merchant was paid, in the books too; its transactions are told by the worker. Under `holdPayouts`. */
export async function notePayout(unit: Unit, { agentId, zone, ...payout }: NewPayout): Promise<void> {
  const at = unit.clock.now()
  const { id, acquirerId, merchantId, path, currency, minor, throughDate, reference } = payout
  const row: PayoutRow = { ...payout, at, toldAt: null, toldId: null, told: 0, endedAt: null }
  await unnestInsert(unit, payoutTable, [row])
  await postEntries(unit, [
    {
      ...{ kind: 'BOOKED', book: 'PAYOUT', transactionId: id, version: 1, occurredAt: null },
      terminal: { terminalId: null, acquirerId, agentId, merchantId, path },
      businessDate: bookingDay(at, zone),
      postings: payoutPostings(money(minor, currency, currencyExponent(currency) ?? 0)),
    },
  ])
  const data = { payoutId: id, currency, minor: String(minor), throughDate, reference }
  unit.append([{ type: 'PayoutNoted', subject: merchantId, path, at, data }])
}

/** A payout, and what of it came back. */
export interface PayoutStanding extends PayoutRow {
  readonly returned: Pick<PayoutReturnRow, 'at' | 'reference' | 'reason'> | null
}

const STANDING = `select ${PAYOUT}, r.at as "returnedAt", r.reference as "returnReference", r.reason as "returnReason"
  from payout p left join payout_return r on r.payout_id = p.id`

type StandingRow = PayoutRow & {
  readonly returnedAt: number | null
  readonly returnReference: string | null
  readonly returnReason: string | null
}

function standingOf({ returnedAt, returnReference, returnReason, ...payout }: StandingRow): PayoutStanding {
  const [reference, reason] = [returnReference ?? '', returnReason ?? '']
  return { ...payout, returned: returnedAt === null ? null : { at: returnedAt, reference, reason } }
}

/** One payout; null when the viewer does not see it. */
export async function payoutById(db: Scoped, id: string): Promise<PayoutStanding | null> {
  const [row] = await db.query<StandingRow>(`${STANDING} where p.id = $1`, [id])
  return row === undefined ? null : standingOf(row)
}

/** Payouts of a merchant, the newest first. */
export async function payoutsOf(
  db: Scoped,
  merchantId: string,
  { after, limit }: { readonly after: MomentKey | null; readonly limit: number },
): Promise<PayoutStanding[]> {
  const rows = await db.query<StandingRow>(
    `${STANDING} where p.merchant_id = $1 and ($3::timestamptz is null or (p.at, p.id) < ($3, $4))
     order by p.at desc, p.id desc limit $2`,
    [merchantId, limit, after === null ? null : new Date(after.at), after?.id ?? null],
  )
  return rows.map(standingOf)
}
