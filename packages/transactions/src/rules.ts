import { isSameKind, type Money, refuse } from '@budeng/kernel'
import { countingFollowers, effectiveMoney, isEffective, VOIDS } from './facts.ts'
import type { TransactionFacts } from './transaction-facts.ts'
import { COMPLETION_LIMIT_PERCENT } from './limits.ts'
import { type RecordType, TYPE_RULES, type Violation, VIOLATIONS } from './record-types.ts'
import type { JournalRecord } from './record-fields.ts'
import { moneyOf } from './founding.ts'
import { followedUp, isRefund } from './transaction.ts'

export const FOLLOW_UP_REFUSALS = [
  'NO_ORIGINAL',
  'WRONG_KIND',
  'NOT_EFFECTIVE',
  'ALREADY_VOIDED',
  'ALREADY_REFUNDED',
  'ALREADY_COMPLETED',
  'OTHER_BATCH',
  'NOT_THE_WHOLE',
  'OTHER_CURRENCY',
  'OVER_REFUND',
  'COMPLETION_OVER',
  'HOLD_EXPIRED',
  'OTHER_CARD',
] as const
export type FollowUpRefusal = (typeof FOLLOW_UP_REFUSALS)[number]

type Answer = { readonly ok: true } | ReturnType<typeof refuse<FollowUpRefusal>>

const YES: Answer = { ok: true }

const VOIDABLE: readonly RecordType[] = ['PURCHASE', 'OFFLINE_SALE', 'PREAUTH', 'PREAUTH_COMPLETION']
const REFUNDABLE: readonly RecordType[] = ['PURCHASE', 'OFFLINE_SALE', 'PREAUTH_COMPLETION', 'QR_PAY']

/** May it be voided: the same batch, the whole amount, nothing given back or taken of it yet. */
export function mayVoid(facts: TransactionFacts, voided: { readonly batch: string; readonly money: Money }): Answer {
  const whole = effectiveMoney(facts)
  if (facts.founding === null || whole === null) return refuse('NO_ORIGINAL')
  if (!VOIDABLE.includes(facts.founding.type)) return refuse('WRONG_KIND')
  if (!isEffective(facts)) return refuse('NOT_EFFECTIVE')
  const done = countingFollowers(facts)
  if (done.some(({ type }) => VOIDS.has(type))) return refuse('ALREADY_VOIDED')
  if (done.some(({ type }) => isRefund(type))) return refuse('ALREADY_REFUNDED')
  if (done.some(({ type }) => type === 'PREAUTH_COMPLETION')) return refuse('ALREADY_COMPLETED')
  // a hold outlives its batch
  if (facts.founding.type !== 'PREAUTH' && facts.key.batch !== voided.batch) return refuse('OTHER_BATCH')
  if (!isSameKind(whole, voided.money)) return refuse('OTHER_CURRENCY')
  return whole.minor === voided.money.minor ? YES : refuse('NOT_THE_WHOLE')
}

/** May so much be refunded: many in part, never more than was paid. */
export function mayRefund(facts: TransactionFacts, refund: Money): Answer {
  const whole = effectiveMoney(facts)
  if (facts.founding === null || whole === null) return refuse('NO_ORIGINAL')
  if (!REFUNDABLE.includes(facts.founding.type)) return refuse('WRONG_KIND')
  if (!isEffective(facts)) return refuse('NOT_EFFECTIVE')
  if (countingFollowers(facts).some(({ type }) => VOIDS.has(type))) return refuse('ALREADY_VOIDED')
  if (!isSameKind(whole, refund)) return refuse('OTHER_CURRENCY')
  const before = followedUp(facts, isRefund)?.minor ?? 0n
  return before + refund.minor <= whole.minor ? YES : refuse('OVER_REFUND')
}

/** May a hold be completed with so much: once, and up to the limit over what was held. */
export function mayComplete(
  facts: TransactionFacts,
  completion: Money,
  limitPercent = COMPLETION_LIMIT_PERCENT,
): Answer {
  const held = effectiveMoney(facts)
  if (facts.founding === null || held === null) return refuse('NO_ORIGINAL')
  if (facts.founding.type !== 'PREAUTH') return refuse('WRONG_KIND')
  if (!isEffective(facts)) return refuse('NOT_EFFECTIVE')
  const done = countingFollowers(facts)
  if (done.some(({ type }) => VOIDS.has(type))) return refuse('ALREADY_VOIDED')
  if (done.some(({ type }) => type === 'PREAUTH_COMPLETION')) return refuse('ALREADY_COMPLETED')
  if (facts.isExpired) return refuse('HOLD_EXPIRED')
  if (!isSameKind(held, completion)) return refuse('OTHER_CURRENCY')
  return completion.minor * 100n <= held.minor * limitPercent ? YES : refuse('COMPLETION_OVER')
}

