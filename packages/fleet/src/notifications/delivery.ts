import type { Instant } from '@budeng/kernel'
import {
  ANSWERS_KEPT,
  DESTINATION_REST_MAX_MS,
  DESTINATION_REST_MS,
  NOTIFICATION_GAP_MS,
  NOTIFICATION_RETRY_MS,
} from './limits.ts'

/** QUEUED: it is sent, or sent again, when its time comes. FAILED: given up; a person may send it again. */
export const DELIVERY_STATES = ['QUEUED', 'DELIVERED', 'FAILED'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** What became of one attempt: in a code, and as far as the other side said so in its own words. */
export interface DeliveryAnswer {
  readonly at: Instant
  readonly ok: boolean
  /** `HTTP_200`, `SMTP_550`, `TIMEOUT`, `ADDRESS_INSIDE` … */
  readonly code: string
  readonly note: string | null
  readonly tookMs: number
}

/** A message on its way. */
export interface Delivery {
  readonly test: boolean
  readonly state: DeliveryState
  /** Those that were begun. */
  readonly attempts: number
  readonly nextAt: Instant
  readonly answers: readonly DeliveryAnswer[]
  readonly endedAt: Instant | null
}

/** How a destination does: what fails is left alone for a while, and nothing is sent too fast. */
export interface DestinationHealth {
  readonly failures: number
  readonly nextAt: Instant
}

/** What an answer makes of a message and of its destination. A test says what it found and is not repeated. */
export function settle(
  delivery: Delivery,
  health: DestinationHealth,
  answer: DeliveryAnswer,
): { readonly delivery: Delivery; readonly health: DestinationHealth } {
  const { at, ok } = answer
  const answers = [...delivery.answers, answer].slice(-ANSWERS_KEPT)
  if (ok)
    return {
      delivery: { ...delivery, state: 'DELIVERED', answers, endedAt: at },
      health: { failures: 0, nextAt: at + NOTIFICATION_GAP_MS },
    }
  const wait = delivery.test ? undefined : NOTIFICATION_RETRY_MS[delivery.attempts - 1]
  const failures = delivery.test ? health.failures : health.failures + 1
  const rest = Math.min(DESTINATION_REST_MS * 2 ** Math.min(failures - 1, 20), DESTINATION_REST_MAX_MS)
  return {
    delivery:
      wait === undefined
        ? { ...delivery, state: 'FAILED', answers, endedAt: at }
        : { ...delivery, nextAt: at + wait, answers },
    health: delivery.test ? { ...health, nextAt: at + NOTIFICATION_GAP_MS } : { failures, nextAt: at + rest },
  }
}
