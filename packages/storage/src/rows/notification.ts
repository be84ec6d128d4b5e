import type {
  DeliveryAnswer,
  DeliveryState,
  DestinationAddress,
  DestinationKind,
  NotificationFacts,
  NotificationLanguage,
  NotificationTopic,
  OnCallHours,
  Severity,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface NotificationDestinationRow {
  id: string
  nodeId: string
  path: string
  name: string
  kind: DestinationKind
  language: NotificationLanguage
  enabled: boolean
  /** What may be seen of it; the rest is sealed. */
  address: DestinationAddress
  secretId: string
  changedBy: string
  changedAt: Instant
  removedAt: Instant | null
  version: number
  /** Attempts in a row that failed. */
  failures: number
  /** Nothing goes there before this. */
  nextAt: Instant
  /** Somebody is at it until then. */
  leaseUntil: Instant | null
}

export const notificationDestinationTable = table<NotificationDestinationRow>('notification_destination', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  name: column('text'),
  kind: column('text'),
  language: column('text'),
  enabled: column('boolean'),
  address: column('json'),
  secretId: column('text'),
  changedBy: column('text'),
  changedAt: column('instant'),
  removedAt: nullable('instant'),
  version: column('int'),
  failures: column('int'),
  nextAt: column('instant'),
  leaseUntil: nullable('instant'),
})

export interface NotificationSecretRow {
  id: string
  destinationId: string
  sealed: Buffer
  createdAt: Instant
}

export const notificationSecretTable = table<NotificationSecretRow>('notification_secret', {
  id: primary('text'),
  destinationId: column('text'),
  sealed: column('bytea'),
  createdAt: column('instant'),
})

export interface NotificationRuleRow {
  id: string
  destinationId: string
  path: string
  outsideId: string | null
  topics: readonly NotificationTopic[]
  severity: Severity
  hours: OnCallHours | null
  enabled: boolean
  changedBy: string
  changedAt: Instant
  version: number
}

export const notificationRuleTable = table<NotificationRuleRow>('notification_rule', {
  id: primary('text'),
  destinationId: column('text'),
  path: column('ltree'),
  outsideId: nullable('text'),
  topics: column('text[]'),
  severity: column('text'),
  hours: nullable('json'),
  enabled: column('boolean'),
  changedBy: column('text'),
  changedAt: column('instant'),
  version: column('int'),
})

export interface NotificationDeliveryRow {
  id: string
  destinationId: string
  path: string
  test: boolean
  state: DeliveryState
  /** How many things it tells. */
  total: number
  attempts: number
  answers: readonly DeliveryAnswer[]
  createdAt: Instant
  nextAt: Instant
  endedAt: Instant | null
  version: number
}

export const notificationDeliveryTable = table<NotificationDeliveryRow>('notification_delivery', {
  id: primary('text'),
  destinationId: column('text'),
  path: column('ltree'),
  test: column('boolean'),
  state: column('text'),
  total: column('int'),
  attempts: column('int'),
  answers: column('json'),
  createdAt: column('instant'),
  nextAt: column('instant'),
  endedAt: nullable('instant'),
  version: column('int'),
})

export interface NotificationRow {
  destinationId: string
  eventId: string
  topic: NotificationTopic
  severity: Severity | null
  at: Instant
  facts: NotificationFacts
  /** The message in which it goes; null: it waits for one. */
  deliveryId: string | null
}

export const notificationTable = table<NotificationRow>('notification', {
  destinationId: primary('text'),
  eventId: primary('text'),
  topic: column('text'),
  severity: nullable('text'),
  at: column('instant'),
  facts: column('json'),
  deliveryId: nullable('text'),
})
