import { DAY, type Instant, type Millis, MINUTE, SECOND } from '@budeng/kernel'
import type { AlertRule } from '../alerts/alert-rule.ts'
import { reasonProblem } from '../free-text.ts'
import { liesUnder } from '../stops/stop.ts'

export const WATCH_STATES = ['PLANNED', 'OPEN', 'ENDED', 'CANCELLED'] as const
export type WatchState = (typeof WATCH_STATES)[number]

/** A stretch of time, a holiday or a promotion, in which everything below a node is watched closer. */
export interface WatchPlan {
  readonly name: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** IANA zone in which the two were meant. */
  readonly zone: string
  /** Percent of the usual patience of alert rules that is left; 100 changes nothing. */
  readonly patience: number
  /** Heartbeats at least this often; null: as usual. */
  readonly heartbeatMs: Millis | null
  readonly allowsRollouts: boolean
}

export interface WatchWindow extends WatchPlan {
  readonly id: string
  readonly nodeId: string
  readonly path: string
  readonly state: WatchState
}

/** The longest window, and how far ahead one is planned. */
export const WATCH_LENGTH_MAX_MS: Millis = 62 * DAY
export const WATCH_AHEAD_MAX_MS: Millis = 366 * DAY
export const WATCH_PATIENCE_MIN = 10
/** Heartbeats are not asked for more often, nor is a window for less often than usual. */
export const WATCH_HEARTBEAT_MIN_MS: Millis = 15 * SECOND
export const WATCH_HEARTBEAT_MAX_MS: Millis = MINUTE

export type WatchProblem = 'name' | 'startsAt' | 'endsAt' | 'patience' | 'heartbeat'

/** Which member of a plan makes no sense, or null. */
export function watchProblem(plan: WatchPlan, at: Instant): WatchProblem | null {
  const { name, startsAt, endsAt, patience, heartbeatMs } = plan
  if (reasonProblem(name) !== null) return 'name'
  if (startsAt > at + WATCH_AHEAD_MAX_MS) return 'startsAt'
  if (endsAt <= Math.max(startsAt, at) || endsAt - startsAt > WATCH_LENGTH_MAX_MS) return 'endsAt'
  if (!Number.isInteger(patience) || patience < WATCH_PATIENCE_MIN || patience > 100) return 'patience'
  const isRate =
    heartbeatMs === null || (heartbeatMs >= WATCH_HEARTBEAT_MIN_MS && heartbeatMs <= WATCH_HEARTBEAT_MAX_MS)
  return isRate ? null : 'heartbeat'
}

/** True until a window is over, whether or not the worker has ended it yet: its boards end at that moment. */
export function watchStands({ state, endsAt }: Pick<WatchWindow, 'state' | 'endsAt'>, at: Instant): boolean {
  return (state === 'PLANNED' || state === 'OPEN') && at < endsAt
}

/** What time does to a window; null: nothing yet. */
export function watchTurn(
  { state, startsAt, endsAt }: Pick<WatchWindow, 'state' | 'startsAt' | 'endsAt'>,
  at: Instant,
): WatchState | null {
  if (state !== 'PLANNED' && state !== 'OPEN') return null
  if (at >= endsAt) return 'ENDED'
  return state === 'PLANNED' && at >= startsAt ? 'OPEN' : null
}

/**
 * The rule as it holds with less patience: what is the case needs to last less long, and the line of a figure moves
 * towards where it is good, never beyond.
 */
export function tightened(rule: AlertRule, patience: number): AlertRule {
  if (patience >= 100) return rule
  const { holdMs, raiseAt, clearAt } = rule
  const line =
    raiseAt === null || clearAt === null ? raiseAt : clearAt + Math.round(((raiseAt - clearAt) * patience) / 100)
  return { ...rule, holdMs: Math.round((holdMs * patience) / 100), raiseAt: line }
}

/** How much patience is left at a place: of several windows the strictest counts. */
export function patienceAt(open: readonly Pick<WatchWindow, 'path' | 'patience'>[], path: string): number {
  return open.reduce((least, window) => (liesUnder(path, window.path) ? Math.min(least, window.patience) : least), 100)
}

/** The window that holds rollouts still at a place, the one that ends last; null: they may go on. Rollouts ask here. */
export function freezeOver<Window extends Pick<WatchWindow, 'path' | 'endsAt' | 'allowsRollouts'>>(
  open: readonly Window[],
  path: string,
): Window | null {
  const freezing = open.filter((window) => !window.allowsRollouts && liesUnder(path, window.path))
  return freezing.reduce<Window | null>(
    (last, window) => (last === null || window.endsAt > last.endsAt ? window : last),
    null,
  )
}

/** What a window says at its end, of the terminals below its node. */
export interface WatchReport {
  readonly terminals: number
  readonly offlineAtEnd: number
  readonly incidents: number
  /** Alerts that were raised, by subject, the most first. */
  readonly alerts: readonly NamedCount[]
  /** Commands that were requested, by where they stand. */
  readonly commands: readonly NamedCount[]
  /** Recoveries that began, by their end; those that run are under RUNNING. */
  readonly recoveries: readonly NamedCount[]
}

export interface NamedCount {
  readonly name: string
  readonly count: number
}
