import { Fault, type Money, negateMoney, subtractMoney } from '@budeng/kernel'
import { countingFollowers, countingSide, effectiveMoney, VOIDS } from './facts.ts'
import type { TransactionFacts } from './transaction-facts.ts'
import type { LedgerAccount } from './ledger-accounts.ts'
import { feeOf, type TariffTerms } from './tariff.ts'
import { followedUp, isRefund } from './transaction.ts'

/** One line of an entry. Debit is positive. */
export interface Posting {
  readonly account: LedgerAccount
  readonly minor: bigint
  readonly currency: string
}

/** What one version of a transaction means in the books. */
export interface Entry {
  readonly postings: readonly Posting[]
  /** What the card was charged (negative: given back), and what the merchant pays for it. Null: it moves no money. */
  readonly gross: Money | null
  readonly fee: Money | null
  /** What the fee is reckoned on: what is left of the gross after voids and refunds. */
  readonly feeBase: Money | null
}

const NO_ENTRY: Entry = { postings: [], gross: null, fee: null, feeBase: null }

/**
 * The entry of a transaction as it stands, from its facts alone: whatever order its records came in, it is the same. The
 * fee stands with the sale and follows what is left of it: a refund gives no fee back by itself, the sale's fee is
 * reckoned anew on the rest (with minimum and cap), and is none when it was voided. No terms: no fee.
 */
export function entryOf(facts: TransactionFacts, terms: TariffTerms | null, hasAgent: boolean): Entry {
  const side = countingSide(facts)
  const whole = effectiveMoney(facts)
  if (side === null || whole === null) return NO_ENTRY
  if (side === 'CREDIT') {
    const gross = negateMoney(whole)
    const lines = [line('TERMINAL_CLEARING', gross), line('MERCHANT_PAYABLE', whole)]
    const none = { ...whole, minor: 0n }
    return { postings: lines.filter(({ minor }) => minor !== 0n), gross, fee: none, feeBase: none }
  }
  const base = feeBase(facts, whole)
  const none = { ...whole, minor: 0n }
  const { fee, agent, acquirer } = terms ? feeOf(terms, base, hasAgent) : { fee: none, agent: none, acquirer: none }
  const lines = [
    line('TERMINAL_CLEARING', whole),
    line('MERCHANT_PAYABLE', negateMoney(subtractMoney(whole, fee))),
    line('FEE_INCOME', negateMoney(acquirer)),
    line('AGENT_COMMISSION', negateMoney(agent)),
  ]
  return { postings: lines.filter(({ minor }) => minor !== 0n), gross: whole, fee, feeBase: base }
}

/** What is left of a sale after voids and refunds: what the fee is reckoned on. */
function feeBase(facts: TransactionFacts, whole: Money): Money {
  if (countingFollowers(facts).some(({ type }) => VOIDS.has(type))) return { ...whole, minor: 0n }
  const refunded = followedUp(facts, isRefund)?.minor ?? 0n
  return { ...whole, minor: refunded >= whole.minor ? 0n : whole.minor - refunded }
}

/** Money that was paid out to the merchant. */
export function payoutPostings(paid: Money): Posting[] {
  return [line('MERCHANT_PAYABLE', paid), line('ACQUIRER_RECEIVABLE', negateMoney(paid))]
}

/** A difference to the acquirer's file: more than reported goes to the long side, less to the short one. */
export function suspensePostings(difference: Money): Posting[] {
  if (difference.minor === 0n) return []
  return difference.minor > 0n
    ? [line('ACQUIRER_RECEIVABLE', difference), line('SUSPENSE_LONG', negateMoney(difference))]
    : [line('SUSPENSE_SHORT', negateMoney(difference)), line('TERMINAL_CLEARING', difference)]
}

/** What will never come, off the short side. */
export function writeOffPostings(loss: Money): Posting[] {
  return [line('WRITE_OFF', loss), line('SUSPENSE_SHORT', negateMoney(loss))]
}

function line(account: LedgerAccount, { minor, currency }: Money): Posting {
  return { account, minor, currency }
}

/** Posting by posting the other side. */
export function negatePostings(postings: readonly Posting[]): Posting[] {
  return postings.map((posting) => ({ ...posting, minor: -posting.minor }))
}

/** What a new version of a transaction does to the books: version n taken back whole, version n + 1 posted. */
export interface Repost {
  readonly negated: readonly Posting[]
  readonly posted: readonly Posting[]
}

/** Null when both versions mean the same: nothing is posted then. */
export function repost(before: readonly Posting[], after: readonly Posting[]): Repost | null {
  if (balancesText(before) === balancesText(after)) return null
  return { negated: negatePostings(before), posted: after }
}

/** Sums by account and currency, those of nothing left out, in a fixed order. */
export function balancesOf(postings: Iterable<Posting>): Posting[] {
  const sums = new Map<string, Posting>()
  for (const posting of postings) {
    const key = `${posting.account} ${posting.currency}`
    sums.set(key, { ...posting, minor: (sums.get(key)?.minor ?? 0n) + posting.minor })
  }
  return [...sums.entries()]
    .filter(([, { minor }]) => minor !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, posting]) => posting)
}

function balancesText(postings: readonly Posting[]): string {
  return balancesOf(postings)
    .map(({ account, currency, minor }) => `${account} ${currency} ${minor}`)
    .join(';')
}

/** Throws a fault when an entry is not zero in each currency: never to be caught. */
export function checkZero(postings: Iterable<Posting>): void {
  const sums = new Map<string, bigint>()
  for (const { currency, minor } of postings) sums.set(currency, (sums.get(currency) ?? 0n) + minor)
  for (const [currency, sum] of sums) if (sum !== 0n) throw new Fault(`an entry is off by ${sum} ${currency}`)
}
