import { type Instant, MINUTE } from '@budeng/kernel'
import type { CommandType } from '../command.ts'
import { TYPICAL_MS } from '../limits.ts'
import type { RolloutFigures } from './figures.ts'
import type { Rollout } from './rollout.ts'

/**
 * About when the last terminal that can be reached is done, when nothing stops it: the pace, and for each group that is
 * still to open the time of one command. Null while it stands still, and where the hours of each store decide.
 */
export function estimateEnd(
  { plan, state, cohort, group }: Pick<Rollout, 'plan' | 'state' | 'cohort' | 'group'>,
  { WAITING: waiting }: RolloutFigures,
  type: CommandType,
  at: Instant,
): Instant | null {
  if (state !== 'RUNNING' || plan.window !== null) return null
  const toOpen = Math.max(
    0,
    plan.groups.filter((_size, index) => index >= group && sizeBefore(plan.groups, index) < cohort).length,
  )
  return at + Math.ceil(waiting / plan.perMinute) * MINUTE + (toOpen + 1) * TYPICAL_MS[type]
}

function sizeBefore(groups: readonly number[], index: number): number {
  return groups.slice(0, index + 1).reduce((sum, size) => sum + size, 0)
}
