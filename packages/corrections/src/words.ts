import { VIOLATIONS } from '@budeng/transactions/public'

/** Why a correction cannot be. */
export const CORRECTION_PROBLEMS = [
  'NO_TARGET',
  'KEY_TAKEN',
  'KEY_DIFFERS',
  'UNREADABLE',
  'FIELD_NOT_ALLOWED',
  'FIELD_MISSING',
  'WRONG_FORM',
  'NOTHING_CHANGES',
  'CURRENCY_DIFFERS',
  'EXPONENT_DIFFERS',
  'AMOUNT_TOO_LARGE',
  'ABOVE_NET',
  /** Its amount is that of a later adjustment: that one is to be corrected. */
  'ADJUSTED_SINCE',
  'ALREADY_VOIDED',
  'ALREADY_REFUNDED',
  'ALREADY_TAKEN_OUT',
  'NOT_EFFECTIVE',
  'CLASS_DIFFERS',
  'LINK_TO_ITSELF',
  'NO_PLACE',
  'NO_TARIFF',
] as const
export type CorrectionProblem = (typeof CORRECTION_PROBLEMS)[number]

/** Why a person has to decide. */
export const AUTOMATIC_OBSTACLES = [
  'KILL_SWITCH',
  'MODE',
  'JOURNAL_FROZEN',
  'TOO_FEW_SOURCES',
  'CONTRADICTED',
  'MONEY_LEAVES',
  'ABOVE_CAP',
  'SETTLED_BATCH',
  'TOO_FEW_VERDICTS',
  'PRECISION',
  'DAILY_CAP_TERMINAL',
  'DAILY_CAP_MERCHANT',
  'DAILY_CAP_ACQUIRER',
] as const
export type AutomaticObstacle = (typeof AUTOMATIC_OBSTACLES)[number]

export const ANSWER_DOUBTS = ['NOT_SENT', 'OTHER_COMMAND', 'OTHER_LEAF', 'SECOND_ANSWER'] as const
export type AnswerDoubt = (typeof ANSWER_DOUBTS)[number]

export const WAIVE_GROUNDS = ['BATCH_SETTLED', 'TERMINAL_RETIRED', 'OLDER_EPOCH'] as const
export type WaiveGround = (typeof WAIVE_GROUNDS)[number]

export const RULE_IDS = [
  'R01',
  'R02',
  'R03',
  'R04',
  'R05',
  'R06',
  'R07',
  'R08',
  'R09',
  'R10',
  'R11',
  'R12',
  'R13',
  'R14',
  'R15',
  'R16',
  'R17',
  'R18',
  'R19',
  'R20',
  'R21',
  'R22',
  'R23',
  'R24',
  'R25',
] as const
export type RuleId = (typeof RULE_IDS)[number]

export const SEVERITIES = ['INFO', 'WARN', 'HIGH'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Why a rule hit. A code never changes its meaning; each language has one sentence for it, into which the figures go. */
export const EXPLANATION_CODES = [
  'SEQ_GAP',
  'STAN_GAP',
  'KEY_CONFLICT',
  'SAME_TAP',
  'SAME_ORDER',
  'DOUBLE_CHARGE',
  'CROSS_TERMINAL_DUP',
  'AMOUNT_MISMATCH',
  'AMOUNT_TIMES_TEN',
  'AMOUNT_SWAPPED_DIGITS',
  'TOTALS_MISMATCH',
  'ORPHAN_REVERSAL',
  'UNREVERSED',
  'FALSE_REVERSAL',
  'CLOCK_SKEW',
  'LATE_ARRIVAL',
  'MISSING_IN_TERMINAL',
  'MISSING_IN_BACKOFFICE',
  'ONLY_IN_FILE',
  'MISSING_IN_FILE',
  'PHANTOM',
  'BATCH_DIVERGENCE',
  /** The host refused the batch, and the terminal writes into the one it was given all the same. */
  'BATCH_REFUSED',
  'MID_SUBSTITUTION',
  'JOURNAL_WIPE',
  'DIGEST_DIFFERS',
  'CLONE',
  'REVERSAL_STORM',
  'DECLINE_STORM',
  'SAME_PAIR',
  'JUST_BELOW_TIER',
  'FOR_ITS_OWN',
  'WRONG_TYPE',
  'WRONG_FEE',
  'WRONG_CARD_REF',
  'STATUS_MISMATCH',
  // sums that cannot be
  ...VIOLATIONS,
] as const
export type ExplanationCode = (typeof EXPLANATION_CODES)[number]

/** How far a rule goes: it listens, it proposes, or it corrects under control. */
export const RULE_MODES = ['SHADOW', 'PROPOSE', 'AUTO'] as const
export type RuleMode = (typeof RULE_MODES)[number]
