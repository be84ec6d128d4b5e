import { isSameKind, type Money, zeroOf } from '@budeng/kernel'
import { reversalOf } from './amendment.ts'
import type { Axes, FollowUpState, SettlementState, SyncState } from './axes.ts'
import { authOf, countingFollowers, effectiveMoney, isEffective, VOIDS } from './facts.ts'
import type { HostView, TransactionFacts } from './transaction-facts.ts'

/** The five axes of a transaction, from all that is known of it. */
export function axesOf(facts: TransactionFacts): Axes {
  return {
    auth: authOf(facts),
    reversal: reversalOf(facts),
    followUp: followUpOf(facts),
    settlement: settlementOf(facts),
    sync: syncOf(facts),
  }
}

/** What happened to it from outside its journal. Each may be told again, and in any order. */
export type Observation =
  | { readonly kind: 'HOST_SEEN'; readonly view: HostView }
  | { readonly kind: 'BATCH_CLOSED' | 'CLEARED' | 'DISPUTED' | 'DISPUTE_ENDED' | 'HOLD_EXPIRED' }
  | { readonly kind: 'PAID_OUT' | 'PAYMENT_RETURNED'; readonly payoutId: string }
  | { readonly kind: 'AMENDMENT_POSTED' | 'AMENDMENT_APPLIED'; readonly version: number }

/** Lays an observation over a transaction. */
export function observe(facts: TransactionFacts, observation: Observation): TransactionFacts {
  switch (observation.kind) {
    case 'HOST_SEEN':
      return { ...facts, host: laterView(facts.host, observation.view) }
    case 'BATCH_CLOSED':
      return { ...facts, isBatchClosed: true }
    case 'CLEARED':
      return { ...facts, isCleared: true }
    case 'PAID_OUT':
      return { ...facts, paidBy: withOne(facts.paidBy, observation.payoutId) }
    case 'PAYMENT_RETURNED':
      return { ...facts, paymentsReturned: withOne(facts.paymentsReturned, observation.payoutId) }
    case 'DISPUTED':
      return { ...facts, isDisputed: true }
    case 'DISPUTE_ENDED':
      return { ...facts, isDisputeEnded: true }
    case 'HOLD_EXPIRED':
      return { ...facts, isExpired: true }
    case 'AMENDMENT_POSTED':
      return { ...facts, postedVersion: Math.max(facts.postedVersion, observation.version) }
    case 'AMENDMENT_APPLIED':
      return { ...facts, appliedVersion: Math.max(facts.appliedVersion, observation.version) }
  }
}

/** A set that only grows, in one order. */
function withOne(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids : [...ids, id].sort()
}

/** Of two views the later; of two of one moment the one that sorts higher, so that the order of arrival does not matter. */
function laterView(one: HostView | null, other: HostView): HostView {
  if (one === null || other.at > one.at) return other
  if (other.at < one.at) return one
  const text = ({ outcome, money }: HostView) => `${outcome} ${money.currency} ${money.exponent} ${money.minor}`
  return text(other) > text(one) ? other : one
}

/** The sum of what follows it up and counts, of the types named. */
export function followedUp(facts: TransactionFacts, isOfKind: (type: string) => boolean): Money | null {
  const whole = effectiveMoney(facts)
  if (whole === null) return null
  return countingFollowers(facts)
    .filter(({ type, money }) => isOfKind(type) && money && isSameKind(money, whole))
    .reduce((sum, { money }) => ({ ...sum, minor: sum.minor + (money?.minor ?? 0n) }), zeroOf(whole))
}

/** True for refunds of cards and of QR payments. */
export function isRefund(type: string): boolean {
  return type === 'REFUND' || type === 'QR_REFUND'
}

function followUpOf(facts: TransactionFacts): FollowUpState {
  const counting = countingFollowers(facts)
  if (counting.some(({ type }) => VOIDS.has(type))) return 'VOIDED'
  if (counting.some(({ type }) => type === 'PREAUTH_COMPLETION')) return 'CAPTURED'
  if (facts.isExpired) return 'EXPIRED'
  const whole = effectiveMoney(facts)
  const refunded = followedUp(facts, isRefund)
  if (whole === null || refunded === null || !counting.some(({ type }) => isRefund(type))) return 'NONE'
  return refunded.minor >= whole.minor ? 'REFUNDED' : 'PARTLY_REFUNDED'
}

function settlementOf(facts: TransactionFacts): SettlementState {
  const isMarked = facts.amendments.some(({ op }) => op === 'MARK_DISPUTED')
  if ((facts.isDisputed || isMarked) && !facts.isDisputeEnded) return 'DISPUTED'
  if (facts.paidBy.some((payoutId) => !facts.paymentsReturned.includes(payoutId))) return 'PAID_OUT'
  if (facts.isCleared) return 'CLEARED'
  return facts.isBatchClosed ? 'IN_CLOSED_BATCH' : 'IN_OPEN_BATCH'
}

function syncOf(facts: TransactionFacts): SyncState {
  if (facts.postedVersion > facts.appliedVersion) return 'AMENDED_PENDING_ACK'
  if (facts.host === null) return 'TERMINAL_ONLY'
  if (facts.founding === null) return 'HOST_ONLY'
  return agreesWithHost(facts, facts.host) ? 'BOTH_EQUAL' : 'BOTH_DIFFER'
}

function agreesWithHost(facts: TransactionFacts, host: HostView): boolean {
  if ((host.outcome === 'APPROVED') !== isEffective(facts)) return false
  const own = effectiveMoney(facts)
  return own === null || (isSameKind(own, host.money) && own.minor === host.money.minor)
}
