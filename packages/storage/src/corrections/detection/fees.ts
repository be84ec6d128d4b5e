import type { Money } from '@budeng/kernel'
import { money } from '@budeng/kernel'
import { entryOf } from '@budeng/transactions'
import { NOTHING, termsOf } from '../../transactions/booking.ts'
import { tariffsOfMerchants } from '../../transactions/tariffs.ts'
import type { Scoped } from '../../unit.ts'
import type { ReadTransaction } from './transactions.ts'

/** What was booked as the fee, and what the tariff says that held on the day. */
export interface FeeWord {
  readonly booked: Money
  readonly expected: Money
}

/** Fees of transactions by their ids; what people have corrected by a tariff of their choice is left out. */
export async function readFees(db: Scoped, read: readonly ReadTransaction[]): Promise<ReadonlyMap<string, FeeWord>> {
  const booked = await db.query<{ id: string; fee: bigint | null }>(
    `select n.id, newest.fee_minor::numeric as fee from unnest($1::text[]) as n (id) cross join lateral (
       select e.* from ledger_entry e where e.transaction_id = n.id and e.kind = 'BOOKED' order by e.version desc limit 1
     ) as newest where newest.correction_id is null and not exists (select from ledger_entry back where back.reverses_entry_id = newest.id)`,
    [read.map(({ row }) => row.id)],
  )
  if (booked.length === 0) return new Map()
  const tariffs = await tariffsOfMerchants(db, [...new Set(read.map(({ row }) => row.merchantId))])
  const byId = new Map(read.map((each) => [each.row.id, each]))
  return new Map(
    booked.flatMap(({ id, fee }): [string, FeeWord][] => {
      const each = byId.get(id)
      if (each === undefined || fee === null) return []
      const { row, facts } = each
      const terms = termsOf(tariffs.get(row.merchantId) ?? [], facts, row.effectiveDate, NOTHING)
      const expected = entryOf(facts, terms?.terms ?? null, row.agentId !== null).fee
      if (expected === null) return []
      return [[id, { booked: money(fee, expected.currency, expected.exponent), expected }]]
    }),
  )
}
