import { type Money, money } from '@budeng/kernel'
import { countingSide, effectiveMoney } from './facts.ts'
import type { TransactionFacts } from './transaction-facts.ts'
import type { Scope } from './record-fields.ts'
import type { Side } from './record-types.ts'

/** One line of a batch's totals. */
export interface TotalsLine {
  readonly currency: string
  readonly exponent: number
  readonly scope: Scope
  readonly side: Side
  readonly count: number
  readonly minor: bigint
}

export type Totals = readonly TotalsLine[]

/** What one transaction adds to the totals of its batch, or null. */
export function totalsLineOf(facts: TransactionFacts): TotalsLine | null {
  const side = countingSide(facts)
  const amount = effectiveMoney(facts)
  if (side === null || amount === null || facts.founding === null) return null
  const { currency, exponent, minor } = amount
  return { currency, exponent, scope: facts.founding.scope, side, count: 1, minor }
}

/** The totals of transactions, those of one batch say: in a fixed order, lines of nothing left out. */
export function batchTotals(transactions: Iterable<TransactionFacts>): Totals {
  const lines: TotalsLine[] = []
  for (const facts of transactions) {
    const line = totalsLineOf(facts)
    if (line !== null) lines.push(line)
  }
  return addTotals(lines)
}

/** Totals after a transaction changed: what it added before goes, what it adds now comes. */
export function moveTotals(totals: Totals, before: TransactionFacts | undefined, after: TransactionFacts): Totals {
  const gone = before === undefined ? null : totalsLineOf(before)
  const come = totalsLineOf(after)
  const negated = gone === null ? [] : [{ ...gone, count: -gone.count, minor: -gone.minor }]
  return addTotals([...totals, ...negated, ...(come === null ? [] : [come])])
}

/** Sums lines of one kind. */
export function addTotals(lines: Iterable<TotalsLine>): Totals {
  const sums = new Map<string, TotalsLine>()
  for (const line of lines) {
    const kind = kindOf(line)
    const sum = sums.get(kind)
    sums.set(kind, sum ? { ...sum, count: sum.count + line.count, minor: sum.minor + line.minor } : line)
  }
  return [...sums.entries()]
    .filter(([, { count, minor }]) => count !== 0 || minor !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
}

/** What was charged less what was given back, a sum for each currency, in the order of their codes. */
export function netOfTotals(
  totals: Iterable<Pick<TotalsLine, 'currency' | 'exponent' | 'side' | 'minor'>>,
): readonly Pick<TotalsLine, 'currency' | 'exponent' | 'minor'>[] {
  const sums = new Map<string, Pick<TotalsLine, 'currency' | 'exponent' | 'minor'>>()
  for (const { currency, exponent, side, minor } of totals) {
    const kind = `${currency}/${exponent}`
    const before = sums.get(kind)?.minor ?? 0n
    sums.set(kind, { currency, exponent, minor: side === 'DEBIT' ? before + minor : before - minor })
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

/** The least money that explains how two totals differ; null: they differ in nothing, or in more than one currency. */
export function moneyApart(one: Totals, other: Totals): Money | null {
  const negated = other.map((line) => ({ ...line, count: -line.count, minor: -line.minor }))
  const apart = addTotals([...one, ...negated])
  const [first] = apart
  if (first === undefined) return null
  const { currency, exponent } = first
  if (apart.some((line) => line.currency !== currency || line.exponent !== exponent)) return null
  // what is missing in one line and too much in another is the same money
  const more = apart.reduce((sum, { minor }) => (minor > 0n ? sum + minor : sum), 0n)
  const less = apart.reduce((sum, { minor }) => (minor < 0n ? sum - minor : sum), 0n)
  return money(more > less ? more : less, currency, exponent)
}

/** True when two totals are line for line the same. */
export function equalTotals(one: Totals, other: Totals): boolean {
  return totalsText(one) === totalsText(other)
}

/** One line of text for totals in their order: `CNY/2:DOMESTIC:DEBIT=3:1234;`. The digest of a batch is made over it. */
export function totalsText(totals: Totals): string {
  return addTotals(totals)
    .map((line) => `${kindOf(line)}=${line.count}:${line.minor};`)
    .join('')
}

function kindOf({ currency, exponent, scope, side }: TotalsLine): string {
  return `${currency}/${exponent}:${scope}:${side}`
}

/** A line as JSON carries it: minor units as a decimal text. */
export interface TotalsLineJson extends Omit<TotalsLine, 'minor'> {
  readonly minor: string
}

/** Totals for a message or an event. */
export function totalsToJson(totals: Totals): TotalsLineJson[] {
  return addTotals(totals).map((line) => ({ ...line, minor: line.minor.toString() }))
}

/** Totals from a message or an event whose form was checked. */
export function totalsFromJson(lines: readonly TotalsLineJson[]): Totals {
  return addTotals(lines.map((line) => ({ ...line, minor: BigInt(line.minor) })))
}
