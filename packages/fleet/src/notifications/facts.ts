import type { Instant } from '@budeng/kernel'
import type { Severity } from '../health/severity.ts'
import { type NotificationTopic, suspiciousRule, type TellableEvent } from './topics.ts'

/** What a message says of an event: codes, names and figures. No free text of anybody's, and no amount, gets in here. */
export interface NotificationFacts {
  /** The event's type. */
  readonly type: string
  /** What it happened to. */
  readonly subject: string
  readonly terminalId: string | null
  readonly tid: string | null
  readonly merchant: string | null
  readonly store: string | null
  /** A fault, a metric, a kind of group, an end … by the event's type. */
  readonly code: string | null
  /** Which one of a kind: a store's name, a cell, a day, who made it. */
  readonly detail: string | null
  readonly count: number | null
  readonly of: number | null
  /** Where it is shown: an action on many, for a rollout. */
  readonly shownBy: string | null
}

/** One thing that is told. */
export interface NotificationItem {
  readonly eventId: string
  readonly topic: NotificationTopic
  readonly severity: Severity | null
  readonly at: Instant
  readonly facts: NotificationFacts
}

/** What an event's data says by itself; names come from the shell. */
export function factsOf({
  type,
  data,
}: TellableEvent): Pick<NotificationFacts, 'code' | 'detail' | 'count' | 'of' | 'shownBy'> {
  const text = (name: string) => (typeof data[name] === 'string' ? data[name] : null)
  const figure = (name: string) => (typeof data[name] === 'number' ? data[name] : null)
  const facts = { code: null, detail: null, count: null, of: null, shownBy: null }
  switch (type) {
    case 'AlertRaised':
    case 'AlertOverdue':
      return { ...facts, code: text('alert') }
    case 'IncidentOpened':
    case 'IncidentOverdue':
    case 'IncidentEnded':
    case 'IncidentMerged':
    case 'IncidentReached':
    case 'IncidentLeft':
    case 'IncidentPartMerged':
      return { ...facts, code: text('kind'), detail: text('key'), count: figure('hit'), of: figure('population') }
    case 'RecoveryEnded':
      return { ...facts, code: text('end') }
    case 'RolloutPlanned':
    case 'RolloutStopped':
    case 'RolloutPaused':
      return { ...facts, shownBy: text('bulkId') }
    case 'CaseOpened':
    case 'CaseHit':
      return { ...facts, code: suspiciousRule(data) }
    case 'FileMissing':
      return { ...facts, detail: text('businessDate') }
    default:
      return facts
  }
}

/** The page of the dashboard on which one sees what became of it. */
export function pageOf({ type, subject, terminalId, shownBy }: NotificationFacts): string {
  if (type === 'AlertRaised' && terminalId !== null) return `/terminals/${terminalId}`
  if (/^(Alert|Incident)/.test(type)) return '/alerts'
  if (type.startsWith('Recovery')) return `/recoveries/${subject}`
  if (type.startsWith('WorkOrder')) return '/recoveries?tab=orders'
  if (type.startsWith('Correction')) return `/corrections/${subject}`
  if (type.startsWith('Case')) return `/cases/${subject}`
  if (type.startsWith('Rollout') && shownBy !== null) return `/bulk/${shownBy}`
  if (type.startsWith('Bulk')) return `/bulk/${subject}`
  if (type === 'ChangeRequested' || type === 'BreakGlassUsed') return '/approvals'
  return type === 'FileMissing' ? '/files' : '/'
}
