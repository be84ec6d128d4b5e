import { NO_OUTCOMES } from './figures.ts'
import { type Rollout, type RolloutEvent, rolloutWhy } from './rollout.ts'

/** The rollout after a fact. */
export function evolveRollout(rollout: Rollout | null, event: RolloutEvent): Rollout {
  if (event.type === 'RolloutPlanned') return planned(event)
  if (rollout === null) throw new RangeError(`${event.type} of a rollout that was never planned`)
  return { ...rollout, ...changed(rollout, event), version: rollout.version + 1 }
}

function planned({ id, plan, cohort, needsApproval, at }: Extract<RolloutEvent, { type: 'RolloutPlanned' }>): Rollout {
  return {
    id,
    plan,
    cohort,
    state: needsApproval ? 'WAITING' : 'RUNNING',
    why: rolloutWhy(needsApproval ? 'NEEDS_APPROVAL' : 'GOES_ON'),
    group: 0,
    since: { resumed: NO_OUTCOMES, opened: NO_OUTCOMES },
    startedAt: needsApproval ? null : at,
    endedAt: null,
    version: 1,
  }
}

function changed(rollout: Rollout, event: Exclude<RolloutEvent, { type: 'RolloutPlanned' }>): Partial<Rollout> {
  const { since } = rollout
  switch (event.type) {
    case 'RolloutReleased':
      return { state: 'RUNNING', why: rolloutWhy('GOES_ON'), startedAt: event.at }
    case 'RolloutRefused':
      return { state: 'REFUSED', why: event.why, endedAt: event.at }
    case 'RolloutGroupOpened':
      return { group: event.group, since: { ...since, opened: event.outcomes } }
    case 'RolloutPaused':
      return { state: 'PAUSED', why: event.why }
    case 'RolloutStopped':
      return { state: 'STOPPED', why: event.why }
    case 'RolloutResumed':
      return goingOn(event.outcomes)
    case 'RolloutRetried':
      // what was stopped stays so until somebody goes on
      return rollout.state === 'FINISHED'
        ? { ...goingOn(event.outcomes), endedAt: null }
        : { since: { resumed: event.outcomes, opened: event.outcomes } }
    case 'RolloutCancelled':
      return { state: 'CANCELLED', why: event.why, endedAt: event.at }
    case 'RolloutFinished':
      return { state: 'FINISHED', why: rolloutWhy('ALL_DONE'), endedAt: event.at }
  }
}

function goingOn(outcomes: Rollout['since']['resumed']): Partial<Rollout> {
  return { state: 'RUNNING', why: rolloutWhy('GOES_ON'), since: { resumed: outcomes, opened: outcomes } }
}
