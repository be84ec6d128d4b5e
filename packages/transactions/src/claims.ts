import type { Money } from '@budeng/kernel'
import { countingSide, effectiveMoney } from './facts.ts'
import type { FileRow } from './file-row.ts'
import type { Posting } from './ledger.ts'
import { TYPE_RULES } from './record-types.ts'
import type { TransactionFacts } from './transaction-facts.ts'

/** What the acquirer's files pay for one transaction. */
export interface Claim {
  readonly currency: string
  /** To the merchant's side positive, of what was given back negative; 0 when it was taken back. */
  readonly minor: bigint
  /** What the scheme keeps of it; negative: what it adds. */
  readonly fee: bigint
}

/**
 * What the lines of one transaction claim: the first of them, however many repeat or contradict it; nothing once it was
 * taken back, and nothing by a reversal alone, which takes back what was never cleared.
 */
export function claimOf(rows: readonly FileRow[]): Claim | null {
  const first = rows.find((row) => row.type !== 'REVERSAL')
  const side = first === undefined ? null : TYPE_RULES[first.type].side
  if (first === undefined || side === null || rows.some(({ type }) => type === 'REVERSAL')) return null
  const sign = side === 'DEBIT' ? 1n : -1n
  return { currency: first.currency, minor: sign * first.minor, fee: first.feeMinor ?? 0n }
}

/** What a transaction has moved to its terminal's clearing: of a sale positive; null when it moves nothing. */
export function clearingOf(facts: TransactionFacts): Money | null {
  const side = countingSide(facts)
  const whole = effectiveMoney(facts)
  if (side === null || whole === null) return null
  return side === 'DEBIT' ? whole : { ...whole, minor: -whole.minor }
}

/**
 * The entry of a transaction and the files: what the acquirer receives for it comes off the terminal's clearing, the
 * scheme's fee is the acquirer's cost, and what is more or less than ours goes to the long or the short side. Without
 * ours: a line of something that only the file has. Without a claim: something that no file has.
 */
export function settlementPostings(ours: Money | null, claim: Claim | null): Posting[] {
  const sums = new Map<string, { ours: bigint; theirs: bigint; fee: bigint }>()
  const of = (currency: string) => {
    const sum = sums.get(currency) ?? { ours: 0n, theirs: 0n, fee: 0n }
    sums.set(currency, sum)
    return sum
  }
  if (ours !== null) of(ours.currency).ours += ours.minor
  if (claim !== null) {
    of(claim.currency).theirs += claim.minor
    of(claim.currency).fee += claim.fee
  }
  return [...sums].flatMap(([currency, sum]) => {
    const difference = sum.theirs - sum.ours
    const lines: Posting[] = [
      { account: 'ACQUIRER_RECEIVABLE', minor: sum.theirs - sum.fee, currency },
      { account: 'FEE_INCOME', minor: sum.fee, currency },
      { account: 'TERMINAL_CLEARING', minor: -sum.ours, currency },
      { account: difference > 0n ? 'SUSPENSE_LONG' : 'SUSPENSE_SHORT', minor: -difference, currency },
    ]
    return lines.filter(({ minor }) => minor !== 0n)
  })
}
