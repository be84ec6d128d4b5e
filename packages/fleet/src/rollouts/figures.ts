import type { Instant } from '@budeng/kernel'
import { type Command, isFinal } from '../command.ts'
import type { TerminalSituation } from '../terminal.ts'
import type { RolloutPlan } from './plan.ts'

/**
 * Where a member of a rollout stands. WAITING: no command yet; OFFLINE: queued until its terminal is heard of; LOST: it was
 * online when the command was sent and fell silent since; OTHER: ended without saying anything about the change.
 */
export const MEMBER_STANDINGS = [
  'WAITING',
  'OFFLINE',
  'UNDER_WAY',
  'SUCCEEDED',
  'FAILED',
  'REJECTED',
  'UNVERIFIED',
  'UNKNOWN',
  'LOST',
  'OTHER',
  'SKIPPED',
] as const
export type MemberStanding = (typeof MEMBER_STANDINGS)[number]

/** What a rollout counts as bad (domain §8). Silence after a command is no success. */
export const BAD_STANDINGS = [
  'FAILED',
  'REJECTED',
  'UNVERIFIED',
  'UNKNOWN',
  'LOST',
] as const satisfies readonly MemberStanding[]

/** Terminals by standing. */
export type RolloutFigures = Readonly<Record<MemberStanding, number>>

export const NO_FIGURES: RolloutFigures = Object.freeze(
  Object.fromEntries(MEMBER_STANDINGS.map((standing) => [standing, 0])) as Record<MemberStanding, number>,
)

export function sumFigures(all: Iterable<RolloutFigures>): RolloutFigures {
  const sum = { ...NO_FIGURES }
  for (const figures of all) for (const standing of MEMBER_STANDINGS) sum[standing] += figures[standing]
  return sum
}

/** A terminal is lost after so many intervals without a heartbeat since its command was sent. */
export const LOST_INTERVALS = 2

/** Where a member stands whose command was made. */
export function standingOf(
  { state, publishedAt }: Pick<Command, 'state' | 'publishedAt'>,
  { heartbeatAt, heartbeatIntervalMs }: Pick<TerminalSituation, 'heartbeatAt' | 'heartbeatIntervalMs'>,
  at: Instant,
): MemberStanding {
  switch (state) {
    case 'SUCCEEDED':
    case 'FAILED':
    case 'REJECTED':
    case 'UNVERIFIED':
    case 'UNKNOWN':
      return state
    default:
  }
  if (isFinal(state)) return 'OTHER'
  if (publishedAt === null) return state === 'QUEUED' ? 'OFFLINE' : 'UNDER_WAY'
  const heardAt = Math.max(publishedAt, heartbeatAt ?? publishedAt)
  return at - heardAt > LOST_INTERVALS * heartbeatIntervalMs ? 'LOST' : 'UNDER_WAY'
}

/** What is known: how many outcomes there are, and how many of them are bad. */
export interface Outcomes {
  readonly known: number
  readonly bad: number
}

export const NO_OUTCOMES: Outcomes = { known: 0, bad: 0 }

export function outcomesOf(figures: RolloutFigures): Outcomes {
  const bad = BAD_STANDINGS.reduce((sum, standing) => sum + figures[standing], 0)
  return { known: bad + figures.SUCCEEDED, bad }
}

/** What came since; results that were retried meanwhile never count below nothing. */
export function outcomesSince(now: Outcomes, then: Outcomes): Outcomes {
  return { known: Math.max(0, now.known - then.known), bad: Math.max(0, now.bad - then.bad) }
}

/** True when the abort rule stops the rollout: at its threshold and not one below. */
export function mustStop({ known, bad }: Outcomes, { badBps, atLeast }: RolloutPlan['abort']): boolean {
  return known >= atLeast && bad * 10_000 >= badBps * known
}

/** Nothing more is to be expected of the members soon: those who are offline do not hold the others up. */
export function isQuiet({ WAITING: waiting, UNDER_WAY: underWay }: RolloutFigures): boolean {
  return waiting === 0 && underWay === 0
}

export function isOver(figures: RolloutFigures): boolean {
  return isQuiet(figures) && figures.OFFLINE === 0
}

export function membersOf(figures: RolloutFigures): number {
  return MEMBER_STANDINGS.reduce((sum, standing) => sum + figures[standing], 0)
}
