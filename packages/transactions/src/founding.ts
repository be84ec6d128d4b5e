import { type Money, money } from '@budeng/kernel'
import { originalKeyOf } from './record.ts'
import type { AmendmentBody, AmendmentOp, CardType, JournalRecord, Scope, StanKey } from './record-fields.ts'
import type { Outcome, RecordType } from './record-types.ts'

/** A record at its place in a journal. */
export interface PlacedRecord {
  readonly seq: number
  readonly record: JournalRecord
}

/** What the founding record says that the axes and the books need. */
export interface Founding {
  readonly seq: number
  readonly type: RecordType
  readonly outcome: Outcome
  readonly money: Money | null
  readonly scope: Scope
  readonly cardType: CardType | null
  readonly original: StanKey | null
}

export type Patch = AmendmentBody['patch']

/** One version of a transaction, laid over what was recorded. */
export interface Amendment {
  readonly version: number
  readonly op: AmendmentOp
  readonly correctionId: string
  readonly patch: Patch
  /** Its place in the terminal's journal; null: not applied there, or not yet. */
  readonly seq: number | null
}

export function foundingOf({ seq, record }: PlacedRecord): Founding {
  return {
    seq,
    type: record.type,
    // a record without an outcome founds nothing: parseRecord asks for it
    outcome: record.outcome ?? 'UNKNOWN',
    money: moneyOf(record),
    scope: record.scope ?? 'DOMESTIC',
    cardType: record.cardType ?? null,
    original: originalKeyOf(record),
  }
}

/** The amount of a record, or null when it carries none. */
export function moneyOf({ amount, currency, exponent }: JournalRecord): Money | null {
  if (amount === undefined || currency === undefined || exponent === undefined) return null
  return money(BigInt(amount), currency, exponent)
}
