import { accept, type Decision, refuse, unreachable } from '@budeng/kernel'
import type { RefusalCode } from '../refusals.ts'
import {
  isOver,
  isQuiet,
  membersOf,
  mustStop,
  outcomesOf,
  outcomesSince,
  retriable,
  type RolloutFigures,
  sumFigures,
} from './figures.ts'
import { groupSizes } from './plan.ts'
import { isRolloutOver, type Rollout, type RolloutEvent, type RolloutInput, rolloutWhy } from './rollout.ts'

export type RolloutDecision = Decision<RolloutEvent, RefusalCode>
type InputOf<Kind extends RolloutInput['kind']> = Extract<RolloutInput, { kind: Kind }>

/** A group shows something when the outcome of so many of its members is known, in ten-thousandths. */
const GROUP_KNOWN_BPS = 5_000
const ALL_BPS = 10_000

/** What follows from something said to a rollout, or seen of it. */
export function decideRollout(rollout: Rollout, input: RolloutInput): RolloutDecision {
  const { at } = input
  const { state } = rollout
  switch (input.kind) {
    case 'released':
      return state === 'WAITING' ? accept<RolloutEvent>({ type: 'RolloutReleased', at }) : accept()
    case 'refused':
      return state === 'WAITING'
        ? accept<RolloutEvent>({ type: 'RolloutRefused', at, why: rolloutWhy(input.code) })
        : accept()
    case 'tick':
      return decideTick(rollout, input)
    case 'pause':
      if (state !== 'RUNNING') return refuse('NOT_RUNNING', { state })
      return accept<RolloutEvent>({ type: 'RolloutPaused', at, by: input.by, why: byPerson(input) })
    case 'cancel':
      if (isRolloutOver(state)) return refuse('ALREADY_FINAL', { state })
      return accept<RolloutEvent>({ type: 'RolloutCancelled', at, by: input.by, why: byPerson(input) })
    case 'resume':
      return decideResume(rollout, input)
    case 'retry':
      return decideRetry(rollout, input)
    default:
      return unreachable(input)
  }
}

const byPerson = ({ by, reason }: InputOf<'pause' | 'cancel'>) => rolloutWhy('BY_PERSON', { by, reason })

/** The abort rule first; then the end; then the next group. */
function decideTick(rollout: Rollout, { at, groups, approvalsFell }: InputOf<'tick'>): RolloutDecision {
  const all = sumFigures(groups)
  const open = groups[rollout.group]
  if (rollout.state !== 'RUNNING' || open === undefined) return accept()
  const outcomes = outcomesOf(all)
  for (const from of [rollout.since.resumed, rollout.since.opened]) {
    const { known, bad } = outcomesSince(outcomes, from)
    if (!mustStop({ known, bad }, rollout.plan.abort)) continue
    return accept<RolloutEvent>({ type: 'RolloutStopped', at, why: rolloutWhy('TOO_MANY_BAD', { bad, known }) })
  }
  if (approvalsFell) return accept<RolloutEvent>({ type: 'RolloutStopped', at, why: rolloutWhy('APPROVALS_FELL') })
  const isLast = rollout.group + 1 >= groupSizes(rollout.plan, rollout.cohort).length
  if (isLast) return isOver(all) ? accept<RolloutEvent>({ type: 'RolloutFinished', at, figures: all }) : accept()
  if (!isQuiet(open)) return accept()
  const { known, bad } = outcomesOf(open)
  const isShown = known > 0 && known * ALL_BPS >= GROUP_KNOWN_BPS * (membersOf(open) - open.SKIPPED)
  if (!isShown && !isOver(open)) return accept()
  if (known === 0 && membersOf(open) > open.SKIPPED)
    return accept<RolloutEvent>({ type: 'RolloutPaused', at, by: null, why: rolloutWhy('NOTHING_PROVEN') })
  if ((known - bad) * ALL_BPS < rollout.plan.successBps * known)
    return accept<RolloutEvent>({
      type: 'RolloutPaused',
      at,
      by: null,
      why: rolloutWhy('BELOW_SUCCESS', { bad, known }),
    })
  return accept<RolloutEvent>({ type: 'RolloutGroupOpened', at, group: rollout.group + 1, outcomes })
}

/**
 * Whoever goes on has seen what was bad: the abort rule counts anew. Where the open group has nothing left to do, going on
 * means to open the next.
 */
function decideResume(rollout: Rollout, { at, by, groups }: InputOf<'resume'>): RolloutDecision {
  const { state, group } = rollout
  if (state !== 'PAUSED' && state !== 'STOPPED') return refuse('NOT_PAUSED', { state })
  const outcomes = outcomesOf(sumFigures(groups))
  const resumed: RolloutEvent = { type: 'RolloutResumed', at, by, outcomes }
  const open: RolloutFigures | undefined = groups[group]
  const hasNext = group + 1 < groupSizes(rollout.plan, rollout.cohort).length
  return open !== undefined && isQuiet(open) && hasNext
    ? accept<RolloutEvent>(resumed, { type: 'RolloutGroupOpened', at, group: group + 1, outcomes })
    : accept<RolloutEvent>(resumed)
}

function decideRetry(rollout: Rollout, { at, by, groups }: InputOf<'retry'>): RolloutDecision {
  const { state } = rollout
  if (state === 'WAITING' || state === 'CANCELLED' || state === 'REFUSED') return refuse('NOT_RUNNING', { state })
  const all = sumFigures(groups)
  const { bad: failed, unreached } = retriable(all)
  const retried = failed + unreached
  if (retried === 0) return refuse('NOTHING_FAILED')
  const { known, bad } = outcomesOf(all)
  return accept<RolloutEvent>({
    type: 'RolloutRetried',
    at,
    by,
    retried,
    outcomes: { known: known - failed, bad: bad - failed },
  })
}
