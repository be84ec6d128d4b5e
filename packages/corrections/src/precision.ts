import { AUTOMATIC_PRECISION_BPS, PRECISION_VERDICTS_MIN, PRECISION_WINDOW } from './limits.ts'
import type { RuleMode } from './words.ts'

/** What a checker found about a hit: it was right, or it was not. */
export interface Verdict {
  readonly at: number
  readonly isRight: boolean
}

/** How often a rule was right among the last verdicts. */
export interface Precision {
  /** Verdicts that were taken into account, at most `window`. */
  readonly judged: number
  readonly right: number
  /** Hundredths of a percent, rounded down; 0 without a verdict. */
  readonly bps: number
  readonly window: number
}

/** The precision over the last verdicts, whatever their order. */
export function precisionOf(verdicts: readonly Verdict[], window = PRECISION_WINDOW): Precision {
  const last = verdicts.toSorted((a, b) => b.at - a.at).slice(0, window)
  const right = last.filter(({ isRight }) => isRight).length
  const bps = last.length === 0 ? 0 : Math.floor((right * 10_000) / last.length)
  return { judged: last.length, right, bps, window }
}

/** The mode in which a rule works now: one that errs too often only proposes, and one that is switched off is only noted. */
export function effectiveMode(
  set: RuleMode,
  precision: Precision,
  isSwitchedOff: boolean,
  targetBps = AUTOMATIC_PRECISION_BPS,
): RuleMode {
  if (isSwitchedOff && set === 'AUTO') return 'PROPOSE'
  const errs = precision.judged >= PRECISION_VERDICTS_MIN && precision.bps < targetBps
  return set === 'AUTO' && errs ? 'PROPOSE' : set
}
