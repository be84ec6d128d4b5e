import {
  type AutomaticObstacle,
  type CaseEvent,
  type CORRECTION_REFUSALS,
  type CorrectionEvent,
  type CorrectionKind,
  type CorrectionProblem,
  type CorrectionState,
  type ExplanationCode,
  type RuleMode,
  type Source,
  type WaiveGround,
  WRITTEN_AMOUNT_PROBLEMS,
} from '@budeng/corrections'
import type { DifferenceKind } from '@budeng/storage'
import type { AuthState, RecordType, ReversalState } from '@budeng/transactions'

/** Refusals that only the API makes of corrections. */
export const CORRECTION_API_REFUSALS = ['EVIDENCE_UNKNOWN', 'INVALID', 'NOTHING_TO_CORRECT', 'STALE'] as const

/** Expected noes that other rooms have words for already. */
type Elsewhere =
  | 'APPROVAL_LAPSED'
  | 'CARD_NUMBER_IN_TEXT'
  | 'FACTOR_MISSING'
  | 'FACTOR_TOO_YOUNG'
  | 'HASH_CHANGED'
  | 'NOT_PENDING'
  | 'NOT_PERMITTED'
  | 'NOT_YOURS'
  | 'REASON_MISSING'
  | 'REASON_TOO_LONG'
  | 'ROLE_TOO_YOUNG'

export type CorrectionRefusalCode =
  | Exclude<(typeof CORRECTION_REFUSALS)[number], Elsewhere>
  | (typeof CORRECTION_API_REFUSALS)[number]

/** Why a correction came to an end, or could not be posted. */
export const CORRECTION_ENDS = ['VERSION', 'DIFF', 'BOOKS_DIFFER', 'FAULT'] as const

/** What is wrong with a row of a file of corrections, beside what is wrong with any. */
export const BULK_ROW_PROBLEMS = [
  'SAME_TRANSACTION',
  'SEVERAL_TARGETS',
  'TOO_MANY_ROWS',
  'WRONG_KIND',
  ...WRITTEN_AMOUNT_PROBLEMS,
] as const

/** Facts of the desk that no core decides. */
export const DESK_EVENTS = [
  'AutomaticAllowed',
  'AutomaticHeldBack',
  'CaseClaimed',
  'CaseReleased',
  'CorrectionLapsing',
  'CorrectionLimitsChanged',
  'EvidenceKept',
  'RuleExceptionEnded',
  'RuleExceptionSet',
  'RuleFellBack',
  'RuleLabDone',
  'RuleLabFailed',
  'RuleLabRequested',
  'RuleModeChanged',
  'RuleReleased',
  'RuleStopped',
  'RuleSuppressed',
  'RuleSuppressionEnded',
] as const

/** Sentences and names of corrections, cases and rules in one language. */
export interface CorrectionWords {
  readonly refusals: Readonly<Record<CorrectionRefusalCode, string>>
  readonly correctionProblems: Readonly<
    Record<
      CorrectionProblem | AutomaticObstacle | (typeof CORRECTION_ENDS)[number] | (typeof BULK_ROW_PROBLEMS)[number],
      string
    >
  >
  readonly correctionKinds: Readonly<Record<CorrectionKind, string>>
  readonly correctionStates: Readonly<Record<CorrectionState, string>>
  readonly ruleModes: Readonly<Record<RuleMode, string>>
  readonly waiveGrounds: Readonly<Record<WaiveGround, string>>
  /** Why a rule hit. */
  readonly explanations: Readonly<Record<ExplanationCode, string>>
  /** Codes that stand as figures in these sentences. */
  readonly sources: Readonly<Record<Source, string>>
  /** Between pieces of evidence that are needed together, and between those any of which is enough. */
  readonly conjunctions: Readonly<Record<'AND' | 'OR', string>>
  readonly yesNo: Readonly<Record<'YES' | 'NO', string>>
  readonly authStates: Readonly<Record<AuthState, string>>
  readonly reversalStates: Readonly<Record<ReversalState, string>>
  readonly hostOutcomes: Readonly<Record<'APPROVED' | 'DECLINED' | 'REVERSED', string>>
  readonly recordTypes: Readonly<Record<RecordType, string>>
  readonly differences: Readonly<Record<DifferenceKind, string>>
  readonly totals: Readonly<Record<`${'DOMESTIC' | 'FOREIGN'}_${'DEBIT' | 'CREDIT'}`, string>>
  /** How a record is named by its numbers: within its terminal, and among several. */
  readonly places: Readonly<Record<'HERE' | 'THERE', string>>
  readonly events: Readonly<Record<CorrectionEvent['type'] | CaseEvent['type'] | (typeof DESK_EVENTS)[number], string>>
}