/** May its amount be set anew: in its own batch, before it was given back or taken of. */
export function mayAdjust(
  facts: TransactionFacts,
  adjustment: { readonly type: RecordType; readonly batch: string; readonly money: Money },
): Answer {
  const whole = effectiveMoney(facts)
  if (facts.founding === null || whole === null) return refuse('NO_ORIGINAL')
  if (!TYPE_RULES[adjustment.type].of.includes(facts.founding.type)) return refuse('WRONG_KIND')
  if (!isEffective(facts)) return refuse('NOT_EFFECTIVE')
  const done = countingFollowers(facts)
  if (done.some(({ type }) => VOIDS.has(type))) return refuse('ALREADY_VOIDED')
  if (done.some(({ type }) => isRefund(type))) return refuse('ALREADY_REFUNDED')
  if (facts.key.batch !== adjustment.batch) return refuse('OTHER_BATCH')
  return isSameKind(whole, adjustment.money) ? YES : refuse('OTHER_CURRENCY')
}

/** What is to be done with a transaction, before anybody was asked for it. */
export type FollowUp = Pick<
  JournalRecord,
  'type' | 'batch' | 'amount' | 'currency' | 'exponent' | 'panMasked' | 'panToken'
>

/** May this follow up that: every rule of its kind, and the card that was used. What follows nothing up may always be done. */
export function mayFollowUp(facts: TransactionFacts, original: FollowUp | null, order: FollowUp): Answer {
  const { type, batch = '' } = order
  if (original !== null && isOtherCard(original, order)) return refuse('OTHER_CARD')
  const money = moneyOf(order)
  // an amount that is missing is refused where the record is read
  if (money === null) return YES
  if (VOIDS.has(type)) return voidOf(facts, { type, batch, money })
  if (isRefund(type)) return mayRefund(facts, money)
  if (type === 'PREAUTH_COMPLETION') return mayComplete(facts, money)
  return type === 'OFFLINE_ADJUST' || type === 'TIP_ADJUST' ? mayAdjust(facts, { type, batch, money }) : YES
}

function voidOf(facts: TransactionFacts, order: Parameters<typeof mayAdjust>[1]): Answer {
  const { founding } = facts
  // a void has the type of what it takes back
  if (founding !== null && !TYPE_RULES[order.type].of.includes(founding.type)) return refuse('WRONG_KIND')
  return mayVoid(facts, order)
}

/** Two cards are told apart by their tokens, or by what is shown of their numbers. */
function isOtherCard(one: FollowUp, other: FollowUp): boolean {
  const differ = (a?: string, b?: string) => (a === undefined || b === undefined ? null : a !== b)
  return differ(one.panToken, other.panToken) ?? differ(one.panMasked, other.panMasked) ?? false
}

/** What the records that arrived break. A record is a fact and is kept; these are for detection. */
export function violationsOf(facts: TransactionFacts, limitPercent = COMPLETION_LIMIT_PERCENT): Violation[] {
  const whole = effectiveMoney(facts)
  if (facts.founding === null || whole === null) return []
  const found = new Set<Violation>()
  const done = countingFollowers(facts)
  const voids = done.filter(({ type }) => VOIDS.has(type))
  const completions = done.filter(({ type }) => type === 'PREAUTH_COMPLETION')
  if (done.length < facts.followers.filter((each) => each.isEffective).length) found.add('WRONG_KIND')
  if (done.length > 0 && !isEffective(facts)) found.add('FOLLOWS_INEFFECTIVE')
  if ((followedUp(facts, isRefund)?.minor ?? 0n) > whole.minor) found.add('OVER_REFUND')
  if (completions.length > 1) found.add('SECOND_COMPLETION')
  const completed = followedUp(facts, (type) => type === 'PREAUTH_COMPLETION')
  if ((completed?.minor ?? 0n) * 100n > whole.minor * limitPercent) found.add('COMPLETION_OVER')
  if (voids.length > 1) found.add('SECOND_VOID')
  if (voids.length > 0 && done.some(({ type }) => isRefund(type))) found.add('VOID_AND_REFUND')
  for (const { key, money } of voids) {
    if (facts.founding.type !== 'PREAUTH' && key.batch !== facts.key.batch) found.add('VOID_OTHER_BATCH')
    if (money !== null && money.minor !== whole.minor) found.add('VOID_NOT_THE_WHOLE')
  }
  return VIOLATIONS.filter((each) => found.has(each))
}
