import { isSameKind } from '@budeng/kernel'
import {
  AMOUNT_MAX,
  countingFollowers,
  currencyExponent,
  effectiveMoney,
  type FieldName,
  followedUp,
  isEffective,
  isFieldText,
  isRefund,
  markOf,
  msgClassOf,
  recordOfTexts,
  type RecordType,
  stanKeyOf,
  stanKeyText,
  type TransactionFacts,
  VOIDS,
} from '@budeng/transactions'
import type { CorrectionKind } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import type { Base } from './impact.ts'
import type { Proposal } from './proposal.ts'
import { fieldTextsOf } from './texts.ts'
import { CORRECTION_PROBLEMS, type CorrectionProblem } from './words.ts'

/** All that is wrong with a proposal against what stands now; empty: it may go on. */
export function problemsOf(proposal: Proposal, base: Base): CorrectionProblem[] {
  const { kind, target } = proposal
  const found = new Set<CorrectionProblem>(patchProblems(proposal))
  const facts = target === null ? undefined : base.book.get(stanKeyText(target.key))
  if (KIND_RULES[kind].effect === 'INSERT') for (const each of insertProblems(proposal, facts)) found.add(each)
  else if (KIND_RULES[kind].hasTarget) {
    if (facts === undefined || facts.founding === null) found.add('NO_TARGET')
    else if (found.size === 0) for (const each of targetProblems(proposal, facts)) found.add(each)
  }
  return CORRECTION_PROBLEMS.filter((each) => found.has(each))
}

/** What is wrong with the members that a form or a file gives, whatever they are laid over. */
export function patchProblems({ kind, patch, moveTo, tariff }: Proposal): CorrectionProblem[] {
  const { fields, needs } = KIND_RULES[kind]
  const names = Object.keys(patch) as FieldName[]
  const found: CorrectionProblem[] = []
  if (names.some((name) => !fields.includes(name))) found.push('FIELD_NOT_ALLOWED')
  if (needs.some((name) => patch[name] === undefined)) found.push('FIELD_MISSING')
  if (fields.length > 0 && names.length === 0 && moveTo === null) found.push('NOTHING_CHANGES')
  if (names.some((name) => !isFieldText(name, patch[name]))) found.push('WRONG_FORM')
  else if (patch.amount !== undefined && BigInt(patch.amount) > AMOUNT_MAX) found.push('AMOUNT_TOO_LARGE')
  if (patch.currency !== undefined && currencyExponent(patch.currency) === null) found.push('CURRENCY_DIFFERS')
  if (kind !== 'MISPOSTED' && moveTo !== null) found.push('NO_PLACE')
  if ((kind === 'WRONG_FEE') !== (tariff !== null)) found.push('NO_TARIFF')
  return found
}

function insertProblems({ patch, target }: Proposal, facts: TransactionFacts | undefined): CorrectionProblem[] {
  const inserted = recordOfTexts(patch)
  if (!inserted.ok) return ['UNREADABLE']
  const key = stanKeyOf(inserted.record)
  const found: CorrectionProblem[] = []
  if (target === null) found.push('NO_TARGET')
  else if (key === null || stanKeyText(key) !== stanKeyText(target.key)) found.push('KEY_DIFFERS')
  if (facts !== undefined && facts.founding !== null) found.push('KEY_TAKEN')
  return found
}

const TAKING_OUT: ReadonlySet<CorrectionKind> = new Set<CorrectionKind>([
  'DUPLICATE_RECORD',
  'FALSE_REVERSAL',
  'PHANTOM',
  'UNREVERSED',
])
const OF_WHAT_COUNTS: ReadonlySet<CorrectionKind> = new Set<CorrectionKind>([
  'DUPLICATE_CHARGE',
  'WRONG_AMOUNT',
  'WRONG_TYPE',
  'WRONG_FEE',
])

function targetProblems(proposal: Proposal, facts: TransactionFacts): CorrectionProblem[] {
  const { kind, patch, target, moveTo } = proposal
  const found: CorrectionProblem[] = []
  const done = countingFollowers(facts)
  const isVoided = done.some(({ type }) => VOIDS.has(type))
  const refunded = followedUp(facts, isRefund)?.minor ?? 0n
  if (OF_WHAT_COUNTS.has(kind) && !isEffective(facts)) found.push('NOT_EFFECTIVE')
  if (TAKING_OUT.has(kind) && markOf(facts) !== null) found.push('ALREADY_TAKEN_OUT')
  if (kind !== 'WRONG_CARD_REF' && kind !== 'MISPOSTED' && kind !== 'STATUS_MISMATCH') {
    // what is given back already is not given back again
    if (isVoided) found.push('ALREADY_VOIDED')
    else if (refunded > 0n && (TAKING_OUT.has(kind) || kind === 'DUPLICATE_CHARGE')) found.push('ALREADY_REFUNDED')
  }
  // the other charge may be at another terminal, under the same numbers
  if (kind !== 'DUPLICATE_CHARGE' && patch.originalStan !== undefined && isSelf(proposal)) found.push('LINK_TO_ITSELF')
  found.push(...moneyProblems(proposal, facts, refunded))
  if (patch.type !== undefined && msgClassOf(patch.type as RecordType) !== target?.key.msgClass)
    found.push('CLASS_DIFFERS')
  if (moveTo === null && isSameAsNow(proposal, facts)) found.push('NOTHING_CHANGES')
  return found
}

function isSelf({ patch, target }: Proposal): boolean {
  return target?.key.batch === patch.originalBatch && target?.key.stan === patch.originalStan
}

function moneyProblems({ kind, patch }: Proposal, facts: TransactionFacts, refunded: bigint): CorrectionProblem[] {
  const own = effectiveMoney(facts)
  if (own === null) return []
  const { amount, currency = own.currency, exponent } = patch
  const after = {
    minor: amount === undefined ? own.minor : BigInt(amount),
    currency,
    exponent: exponent === undefined ? own.exponent : Number(exponent),
  }
  const found: CorrectionProblem[] = []
  const isAdjusted = countingFollowers(facts).some(({ type }) => type === 'TIP_ADJUST' || type === 'OFFLINE_ADJUST')
  if (isAdjusted && (amount !== undefined || currency !== own.currency)) found.push('ADJUSTED_SINCE')
  if (kind === 'WRONG_CURRENCY_EXPONENT') {
    if (after.exponent !== currencyExponent(currency)) found.push('EXPONENT_DIFFERS')
    if (refunded > 0n && !isSameKind(own, after)) found.push('ALREADY_REFUNDED')
  }
  if (kind !== 'STATUS_MISMATCH' && after.minor < refunded) found.push('ABOVE_NET')
  return found
}

/** A mark is news by itself; members are when one of them differs. */
function isSameAsNow({ kind, patch }: Proposal, facts: TransactionFacts): boolean {
  const { effect, fields } = KIND_RULES[kind]
  if (effect === null || fields.length === 0 || effect === 'MARK_DUPLICATE' || effect === 'MARK_DISPUTED') return false
  const now: Readonly<Record<string, string | undefined>> = fieldTextsOf(facts)
  return Object.entries(patch).every(([name, text]) => now[name] === text)
}
