import { agreeingSources, type Evidence, isContradicted } from './evidence.ts'
import type { Impact } from './impact.ts'
import { AUTOMATIC_DAILY_MAX, AUTOMATIC_PRECISION_BPS, AUTOMATIC_STAKE_MAX } from './limits.ts'
import { isWithin } from './money-limits.ts'
import type { Precision } from './precision.ts'
import type { AutomaticObstacle, RuleMode } from './words.ts'

/** Empty: the platform may correct it by itself. */
export interface AutomaticVerdict {
  readonly obstacles: readonly AutomaticObstacle[]
}

export interface AutomaticQuestion {
  /** Off for the acquirer, for this rule or for all. */
  readonly isSwitchedOff: boolean
  readonly mode: RuleMode
  /** A wiped journal or a clone on this terminal: nothing automatic until it is cleared. */
  readonly isFrozen: boolean
  readonly evidence: readonly Evidence[]
  /** Key of the record in question, as text. */
  readonly inQuestion: string | null
  readonly impact: Pick<Impact, 'moneyLeaves' | 'stake' | 'touchesSettled'>
  readonly precision: Precision
  /** Automatic corrections of today, for each whose they are. */
  readonly today: Readonly<Record<keyof typeof AUTOMATIC_DAILY_MAX, number>>
  readonly caps?: Readonly<Record<string, bigint>>
}

/** Evidence is counted, likeness is not weighed. */
export function judgeAutomatic(question: AutomaticQuestion): AutomaticVerdict {
  const { isSwitchedOff, mode, isFrozen, evidence, inQuestion, impact, precision, today } = question
  const { stake, moneyLeaves, touchesSettled } = impact
  const isFull = precision.window > 0 && precision.judged >= precision.window
  const obstacles: (AutomaticObstacle | false)[] = [
    isSwitchedOff && 'KILL_SWITCH',
    mode !== 'AUTO' && 'MODE',
    isFrozen && 'JOURNAL_FROZEN',
    agreeingSources(evidence, inQuestion).length < 2 && 'TOO_FEW_SOURCES',
    isContradicted(evidence) && 'CONTRADICTED',
    moneyLeaves && 'MONEY_LEAVES',
    !isWithin(stake, question.caps ?? AUTOMATIC_STAKE_MAX) && 'ABOVE_CAP',
    touchesSettled && 'SETTLED_BATCH',
    !isFull && 'TOO_FEW_VERDICTS',
    precision.bps < AUTOMATIC_PRECISION_BPS && 'PRECISION',
    today.terminal >= AUTOMATIC_DAILY_MAX.terminal && 'DAILY_CAP_TERMINAL',
    today.merchant >= AUTOMATIC_DAILY_MAX.merchant && 'DAILY_CAP_MERCHANT',
    today.acquirer >= AUTOMATIC_DAILY_MAX.acquirer && 'DAILY_CAP_ACQUIRER',
  ]
  return { obstacles: obstacles.filter((each) => each !== false) }
}
