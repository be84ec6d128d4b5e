import type { Instant } from '@budeng/kernel'
import type { Why } from '../command.ts'
import type { Outcomes, RolloutFigures } from './figures.ts'
import type { RolloutPlan } from './plan.ts'

/**
 * WAITING: for the second person. PAUSED: by a person, or because a group did not do well enough to open the next.
 * STOPPED: by the abort rule. REFUSED: the second person said no, or nobody said anything.
 */
export const ROLLOUT_STATES = ['WAITING', 'RUNNING', 'PAUSED', 'STOPPED', 'FINISHED', 'CANCELLED', 'REFUSED'] as const
export type RolloutState = (typeof ROLLOUT_STATES)[number]

/** Why a rollout stands still, or ended as it did. */
export const ROLLOUT_WHY_CODES = [
  'NEEDS_APPROVAL',
  'GOES_ON',
  // told while it runs, and never kept: what holds its next terminals back now
  'FROZEN',
  'DISPATCH_STOPPED',
  'BY_PERSON',
  'TOO_MANY_BAD',
  'BELOW_SUCCESS',
  'NOTHING_PROVEN',
  'APPROVALS_FELL',
  'ALL_DONE',
  'DENIED',
  'LAPSED',
] as const
export type RolloutWhyCode = (typeof ROLLOUT_WHY_CODES)[number]

/** Reasons that a rule has for holding a rollout: it waits for a person to look at it. */
export const RULE_WHY_CODES = [
  'TOO_MANY_BAD',
  'BELOW_SUCCESS',
  'NOTHING_PROVEN',
  'APPROVALS_FELL',
] as const satisfies readonly RolloutWhyCode[]

/** A reason with its figures. */
export function rolloutWhy(code: RolloutWhyCode, params: Why['params'] = {}): Why {
  return { code, params }
}

/** The pace of an action on many terminals: the action says what is done, the rollout when to whom. */
export interface Rollout {
  readonly id: string
  readonly plan: RolloutPlan
  readonly state: RolloutState
  readonly why: Why
  /** Terminals of the frozen cohort. */
  readonly cohort: number
  /** The group that is open; groups before it were opened earlier. */
  readonly group: number
  /** The abort rule counts from here: what a person saw when going on, and what there was when the group opened. */
  readonly since: { readonly resumed: Outcomes; readonly opened: Outcomes }
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  readonly version: number
}

export type RolloutEvent =
  | {
      readonly type: 'RolloutPlanned'
      readonly at: Instant
      readonly id: string
      readonly plan: RolloutPlan
      readonly cohort: number
      readonly needsApproval: boolean
    }
  | { readonly type: 'RolloutReleased'; readonly at: Instant }
  | { readonly type: 'RolloutRefused'; readonly at: Instant; readonly why: Why }
  | { readonly type: 'RolloutGroupOpened'; readonly at: Instant; readonly group: number; readonly outcomes: Outcomes }
  | { readonly type: 'RolloutPaused'; readonly at: Instant; readonly by: string | null; readonly why: Why }
  | { readonly type: 'RolloutStopped'; readonly at: Instant; readonly why: Why }
  | { readonly type: 'RolloutResumed'; readonly at: Instant; readonly by: string; readonly outcomes: Outcomes }
  | {
      readonly type: 'RolloutRetried'
      readonly at: Instant
      readonly by: string
      readonly retried: number
      readonly outcomes: Outcomes
    }
  | { readonly type: 'RolloutCancelled'; readonly at: Instant; readonly by: string; readonly why: Why }
  | { readonly type: 'RolloutFinished'; readonly at: Instant; readonly figures: RolloutFigures }

export type RolloutInput =
  | { readonly kind: 'released'; readonly at: Instant }
  | { readonly kind: 'refused'; readonly at: Instant; readonly code: 'DENIED' | 'LAPSED' }
  /** Figures of each group that was opened, in order. */
  | {
      readonly kind: 'tick'
      readonly at: Instant
      readonly groups: readonly RolloutFigures[]
      readonly approvalsFell: boolean
    }
  | { readonly kind: 'pause' | 'cancel'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly kind: 'resume'; readonly at: Instant; readonly by: string; readonly groups: readonly RolloutFigures[] }
  /** What has ended badly, or was not heard of in time, waits anew. `groups` as they are. */
  | { readonly kind: 'retry'; readonly at: Instant; readonly by: string; readonly groups: readonly RolloutFigures[] }

/** True when no step follows but a retry of what failed. */
export function isRolloutOver(state: RolloutState): boolean {
  return state === 'FINISHED' || state === 'CANCELLED' || state === 'REFUSED'
}
