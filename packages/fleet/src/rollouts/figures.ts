import { type Instant, SECOND } from '@budeng/kernel'
import { type Command, isFinal } from '../command.ts'
import type { TerminalSituation } from '../terminal.ts'
import type { RolloutPlan } from './plan.ts'

/**
 * Where a member of a rollout stands. WAITING: no command yet; OFFLINE: queued until its terminal is heard of; LOST: it was
 * online when the command was sent and fell silent since; EXPIRED: not heard of in time; OTHER: ended without saying
 * anything about the change.
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
  'EXPIRED',
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

/** What is looked at of a member's terminal. */
export type MemberSight = Pick<TerminalSituation, 'connected' | 'heartbeatAt' | 'heartbeatIntervalMs'>

/** Where a member stands whose command was made. */
export function standingOf(
  { state, publishedAt }: Pick<Command, 'state' | 'publishedAt'>,
  { connected, heartbeatAt, heartbeatIntervalMs }: MemberSight,
  at: Instant,
): MemberStanding {
  switch (state) {
    case 'SUCCEEDED':
    case 'FAILED':
    case 'REJECTED':
    case 'UNVERIFIED':
    case 'UNKNOWN':
    case 'EXPIRED':
      return state
    default:
  }
  if (isFinal(state)) return 'OTHER'
  // a terminal that is there gets it soon: a backup or the order of the queue goes before
  if (publishedAt === null) return state === 'QUEUED' && !connected ? 'OFFLINE' : 'UNDER_WAY'
  const heardAt = Math.max(publishedAt, heartbeatAt ?? publishedAt)
  return at - heardAt > LOST_INTERVALS * heartbeatIntervalMs ? 'LOST' : 'UNDER_WAY'
}

/** A command that is made and not sent yet is looked at again this often: its terminal may have gone meanwhile. */
const UNSENT_LOOK_MS = 15 * SECOND

/**
 * When a member must be looked at although nothing happened to its command: silence, and the end of it, are no event. Null:
 * only its command can change where it stands.
 */
export function nextMemberLook(
  standing: MemberStanding,
  { publishedAt }: Pick<Command, 'publishedAt'>,
  { heartbeatAt, heartbeatIntervalMs }: MemberSight,
  at: Instant,
): Instant | null {
  if (standing === 'LOST') return at + heartbeatIntervalMs
  if (standing !== 'UNDER_WAY') return null
  if (publishedAt === null) return at + UNSENT_LOOK_MS
  return Math.max(at, Math.max(publishedAt, heartbeatAt ?? publishedAt) + LOST_INTERVALS * heartbeatIntervalMs + 1)
}

/** Members whose command has ended, so that it may be made once more. LOST and UNKNOWN ones may still be at it. */
export const RETRIED_STANDINGS = [
  'FAILED',
  'REJECTED',
  'UNVERIFIED',
  'EXPIRED',
] as const satisfies readonly MemberStanding[]

/** How many members a retry would take up once more: those that did badly, and those that were not heard of in time. */
export function retriable(figures: RolloutFigures): { readonly bad: number; readonly unreached: number } {
  return { bad: figures.FAILED + figures.REJECTED + figures.UNVERIFIED, unreached: figures.EXPIRED }
}

/** Members whose command has not ended. */
export function openMembers(figures: RolloutFigures): number {
  return figures.OFFLINE + figures.UNDER_WAY + figures.LOST + figures.UNKNOWN
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
