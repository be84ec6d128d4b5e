import { CORRECTION_KINDS, type CorrectionKind } from '../kind-names.ts'
import { amountMismatch, overRefund, totalsMismatch, wrongFee } from './amounts.ts'
import { crossTerminalDup, doubleCharge, doubleChargeNear, dupTap } from './duplicates.ts'
import { batchDivergence, clockSkew, clone, journalWipe, midSubstitution } from './journals.ts'
import { lateArrival, missing } from './missing.ts'
import { falseReversal, orphanReversal, statusMismatch, unreversed, wrongCardRef, wrongType } from './outcomes.ts'
import { correctionPattern, storm } from './patterns.ts'
import type { RuleId } from '../words.ts'
import type { Hit, Rule } from './rule.ts'
import { keyConflict, seqGap, stanGap } from './sequence.ts'
import type { View } from './view.ts'

/** All rules, in the order of their numbers. */
export const RULES: readonly Rule[] = [
  seqGap,
  stanGap,
  keyConflict,
  dupTap,
  doubleCharge,
  crossTerminalDup,
  amountMismatch,
  totalsMismatch,
  orphanReversal,
  unreversed,
  falseReversal,
  clockSkew,
  lateArrival,
  missing,
  batchDivergence,
  midSubstitution,
  overRefund,
  journalWipe,
  clone,
  storm,
  correctionPattern,
  wrongType,
  wrongFee,
  wrongCardRef,
  statusMismatch,
]

/** Versions that nobody has switched on yet: they listen, and the lab tries them. */
export const CANDIDATES: readonly Rule[] = [doubleChargeNear]

/** Every version of every rule, those in force first. */
export const RULE_VERSIONS: readonly Rule[] = [...RULES, ...CANDIDATES]

/** A version of a rule; null: there is none. */
export function ruleOf(id: string, version: number): Rule | null {
  return RULE_VERSIONS.find((each) => each.id === id && each.version === version) ?? null
}

/** The table: by which rules each kind is found. A missed swipe leaves nothing that a rule could see. */
export const RULES_OF: Readonly<Record<CorrectionKind, readonly RuleId[]>> = Object.fromEntries(
  CORRECTION_KINDS.map((kind) => [kind, RULES.filter(({ kinds }) => kinds.includes(kind)).map(({ id }) => id)]),
) as unknown as Readonly<Record<CorrectionKind, readonly RuleId[]>>

/** All hits of rules on one view: of all rules when none are named. */
export function detect(view: View, rules: readonly Rule[] = RULES): Hit[] {
  return rules.flatMap((each) => each.detect(view))
}

export { FREEZING } from './journals.ts'
export * from './rule.ts'
export * from './view.ts'
