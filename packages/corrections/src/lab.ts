import { type Money, sumMoney } from '@budeng/kernel'
import { precisionOf, type Precision } from './precision.ts'
import type { Hit } from './rules/index.ts'

/** What a new version of a rule would have done. */
export interface LabReport {
  readonly hits: number
  /** Over the hits on which somebody has given a verdict. */
  readonly precision: Precision
  /** Of what was right, how much it finds: hundredths of a percent; null: nothing was. */
  readonly recallBps: number | null
  /** Causes that the old version did not find, and those that the new one finds no more. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  /** What would have been proposed wrongly, or nobody has judged: by currency. */
  readonly moneyAtRisk: readonly Money[]
}

/** A new version over the last 90 days beside the old one, judged by what checkers said of each cause. */
export function labReport(
  fresh: readonly Hit[],
  old: readonly Hit[],
  verdicts: ReadonlyMap<string, boolean>,
): LabReport {
  const found = new Set(fresh.map(({ cause }) => cause))
  const before = new Set(old.map(({ cause }) => cause))
  const judged = [...found].flatMap((cause) => {
    const isRight = verdicts.get(cause)
    return isRight === undefined ? [] : [{ at: 0, isRight }]
  })
  const right = [...verdicts].filter(([, isRight]) => isRight).map(([cause]) => cause)
  const hit = right.filter((cause) => found.has(cause)).length
  return {
    hits: fresh.length,
    precision: precisionOf(judged, Math.max(1, judged.length)),
    recallBps: right.length === 0 ? null : Math.floor((hit * 10_000) / right.length),
    gained: [...found].filter((cause) => !before.has(cause)),
    lost: [...before].filter((cause) => !found.has(cause)),
    moneyAtRisk: sumMoney(
      fresh.filter(({ cause }) => verdicts.get(cause) !== true).flatMap(({ atStake }) => atStake ?? []),
    ),
  }
}
