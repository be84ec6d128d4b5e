import { observe, type TransactionFacts, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { PAYOUT_DAYS_BACK } from '../limits.ts'
import { columnList, type PayoutRow, payoutTable } from '../rows/index.ts'
import type { Unit } from '../unit.ts'
import { type HeldTransaction, holdTransactions, observeTransactions } from './matching/observed.ts'

const PAYOUT = columnList(payoutTable, 'p')

/** Which transactions a payout may be of, and how far they were told. */
type Telling = Pick<PayoutRow, 'id' | 'merchantId' | 'currency' | 'throughDate' | 'toldAt' | 'toldId'> & {
  readonly zone: string
}

interface Line {
  readonly at: number
  readonly id: string
  readonly state: string
  readonly currency: string | null
}

/** Tells the next transactions of a payout that they were paid; null when no payout is left, else how many were looked at. */
export async function tellPaid(unit: Unit, limit: number): Promise<number | null> {
  // what came back is told first: else a payout made anew would pass by what still says that it was paid
  const [payout] = await unit.query<PayoutRow & { zone: string }>(
    `select ${PAYOUT}, node.time_zone as zone from payout p join node on node.id = p.acquirer_id where p.ended_at is null
       and not exists (select from payout_return r where r.merchant_id = p.merchant_id and r.ended_at is null)
     order by p.at, p.id limit 1 for no key update of p skip locked`,
  )
  if (payout === undefined) return null
  return await tellPage(unit, payout, limit, {
    table: 'payout',
    key: 'id',
    isMeant: ({ state, currency }) => state === 'CLEARED' && currency === payout.currency,
    told: ({ row, facts }) =>
      row.effectiveDate <= payout.throughDate ? observe(facts, { kind: 'PAID_OUT', payoutId: payout.id }) : facts,
  })
}

/** Tells the next transactions that a payout sent back did not pay them; null when none is left, else how many were looked at. */
export async function tellReturned(unit: Unit, limit: number): Promise<number | null> {
  const [payout] = await unit.query<Telling>(
    `select p.id, p.merchant_id as "merchantId", p.currency, p.through_date as "throughDate", r.told_at as "toldAt", r.told_id as "toldId",
       node.time_zone as zone
     from payout_return r join payout p on p.id = r.payout_id join node on node.id = p.acquirer_id where r.ended_at is null
     order by r.at, r.payout_id limit 1 for no key update of r, p skip locked`,
  )
  if (payout === undefined) return null
  // whom it had not reached yet it does not reach any more
  await unit.execute('update payout set ended_at = $2 where id = $1 and ended_at is null', [
    payout.id,
    new Date(unit.clock.now()),
  ])
  return await tellPage(unit, payout, limit, {
    table: 'payout_return',
    key: 'payout_id',
    isMeant: ({ state }) => state === 'PAID_OUT' || state === 'DISPUTED',
    told: ({ facts }) =>
      facts.paidBy.includes(payout.id) ? observe(facts, { kind: 'PAYMENT_RETURNED', payoutId: payout.id }) : facts,
  })
}

interface Word {
  readonly table: 'payout' | 'payout_return'
  readonly key: 'id' | 'payout_id'
  isMeant(line: Line): boolean
  told(held: HeldTransaction): TransactionFacts
}

async function tellPage(unit: Unit, payout: Telling, limit: number, word: Word): Promise<number> {
  const page = await unit.query<Line>(
    `select l.at, l.id, l.settlement_state as state, l.currency from record_line l
     where l.merchant_id = $1 and l.at >= $2::date - ${PAYOUT_DAYS_BACK} and l.at < ($2::timestamp + $6::int * interval '1 minute') at time zone $7
       and (l.at, l.id) > (coalesce($3::timestamptz, '-infinity'), $4::text) order by l.at, l.id limit $5`,
    [
      payout.merchantId,
      payout.throughDate,
      payout.toldAt === null ? null : new Date(payout.toldAt),
      payout.toldId ?? '',
      limit,
      UNIONPAY_CALENDAR.cutOffMin,
      payout.zone,
    ],
  )
  const held = await holdTransactions(
    unit,
    page.filter((line) => word.isMeant(line)).map(({ id }) => id),
  )
  const told = await observeTransactions(
    unit,
    held.map((each) => ({ held: each, after: word.told(each) })),
  )
  const last = page.at(-1)
  const isOver = page.length < limit
  await unit.execute(
    `update ${word.table} set told_at = coalesce($2, told_at), told_id = coalesce($3, told_id), told = told + $4, ended_at = $5 where ${word.key} = $1`,
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
