import type { Instant } from '@budeng/kernel'
import { compareSeverity, SEVERITIES, type Severity } from '../health/severity.ts'
import { liesUnder } from '../stops/stop.ts'
import { areOnCallHours, isOnCall, type OnCallHours } from './on-call.ts'
import { NOTIFICATION_TOPICS, type NotificationTopic, type Telling } from './topics.ts'

/** What a rule says: these topics go to this destination, outside its hours to another one. */
export interface NotificationRuleTerms {
  readonly topics: readonly NotificationTopic[]
  /** What matters less is not told; what has no severity always is. */
  readonly severity: Severity
  /** Null: at any time. */
  readonly hours: OnCallHours | null
  /** Where it goes outside these hours; null: nowhere, it waits on the screen. */
  readonly outsideId: string | null
  readonly enabled: boolean
}

export interface NotificationRule extends NotificationRuleTerms {
  readonly id: string
  readonly destinationId: string
}

/** A rule with where it stands. */
export interface PlacedRule extends NotificationRule {
  /** Of the organisation to which its destination belongs. */
  readonly path: string
  readonly zone: string
}

export type NotificationRuleProblem = 'topics' | 'severity' | 'hours' | 'outsideId'

/** Which member of a rule makes no sense, or null. */
export function notificationRuleProblem(
  { topics, severity, hours, outsideId }: NotificationRuleTerms,
  destinationId: string,
): NotificationRuleProblem | null {
  if (topics.length === 0 || !topics.every((topic) => NOTIFICATION_TOPICS.includes(topic))) return 'topics'
  if (!SEVERITIES.includes(severity)) return 'severity'
  if (hours !== null && !areOnCallHours(hours)) return 'hours'
  return outsideId !== null && (hours === null || outsideId === destinationId) ? 'outsideId' : null
}

/** Destinations that are told of an event at `path`, each once, with the topic by which it is. */
export function destinationsFor(
  rules: readonly PlacedRule[],
  path: string,
  { topics, severity, part }: Telling,
  at: Instant,
): ReadonlyMap<string, NotificationTopic> {
  const found = new Map<string, NotificationTopic>()
  for (const rule of rules) {
    const topic = topics.findLast((each) => rule.topics.includes(each))
    const concerns = part === true ? path === rule.path : liesUnder(path, rule.path)
    if (!rule.enabled || topic === undefined || !concerns) continue
    if (severity !== null && compareSeverity(severity, rule.severity) < 0) continue
    const destination = isOnCall(rule.hours, at, rule.zone) ? rule.destinationId : rule.outsideId
    if (destination !== null) found.set(destination, topic)
  }
  return found
}
