import type { Severity } from '../health/severity.ts'

/** What an organisation may want to be told of. */
export const NOTIFICATION_TOPICS = [
  'ALERT_RAISED',
  'SLA_MISSED',
  'INCIDENT_OPENED',
  'INCIDENT_ENDED',
  'RECOVERY_ENDED',
  'RECOVERY_FAILED',
  'WORK_ORDER_OPENED',
  'WORK_ORDER_ASSIGNED',
  'CORRECTION_WAITS',
  'CORRECTION_FAILED',
  'CORRECTION_LAPSES',
  'CASE_SUSPICIOUS',
  'APPROVAL_WAITS',
  'ROLLOUT_STOPPED',
  'DISPATCH_STOPPED',
  'BREAK_GLASS_USED',
  'FILE_MISSING',
] as const
export type NotificationTopic = (typeof NOTIFICATION_TOPICS)[number]

/** As much of an event as it takes to say what it is about. */
export interface TellableEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What an event is about: for whom, and how much it matters; null: it has no severity, and every rule takes it. */
export interface Telling {
  readonly topics: readonly NotificationTopic[]
  readonly severity: Severity | null
  /** True: only that organisation is told, of its part; whoever stands above is told of the whole by another event. */
  readonly part?: true
}

type Tell = (data: TellableEvent['data']) => Telling | null

const plainly =
  (...topics: NotificationTopic[]): Tell =>
  () => ({ topics, severity: null })
const bySeverity =
  (topic: NotificationTopic): Tell =>
  ({ severity }) => ({ topics: [topic], severity: severity as Severity })
const whenApprovalIsNeeded: Tell = ({ needsApproval }) =>
  needsApproval === true ? { topics: ['APPROVAL_WAITS'], severity: null } : null
/** A person who stops something knows of it. */
const byItself: Tell = ({ by }) => (by == null ? { topics: ['ROLLOUT_STOPPED'], severity: null } : null)
/** An outage is everybody's first concern. */
const incident =
  (topic: NotificationTopic): Tell =>
  () => ({ topics: [topic], severity: 'CRITICAL' })

const partOf =
  (topic: NotificationTopic): Tell =>
  () => ({ topics: [topic], severity: 'CRITICAL', part: true })

/** Another merchant than the one asked for, two devices as one terminal, a pattern at the desk: told the first time that a case has it. */
export const SUSPICIOUS_RULES = ['R16', 'R19', 'R21'] as const

/** The suspicious rule among those that found something for the first time, or null. */
export function suspiciousRule({ newRules }: TellableEvent['data']): (typeof SUSPICIOUS_RULES)[number] | null {
  const rules: readonly unknown[] = Array.isArray(newRules) ? newRules : []
  return SUSPICIOUS_RULES.find((rule) => rules.includes(rule)) ?? null
}
const whenSuspicious: Tell = (data) =>
  suspiciousRule(data) === null ? null : { topics: ['CASE_SUSPICIOUS'], severity: null }

const FAILED_ENDS: readonly unknown[] = ['NOT_FIXABLE_REMOTELY', 'ESCALATED']

const TELLING: Readonly<Record<string, Tell>> = {
  AlertRaised: bySeverity('ALERT_RAISED'),
  AlertOverdue: bySeverity('SLA_MISSED'),
  IncidentOverdue: incident('SLA_MISSED'),
  WorkOrderOverdue: plainly('SLA_MISSED'),
  IncidentOpened: incident('INCIDENT_OPENED'),
  IncidentEnded: incident('INCIDENT_ENDED'),
  IncidentMerged: incident('INCIDENT_ENDED'),
  IncidentReached: partOf('INCIDENT_OPENED'),
  IncidentLeft: partOf('INCIDENT_ENDED'),
  IncidentPartMerged: partOf('INCIDENT_ENDED'),
  RecoveryEnded: ({ end }) => ({
    topics: FAILED_ENDS.includes(end) ? ['RECOVERY_ENDED', 'RECOVERY_FAILED'] : ['RECOVERY_ENDED'],
    severity: null,
  }),
  WorkOrderOpened: plainly('WORK_ORDER_OPENED'),
  WorkOrderChanged: ({ before, after }) => {
    const [was, is] = [before, after].map((side) => (side as { readonly state?: unknown } | undefined)?.state)
    return is === 'ASSIGNED' && was !== 'ASSIGNED' ? { topics: ['WORK_ORDER_ASSIGNED'], severity: null } : null
  },
  CorrectionPending: plainly('CORRECTION_WAITS'),
  CorrectionPostFailed: plainly('CORRECTION_FAILED'),
  CorrectionNacked: plainly('CORRECTION_FAILED'),
  CorrectionUnreachable: plainly('CORRECTION_FAILED'),
  CorrectionLapsing: plainly('CORRECTION_LAPSES'),
  CorrectionExpired: plainly('CORRECTION_LAPSES'),
  CaseOpened: whenSuspicious,
  CaseHit: whenSuspicious,
  ChangeRequested: plainly('APPROVAL_WAITS'),
  BulkRequested: whenApprovalIsNeeded,
  RolloutPlanned: whenApprovalIsNeeded,
  RolloutStopped: byItself,
  RolloutPaused: byItself,
  DispatchStopped: plainly('DISPATCH_STOPPED'),
  BreakGlassUsed: plainly('BREAK_GLASS_USED'),
  FileMissing: plainly('FILE_MISSING'),
}

/** Types of events that may be told of; no other is looked at. */
export const TOLD_EVENT_TYPES: readonly string[] = Object.keys(TELLING)

/** What an event is about, or null: nobody is told of it. */
export function tellingOf({ type, data }: TellableEvent): Telling | null {
  return TELLING[type]?.(data) ?? null
}
