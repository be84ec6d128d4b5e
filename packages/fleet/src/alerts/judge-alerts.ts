import type { Instant } from '@budeng/kernel'
import type { CareKind } from '../care/checklist.ts'
import { METRICS, type MetricValues } from '../health/metrics.ts'
import type { Severity } from '../health/severity.ts'
import type { Presence } from '../terminal.ts'
import { type Alert, ALERT_REOPEN_MS, ALERT_SLA_MS, clearsItself, foldsIntoIncident } from './alert.ts'
import {
  type AlertRule,
  compareWithRule,
  isMetric,
  type Mute,
  mutedUntil,
  OFFLINE,
  OVERDUE_VISITS,
} from './alert-rule.ts'
import { evolveAlert } from './evolve-alert.ts'

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
  /** Visits that nobody made in time. Whoever is out of work for a while still stands where somebody may open it. */
  readonly overdueVisits: readonly { readonly kind: CareKind; readonly since: Instant }[]
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
  /** It is part of an incident now, or, with null, on its own again. */
  | { readonly kind: 'FOLD'; readonly alert: Alert; readonly incidentId: string | null }

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
  const all = [...(watched.active ? casesOf(watched, known, at) : []), ...visitsMissed(watched)]
  const cases = new Map(all.map((each) => [each.subject, each]))
  for (const { subject, since, reported } of cases.values()) {
    const alert = known.alerts.find((each) => each.subject === subject && isOpen(each))
    if (isMetric(subject)) watches.push({ subject, since, dueAt: NEVER })
    if (alert !== undefined) changes.push(...goOn(alert, known, at))
    else {
      const rule = known.rule(subject, reported)
      const dueAt = since + rule.holdMs
      // an outage says it for all of them; what is left when it ends is looked at then
      if (!rule.enabled || (known.incidentId !== null && foldsIntoIncident(subject))) continue
      if (dueAt <= at) changes.push(raise(known, subject, rule.severity, at))
      else if (!isMetric(subject)) watches.push({ subject, since, dueAt })
      else watches.splice(-1, 1, { subject, since, dueAt })
    }
  }
  for (const alert of known.alerts) {
    if (!isOpen(alert) || cases.has(alert.subject)) continue
    const rule = known.rule(alert.subject, alert.severity)
    const endedAt = alert.endedAt ?? at
    const over: AlertChange = { kind: 'OVER', alert }
    const after = alert.standing ? evolveAlert(alert.terminalId, over, at, alert.id) : alert
    if (alert.standing) changes.push(over)
    if (!clearsItself(alert.subject)) continue
    const dueAt = endedAt + (rule.enabled ? rule.clearMs : 0)
    if (dueAt <= at) changes.push({ kind: 'CLEAR', alert: after })
    else watches.push({ subject: alert.subject, since: endedAt, dueAt })
  }
  return { changes, watches }
}

/** An open alert whose subject is the case: it stands, and belongs to the outage while that lasts. */
function goOn(alert: Alert, known: AlertKnowledge, at: Instant): readonly AlertChange[] {
  const stands: AlertChange = { kind: 'STANDS', alert }
  const after = alert.standing ? alert : evolveAlert(alert.terminalId, stands, at, alert.id)
  const incidentId = foldsIntoIncident(alert.subject) ? known.incidentId : null
  return [
    ...(alert.standing ? [] : [stands]),
    ...(after.incidentId === incidentId ? [] : [{ kind: 'FOLD' as const, alert: after, incidentId }]),
  ]
}

/** A figure beyond its line is remembered, not looked at again by itself. */
export const NEVER: Instant = 8_640_000_000_000_000

const isOpen = ({ state }: Alert) => state !== 'CLEARED'

function visitsMissed({ overdueVisits }: Watched): Case[] {
  return overdueVisits.map(({ kind, since }) => ({ subject: OVERDUE_VISITS[kind], since, reported: null }))
}

/** Everything that is the case now, with since when. */
function casesOf(watched: Watched, known: AlertKnowledge, at: Instant): Case[] {
  const { presence, presenceSince, faults, metrics } = watched
  return [
    ...(presence === 'OFFLINE' ? [{ subject: OFFLINE, since: presenceSince, reported: null }] : []),
    ...faults.map(({ code, since, severity }) => ({ subject: code, since, reported: severity })),
    ...METRICS.flatMap((metric, place): Case[] => {
      const value = metrics?.[place] ?? null
      const alert = known.alerts.find((each) => each.subject === metric && isOpen(each))
      // what is watched of an alert that is over is its end, not a new beginning
      const before = alert?.standing === false ? undefined : known.watches.find(({ subject }) => subject === metric)
      // not told: it stands as it stood
      if (value === null)
        return alert?.standing === true ? [{ subject: metric, since: alert.raisedAt, reported: null }] : []
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
    incidentId: foldsIntoIncident(subject) ? known.incidentId : null,
  }
  const before = known.alerts.find(
    (alert) => alert.subject === subject && alert.clearedAt !== null && at - alert.clearedAt < ALERT_REOPEN_MS,
  )
  return before === undefined ? { kind: 'RAISE', subject, ...facts } : { kind: 'REOPEN', alert: before, ...facts }
}
