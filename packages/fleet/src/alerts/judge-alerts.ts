import type { Instant } from '@budeng/kernel'
import { METRICS, type MetricValues } from '../health/metrics.ts'
import type { Severity } from '../health/severity.ts'
import type { Presence } from '../terminal.ts'
import { type Alert, ALERT_REOPEN_MS, ALERT_SLA_MS, clearsItself } from './alert.ts'
import { type AlertRule, compareWithRule, type Mute, mutedUntil, OFFLINE } from './alert-rule.ts'

/** A fault of a terminal, as it stands. */
export interface StandingFault {
  readonly code: string
  readonly since: Instant
  /** The terminal's own word of how bad it is. */
  readonly severity: Severity | null
}

/** What alerts of one terminal are judged by: its state now, not what happened in between. */
export interface Watched {
  readonly presence: Presence
  readonly presenceSince: Instant
  readonly faults: readonly StandingFault[]
  readonly metrics: MetricValues | null
  /** In work or not: only an active terminal can be missed. */
  readonly active: boolean
}

/** A figure beyond its line that has not lasted long enough, or anything that is to be looked at again by itself. */
export interface AlertWatch {
  readonly subject: string
  readonly since: Instant
  readonly dueAt: Instant
}

export interface AlertKnowledge {
  /** Open alerts, and those cleared within ALERT_REOPEN_MS. */
  readonly alerts: readonly Alert[]
  readonly watches: readonly AlertWatch[]
  readonly mutes: readonly Mute[]
  /** The incident that the terminal is part of, while it lasts. */
  readonly incidentId: string | null
  rule(subject: string, reported: Severity | null): AlertRule
}

export type AlertChange =
  | {
      readonly kind: 'RAISE'
      readonly subject: string
      readonly severity: Severity
      readonly dueAt: Instant
      readonly mutedUntil: Instant | null
      readonly incidentId: string | null
    }
  /** It came back: the same alert again. */
  | {
      readonly kind: 'REOPEN'
      readonly alert: Alert
      readonly severity: Severity
      readonly dueAt: Instant
      readonly mutedUntil: Instant | null
      readonly incidentId: string | null
    }
  | { readonly kind: 'STANDS'; readonly alert: Alert }
  | { readonly kind: 'OVER'; readonly alert: Alert }
  | { readonly kind: 'CLEAR'; readonly alert: Alert }

interface Case {
  readonly subject: string
  readonly since: Instant
  readonly reported: Severity | null
}

/** What becomes of the alerts of one terminal, and which subjects are looked at again by themselves, and when. */
export function judgeAlerts(
  watched: Watched,
  known: AlertKnowledge,
  at: Instant,
): { readonly changes: readonly AlertChange[]; readonly watches: readonly AlertWatch[] } {
  const changes: AlertChange[] = []
  const watches: AlertWatch[] = []
  const cases = new Map(watched.active ? casesOf(watched, known, at).map((each) => [each.subject, each]) : [])
  for (const { subject, since, reported } of cases.values()) {
    const rule = known.rule(subject, reported)
    const alert = known.alerts.find((each) => each.subject === subject && isOpen(each))
    if (alert !== undefined) {
      if (!alert.standing) changes.push({ kind: 'STANDS', alert })
      if (isMetricCase(subject)) watches.push({ subject, since, dueAt: NEVER })
      continue
    }
    if (!rule.enabled) continue
    const dueAt = since + rule.holdMs
    if (dueAt > at) {
      watches.push({ subject, since, dueAt })
      continue
    }
    changes.push(raise(known, subject, rule.severity, at))
    if (isMetricCase(subject)) watches.push({ subject, since, dueAt: NEVER })
  }
  for (const alert of known.alerts) {
    if (!isOpen(alert) || cases.has(alert.subject)) continue
    const rule = known.rule(alert.subject, alert.severity)
    const endedAt = alert.endedAt ?? at
    if (alert.standing) changes.push({ kind: 'OVER', alert })
    if (!clearsItself(alert.subject)) continue
    const dueAt = endedAt + (rule.enabled ? rule.clearMs : 0)
    if (dueAt <= at) changes.push({ kind: 'CLEAR', alert })
    else watches.push({ subject: alert.subject, since: endedAt, dueAt })
  }
  return { changes, watches }
}

/** A figure beyond its line is remembered, not looked at again by itself. */
export const NEVER: Instant = 8_640_000_000_000_000

const isOpen = ({ state }: Alert) => state !== 'CLEARED'
const isMetricCase = (subject: string) => METRICS.some((metric) => metric === subject)

/** Everything that is the case now, with since when. */
function casesOf(watched: Watched, known: AlertKnowledge, at: Instant): Case[] {
  const { presence, presenceSince, faults, metrics } = watched
  return [
    ...(presence === 'OFFLINE' ? [{ subject: OFFLINE, since: presenceSince, reported: null }] : []),
    ...faults.map(({ code, since, severity }) => ({ subject: code, since, reported: severity })),
    ...METRICS.flatMap((metric, place): Case[] => {
      const value = metrics?.[place] ?? null
      if (value === null) return []
      const alert = known.alerts.find((each) => each.subject === metric && isOpen(each))
      // what is watched of an alert that is over is its end, not a new beginning
      const before = alert?.standing === false ? undefined : known.watches.find(({ subject }) => subject === metric)
      const verdict = compareWithRule(known.rule(metric, null), value)
      const isCase = verdict === 'BAD' || (verdict === 'BETWEEN' && (alert?.standing === true || before !== undefined))
      return isCase ? [{ subject: metric, since: before?.since ?? at, reported: null }] : []
    }),
  ]
}

function raise(known: AlertKnowledge, subject: string, severity: Severity, at: Instant): AlertChange {
  const facts = {
    severity,
    dueAt: at + ALERT_SLA_MS[severity],
    mutedUntil: mutedUntil(known.mutes, subject, at),
    incidentId: known.incidentId,
  }
  const before = known.alerts.find(
    (alert) => alert.subject === subject && alert.clearedAt !== null && at - alert.clearedAt < ALERT_REOPEN_MS,
  )
  return before === undefined ? { kind: 'RAISE', subject, ...facts } : { kind: 'REOPEN', alert: before, ...facts }
}
