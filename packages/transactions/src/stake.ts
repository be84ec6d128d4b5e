import { isSameKind, type Money, money } from '@budeng/kernel'
import { moneyOf } from './founding.ts'
import type { JournalRecord } from './record-fields.ts'

/** A record with the money of the one to which it refers; null: it refers to none, or none is here. */
export interface Referring {
  readonly record: JournalRecord
  readonly referred: Money | null
}

/** The money that a record names: its own amount, or the one that it gives to another. */
function named({ record, referred }: Referring): Money | null {
  const { amount, currency = referred?.currency, exponent = referred?.exponent } = record.amendment?.patch ?? {}
  if (amount === undefined || currency === undefined || exponent === undefined) return moneyOf(record)
  return money(BigInt(amount), currency, Number(exponent))
}

/**
 * How much money depends on which of two records stands at a place: by how much they differ, all of it where only one
 * names an amount or they name different currencies. Where none does, all of that to which they refer: what a reversal
 * takes back, what an amendment changes. Null: nothing is known of any.
 */
export function moneyAtStake(ours: Referring | null, theirs: Referring | null): Money | null {
  const own = ours && named(ours)
  const other = theirs && named(theirs)
  if (own !== null && other !== null && isSameKind(own, other)) {
    const away = own.minor - other.minor
    return { ...own, minor: away < 0n ? -away : away }
  }
  return own ?? other ?? ours?.referred ?? theirs?.referred ?? null
}
