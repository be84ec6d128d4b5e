import { type Instant, MINUTE, type Millis } from '@budeng/kernel'
import type { CareKind } from '../care/checklist.ts'
import { faultFacts } from '../health/fault-table.ts'
import { severityOf } from '../health/fault-order.ts'
import { type Metric, METRICS, metricFacts } from '../health/metrics.ts'
import type { Severity } from '../health/severity.ts'

/** Not heard from. */
export const OFFLINE = 'OFFLINE'

/** A visit that nobody made in time (domain.md §16), by its kind. */
export const OVERDUE_VISITS = {
  INSPECTION: 'INSPECTION_OVERDUE',
  MAINTENANCE: 'MAINTENANCE_OVERDUE',
} as const satisfies Readonly<Record<CareKind, string>>

/** Subjects that are neither a fault nor a figure. */
export const OWN_SUBJECTS = [OFFLINE, OVERDUE_VISITS.INSPECTION, OVERDUE_VISITS.MAINTENANCE] as const
export type OwnSubject = (typeof OWN_SUBJECTS)[number]

/** When a subject becomes an alert. The rule of the nearest organisation counts; where none has one, the defaults. */
export interface AlertRule {
  readonly subject: string
  readonly enabled: boolean
  readonly severity: Severity
  /** So long it must have been the case. */
  readonly holdMs: Millis
  /** So long it must be over before the alert clears by itself. */
  readonly clearMs: Millis
  /** Figures only: where it is raised, and where it is over; the stretch between changes nothing. */
  readonly raiseAt: number | null
  readonly clearAt: number | null
}

/** Faults that matter less raise no alert by themselves. */
const FAULT_HOLD_MS: Readonly<Record<Severity, Millis | null>> = {
  CRITICAL: 0,
  MAJOR: 2 * MINUTE,
  MINOR: 10 * MINUTE,
  WARNING: null,
  INFO: null,
}

const METRIC_RULES: Readonly<Partial<Record<Metric, readonly [raiseAt: number, clearAt: number, holdMs: Millis]>>> = {
  ROUND_TRIP: [5_000, 3_000, 10 * MINUTE],
  MEMORY_FREE: [5, 10, 30 * MINUTE],
  DECLINES: [60, 40, 30 * MINUTE],
}

/** The rule that counts where nobody has made one. */
export function defaultRule(subject: string, reported: Severity | null = null): AlertRule {
  const rule = { subject, clearMs: MINUTE, raiseAt: null, clearAt: null }
  if (subject === OFFLINE) return { ...rule, enabled: true, severity: 'MAJOR', holdMs: 5 * MINUTE }
  // nobody waits to see whether a visit was made after all: it is written down or not
  if (subject === OVERDUE_VISITS.INSPECTION) return { ...rule, enabled: true, severity: 'MINOR', holdMs: 0, clearMs: 0 }
  if (subject === OVERDUE_VISITS.MAINTENANCE)
    return { ...rule, enabled: true, severity: 'WARNING', holdMs: 0, clearMs: 0 }
  if (isMetric(subject)) {
    const facts = METRIC_RULES[subject]
    const off = { ...rule, enabled: false, severity: 'WARNING' as const, holdMs: 10 * MINUTE }
    if (facts === undefined) return off
    const [raiseAt, clearAt, holdMs] = facts
    return { ...off, enabled: true, raiseAt, clearAt, holdMs }
  }
  const severity = severityOf(subject, reported)
  const holdMs = FAULT_HOLD_MS[severity]
  return { ...rule, severity, enabled: holdMs !== null, holdMs: holdMs ?? 10 * MINUTE }
}

export function isMetric(subject: string): subject is Metric {
  return METRICS.some((metric) => metric === subject)
}

/** What may stand in a rule; other fault codes are a terminal's own, and may have rules too. */
export function isAlertSubject(subject: string): boolean {
  return (
    OWN_SUBJECTS.some((one) => one === subject) ||
    isMetric(subject) ||
    faultFacts(subject) !== null ||
    /^(SYS|NET|HW|SEC|AUTH|TXN)_[A-Z0-9_]{1,40}$/.test(subject)
  )
}

export const RULE_PROBLEMS = [
  'UNKNOWN_SUBJECT',
  'THRESHOLD_MISSING',
  'THRESHOLD_OF_FAULT',
  'THRESHOLDS_CROSSED',
  'HOLD_OUT_OF_RANGE',
] as const
export type RuleProblem = (typeof RULE_PROBLEMS)[number]

/** How long a rule may wait. */
export const RULE_HOLD_MAX_MS: Millis = 24 * 60 * MINUTE

/** Why a rule makes no sense, or null. */
export function ruleProblem({ subject, holdMs, clearMs, raiseAt, clearAt }: AlertRule): RuleProblem | null {
  if (!isAlertSubject(subject)) return 'UNKNOWN_SUBJECT'
  const isTime = (ms: Millis) => Number.isInteger(ms) && ms >= 0 && ms <= RULE_HOLD_MAX_MS
  if (!isTime(holdMs) || !isTime(clearMs)) return 'HOLD_OUT_OF_RANGE'
  if (!isMetric(subject)) return raiseAt === null && clearAt === null ? null : 'THRESHOLD_OF_FAULT'
  if (raiseAt === null || clearAt === null) return 'THRESHOLD_MISSING'
  const isCrossed = metricFacts(subject).bad === 'HIGH' ? clearAt > raiseAt : clearAt < raiseAt
  return isCrossed ? 'THRESHOLDS_CROSSED' : null
}

/** Where a value stands to a rule: beyond its line, within, or on the stretch that changes nothing. */
export function compareWithRule(rule: AlertRule, value: number): 'BAD' | 'GOOD' | 'BETWEEN' {
  if (!isMetric(rule.subject) || rule.raiseAt === null || rule.clearAt === null) return 'GOOD'
  const sign = metricFacts(rule.subject).bad === 'HIGH' ? 1 : -1
  if (sign * value >= sign * rule.raiseAt) return 'BAD'
  return sign * value < sign * rule.clearAt || value === rule.clearAt ? 'GOOD' : 'BETWEEN'
}

/** A stretch of quiet: no alert of these terminals and this subject asks for anybody until then. */
export interface Mute {
  readonly subject: string | null
  readonly until: Instant
}

/** Until when a subject is muted; null: it is not. */
export function mutedUntil(mutes: readonly Mute[], subject: string, at: Instant): Instant | null {
  const ends = mutes.filter((mute) => mute.until > at && (mute.subject === null || mute.subject === subject))
  return ends.length === 0 ? null : Math.max(...ends.map(({ until }) => until))
}
