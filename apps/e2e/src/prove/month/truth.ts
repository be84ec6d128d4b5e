import type { CorrectionKind, RuleId } from '@budeng/corrections'

/** What is injected: each of the kinds that leave a trace, and what certain rules are to find besides. */
export const FAULTS = [
  'MISSING_IN_BACKOFFICE',
  'MISSING_IN_TERMINAL',
  'DUPLICATE_RECORD',
  'DUPLICATE_CHARGE',
  'WRONG_AMOUNT',
  'WRONG_TYPE',
  'WRONG_CURRENCY_EXPONENT',
  'MISPOSTED_MERCHANT',
  'MISPOSTED_BATCH',
  'WRONG_CARD_REF',
  'UNREVERSED',
  'FALSE_REVERSAL',
  'STATUS_MISMATCH',
  'WRONG_FEE',
  'PHANTOM',
  // told by certain rules, and no kind of correction by themselves
  'SEQ_GAP',
  'KEY_CONFLICT',
  'TOTALS_MISMATCH',
  'ORPHAN_REVERSAL',
  'LATE_ARRIVAL',
  'OVER_REFUND',
  'JOURNAL_WIPE',
  'STAN_GAP',
  'CLOCK_SKEW',
  'CLONE',
  'STORM',
  // of two terminals of one merchant: what was sold is the other's that comes before it
  'CROSS_TERMINAL_DUP',
] as const
/** Of terminals, or of the people at the desk: a maker who always goes to the same checker. */
export type Fault = (typeof FAULTS)[number] | 'SAME_PAIR'

/** By which rule each is to be found. */
export const RULE_OF: Readonly<Record<Fault, RuleId>> = {
  MISSING_IN_BACKOFFICE: 'R14',
  MISSING_IN_TERMINAL: 'R14',
  DUPLICATE_RECORD: 'R04',
  DUPLICATE_CHARGE: 'R05',
  WRONG_AMOUNT: 'R07',
  WRONG_TYPE: 'R22',
  WRONG_CURRENCY_EXPONENT: 'R07',
  MISPOSTED_MERCHANT: 'R16',
  MISPOSTED_BATCH: 'R15',
  WRONG_CARD_REF: 'R24',
  UNREVERSED: 'R10',
  FALSE_REVERSAL: 'R11',
  STATUS_MISMATCH: 'R25',
  WRONG_FEE: 'R23',
  PHANTOM: 'R14',
  SEQ_GAP: 'R01',
  KEY_CONFLICT: 'R03',
  TOTALS_MISMATCH: 'R08',
  ORPHAN_REVERSAL: 'R09',
  LATE_ARRIVAL: 'R13',
  OVER_REFUND: 'R17',
  JOURNAL_WIPE: 'R18',
  STAN_GAP: 'R02',
  CLOCK_SKEW: 'R12',
  CLONE: 'R19',
  STORM: 'R20',
  CROSS_TERMINAL_DUP: 'R06',
  SAME_PAIR: 'R21',
}

/** The kind of correction that is to be proposed; null: none. */
export function kindOf(fault: Fault): CorrectionKind | null {
  if (fault.startsWith('MISPOSTED')) return 'MISPOSTED'
  if (fault === 'SAME_PAIR') return null
  if (fault === 'CROSS_TERMINAL_DUP') return 'DUPLICATE_CHARGE'
  const isNoKind = FAULTS.indexOf(fault) >= FAULTS.indexOf('SEQ_GAP')
  return isNoKind ? null : (fault as CorrectionKind)
}

/** One fault as the generator knows it. Rules never see this. */
export interface Injected {
  readonly fault: Fault
  readonly tid: string
  /** Root cause, as a case names it. */
  readonly cause: string
  /** Money at stake in minor units; null: none, or not known in the records. */
  readonly minor: bigint | null
}
