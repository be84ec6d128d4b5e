import { HOUR, type Instant, MINUTE, type Millis } from '@budeng/kernel'
import type { Severity } from '../health/severity.ts'

/** The life of an alert. Who acknowledged is on it; who has cleared it is done with it. */
export const ALERT_STATES = ['RAISED', 'ACKNOWLEDGED', 'CLEARED'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/**
 * One trouble of one terminal that somebody must know of. `subject` is a fault's code, a metric's name or OFFLINE: there
 * is at most one open alert of a subject on a terminal, however often it comes and goes.
 */
export interface Alert {
  readonly id: string
  readonly terminalId: string
  readonly subject: string
  readonly severity: Severity
  readonly state: AlertState
  readonly raisedAt: Instant
  /** True while what it is about is the case; false: it is over, and waits to be cleared. */
  readonly standing: boolean
  /** Since when it is over. */
  readonly endedAt: Instant | null
  /** How often it was raised, the first time included. */
  readonly raises: number
  readonly lastRaisedAt: Instant
  readonly acknowledgedAt: Instant | null
  readonly acknowledgedBy: string | null
  readonly clearedAt: Instant | null
  readonly clearedBy: string | null
  /** Who works on it. */
  readonly claimedBy: string | null
  /** By when somebody must have acknowledged it. */
  readonly dueAt: Instant
  readonly incidentId: string | null
  readonly mutedUntil: Instant | null
  readonly version: number
}

/** How long an alert may wait for a person, by how much it matters. */
export const ALERT_SLA_MS: Readonly<Record<Severity, Millis>> = {
  CRITICAL: 15 * MINUTE,
  MAJOR: HOUR,
  MINOR: 8 * HOUR,
  WARNING: 24 * HOUR,
  INFO: 72 * HOUR,
}

/** What comes back this soon after it was cleared is the same alert. */
export const ALERT_REOPEN_MS = 15 * MINUTE

/** Security is never cleared by itself: a person has to have looked. */
export function clearsItself(subject: string): boolean {
  return !subject.startsWith('SEC_')
}

/** What an outage explains. A broken printer, an opened case and missing money are troubles of their own. */
export function foldsIntoIncident(subject: string): boolean {
  return ['OFFLINE', 'ROUND_TRIP'].includes(subject) || /^(NET|AUTH|SYS)_/.test(subject)
}
