import { type Outcomes, outcomesOf, outcomesSince, type RolloutFigures, sumFigures } from './figures.ts'
import type { RolloutPlan } from './plan.ts'
import type { Rollout } from './rollout.ts'

const ALL_BPS = 10_000

/** How far a rollout is from stopping by itself: results as the rule counts them now, and how many bad ones are enough. */
export interface StopLine extends Outcomes {
  readonly stopsAt: number
}

/**
 * The line that is nearer: of what came since a person went on, and of what came since the group opened. Null when no
 * number of bad results is enough.
 */
export function stopLineOf(
  { since, plan }: Pick<Rollout, 'since' | 'plan'>,
  groups: readonly RolloutFigures[],
): StopLine | null {
  const outcomes = outcomesOf(sumFigures(groups))
  const lines = [since.resumed, since.opened].flatMap((from) => {
    const counted = outcomesSince(outcomes, from)
    const stopsAt = enoughBad(counted, plan.abort)
    return stopsAt === null ? [] : [{ ...counted, stopsAt }]
  })
  return lines.reduce<StopLine | null>(
    (nearest, line) => (nearest === null || line.stopsAt - line.bad < nearest.stopsAt - nearest.bad ? line : nearest),
    null,
  )
}

/** How many bad results stop it, when all that come from now on are bad; of those that the rule waits for, the rest good. */
function enoughBad({ known, bad }: Outcomes, { badBps, atLeast }: RolloutPlan['abort']): number | null {
  const good = known - bad
  const ofFew = Math.ceil((badBps * atLeast) / ALL_BPS)
  if (badBps >= ALL_BPS) return good === 0 ? ofFew : null
  return Math.max(ofFew, Math.ceil((badBps * good) / (ALL_BPS - badBps)))
}
