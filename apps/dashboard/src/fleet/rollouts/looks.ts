import type { RolloutStanding, RolloutState } from '../../api/generated/graphql.ts'
import type { Look } from '../../ui/Mark.tsx'

export const ROLLOUT_LOOKS: Readonly<Record<RolloutState, Look>> = {
  WAITING: { tone: 'warn', icon: 'pause' },
  RUNNING: { tone: 'busy', icon: 'turn' },
  PAUSED: { tone: 'warn', icon: 'pause' },
  STOPPED: { tone: 'bad', icon: 'stop' },
  FINISHED: { tone: 'good', icon: 'check' },
  CANCELLED: { tone: 'quiet', icon: 'stop' },
  REFUSED: { tone: 'bad', icon: 'stop' },
}

/** From done well, over under way, to done badly: so that a column fills in this order. */
export const STANDING_LOOKS: Readonly<Record<RolloutStanding, Look>> = {
  SUCCEEDED: { tone: 'good', icon: 'check' },
  UNDER_WAY: { tone: 'busy', icon: 'turn' },
  OFFLINE: { tone: 'busy', icon: 'clock' },
  FAILED: { tone: 'bad', icon: 'cross' },
  REJECTED: { tone: 'bad', icon: 'cross' },
  UNVERIFIED: { tone: 'bad', icon: 'question' },
  UNKNOWN: { tone: 'bad', icon: 'question' },
  LOST: { tone: 'bad', icon: 'warning' },
  EXPIRED: { tone: 'warn', icon: 'hourglass' },
  OTHER: { tone: 'quiet', icon: 'minus' },
  SKIPPED: { tone: 'quiet', icon: 'minus' },
  WAITING: { tone: 'quiet', icon: 'hollow' },
}

export const STANDINGS = Object.keys(STANDING_LOOKS) as readonly RolloutStanding[]
