import { money } from '@budeng/kernel'
import { bookingDay, currencyExponent, observe, payoutPostings, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { PAYOUT_DAYS_BACK } from '../limits.ts'
import { columnList, type PayoutRow, payoutTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { postEntries } from './ledger.ts'
import { balancesOf } from './ledger-balances.ts'
import { holdTransactions, observeTransactions } from './matching/observed.ts'
import { payablesOf } from './statements.ts'

const PAYOUT = columnList(payoutTable, 'p')

/** What may be paid to a merchant for business days up to one. */
export interface Payable {
  /** By the books, less what was paid since that day. */
  readonly owed: bigint
  /** Of that what no file has shown yet, or shows otherwise. */
  readonly held: bigint
  /** How many payouts there were: another one in between makes this one stale. */
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
    (select coalesce(sum(p.minor), 0)::numeric from payout p join ledger_entry entry on entry.transaction_id = p.id and entry.book = 'PAYOUT'
       where p.merchant_id = $1 and p.currency = $3 and entry.effective_date > $4::date) as "paidSince",
    (select count(*)::int from payout p where p.merchant_id = $1 and p.currency = $3) as payouts,
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

/** Tells the next transactions of a payout that they were paid; null when no payout is left, else how many were looked at. */
export async function tellPaid(unit: Unit, limit: number): Promise<number | null> {
  const [payout] = await unit.query<PayoutRow & { zone: string }>(
    `select ${PAYOUT}, node.time_zone as zone from payout p join node on node.id = p.acquirer_id where p.ended_at is null
     order by p.at, p.id limit 1 for no key update of p skip locked`,
  )
  if (payout === undefined) return null
  const page = await unit.query<{ at: number; id: string; isCleared: boolean }>(
    `select l.at, l.id, l.settlement_state = 'CLEARED' and l.currency = $6 as "isCleared" from record_line l
     where l.merchant_id = $1 and l.at >= $2::date - ${PAYOUT_DAYS_BACK} and l.at < ($2::timestamp + $7::int * interval '1 minute') at time zone $8
       and (l.at, l.id) > (coalesce($3::timestamptz, '-infinity'), $4::text) order by l.at, l.id limit $5`,
    [
      payout.merchantId,
      payout.throughDate,
      payout.toldAt === null ? null : new Date(payout.toldAt),
      payout.toldId ?? '',
      limit,
      payout.currency,
      UNIONPAY_CALENDAR.cutOffMin,
      payout.zone,
    ],
  )
  const held = await holdTransactions(
    unit,
    page.filter(({ isCleared }) => isCleared).map(({ id }) => id),
  )
  const told = await observeTransactions(
    unit,
    held
      .filter(({ row }) => row.effectiveDate <= payout.throughDate)
      .map((each) => ({ held: each, after: observe(each.facts, { kind: 'PAID_OUT' }) })),
  )
  const last = page.at(-1)
  const isOver = page.length < limit
  await unit.execute(
    `update payout set told_at = coalesce($2, told_at), told_id = coalesce($3, told_id), told = told + $4, ended_at = $5 where id = $1`,
    [
      payout.id,
      last === undefined ? null : new Date(last.at),
      last?.id ?? null,
      told.length,
      isOver ? new Date(unit.clock.now()) : null,
    ],
  )
  return page.length
}

/** Payouts of a merchant, the newest first. */
export async function payoutsOf(db: Scoped, merchantId: string, limit: number): Promise<PayoutRow[]> {
  return await db.query<PayoutRow>(
    `select ${PAYOUT} from payout p where p.merchant_id = $1 order by p.at desc, p.id desc limit $2`,
    [merchantId, limit],
  )
}
