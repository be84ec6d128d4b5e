import { type Instant, money, type Money } from '@budeng/kernel'
import { currencyExponent } from './currency.ts'
import type { HostView, TransactionFacts } from './transaction-facts.ts'
import { isEffective } from './facts.ts'
import { axesOf } from './transaction.ts'

/** One thing that the acquirer's host decided, as far as a transaction asks. */
export interface HostDecision {
  /** In the order in which the host decided. */
  readonly position: number
  readonly at: Instant
  readonly type: string
  /** APPROVED, DECLINED, REVERSED, KILLED (its reversal had come before it); anything else changed nothing. */
  readonly fate: string
  readonly minor: bigint | null
  readonly currency: string | null
  /** It names this transaction as its original, and not as itself. */
  readonly isOfOriginal: boolean
}

const ADJUSTS: ReadonlySet<string> = new Set(['OFFLINE_ADJUST', 'TIP_ADJUST'])

/**
 * How the host sees one transaction after all that it decided of it. What it reversed stays reversed; what it approved
 * stays approved, however often it declined that before or after. Null: it decided nothing of it.
 */
export function hostViewOf(decisions: readonly HostDecision[], own: Money | null): HostView | null {
  let outcome: HostView['outcome'] | null = null
  let at = 0
  let seen: Money | null = null
  for (const each of decisions.toSorted((a, b) => a.position - b.position)) {
    const next = outcomeOf(each, outcome)
    const adjusts = each.isOfOriginal && ADJUSTS.has(each.type) && each.fate === 'APPROVED'
    if (next === null && !adjusts) continue
    outcome = next ?? outcome
    at = Math.max(at, each.at)
    if (adjusts || each.type !== 'REVERSAL') seen = moneyOf(each) ?? seen
  }
  return outcome === null ? null : { at, outcome, money: seen ?? own ?? money(0n, 'CNY', 2) }
}

/** Null: nothing new. */
function outcomeOf(
  { type, fate, isOfOriginal }: HostDecision,
  before: HostView['outcome'] | null,
): HostView['outcome'] | null {
  if (before === 'REVERSED') return null
  if (type === 'REVERSAL') return fate === 'REVERSED' ? 'REVERSED' : null
  if (isOfOriginal) return null
  if (fate === 'KILLED') return 'REVERSED'
  if (fate === 'APPROVED') return 'APPROVED'
  return fate === 'DECLINED' && before === null ? 'DECLINED' : null
}

function moneyOf({ minor, currency }: HostDecision): Money | null {
  const exponent = currency === null ? null : currencyExponent(currency)
  return minor === null || currency === null || exponent === null ? null : money(minor, currency, exponent)
}

/** How a transaction stands against the other witness. Expected and late: it is not known yet what it comes to. */
export const MATCH_STATES = ['MATCHED', 'EXPECTED', 'LATE', 'MISSING_HERE', 'MISSING_THERE', 'CONTRADICTING'] as const
export type MatchState = (typeof MATCH_STATES)[number]

/** What is known about time when a transaction is held against the host. */
export interface HostClock {
  /** Both sides are to have told of it by now. */
  readonly isDue: boolean
  /** The silent side has told of later things: it has nothing more to tell of this. */
  readonly isPassed: boolean
}

/**
 * A transaction against its host: null when there is nothing to say (neither has anything that moved money). Nothing is
 * missing before the other side's word is past it, and nothing differs while a reversal is on its way.
 */
export function hostStateOf(facts: TransactionFacts, { isDue, isPassed }: HostClock): MatchState | null {
  const waiting: MatchState = isDue ? 'LATE' : 'EXPECTED'
  if (facts.host === null) {
    if (facts.founding === null) return isPassed ? null : waiting
    if (!isEffective(facts)) return null
    // what was approved offline is told to the host later, however late
    const isTold = axesOf(facts).auth !== 'OFFLINE_APPROVED'
    return isPassed && isTold ? 'MISSING_THERE' : waiting
  }
  if (facts.founding === null) {
    if (facts.host.outcome !== 'APPROVED') return 'MATCHED'
    return isPassed ? 'MISSING_HERE' : waiting
  }
  const { sync } = axesOf(facts)
  if (sync === 'BOTH_EQUAL') return 'MATCHED'
  if (sync === 'AMENDED_PENDING_ACK' || !isDue) return waiting
  return isReversing(facts) ? 'LATE' : 'CONTRADICTING'
}

function isReversing({ reversal, host }: TransactionFacts): boolean {
  return (reversal === 'REQUIRED' || reversal === 'SENT') && host?.outcome === 'APPROVED'
}
