import { type NotificationItem, type NotificationMessage, pageOf } from '@budeng/fleet'
import { Webhook } from 'standardwebhooks'
import type { Posting } from './post.ts'

export interface WebhookMatter {
  readonly url: string
  /** `whsec_…` */
  readonly signing: string
  /** Stays the same when the message is sent again: who has seen it passes it by. */
  readonly deliveryId: string
  readonly organisationId: string
  readonly publicUrl: string
  readonly test: boolean
  readonly total: number
  readonly items: readonly NotificationItem[]
  readonly message: NotificationMessage
  readonly createdAt: number
  /** The time of day: receivers refuse what is old. */
  readonly at: number
}

/** The version of the body; members may come, none goes or changes within it. */
const VERSION = 1

/** A message for a program, signed as Standard Webhooks says: HMAC-SHA256 over "id.timestamp.body". */
export function webhookPosting(matter: WebhookMatter): Posting {
  const { url, signing, deliveryId, organisationId, publicUrl, test, total, items, message, createdAt, at } = matter
  const body = JSON.stringify({
    type: test ? 'notification.test' : 'notification',
    version: VERSION,
    timestamp: new Date(createdAt).toISOString(),
    data: {
      id: deliveryId,
      organisationId,
      title: message.title,
      total,
      items: items.map(({ eventId, topic, severity, at: happenedAt, facts }) => ({
        ...{ eventId, topic, severity, at: new Date(happenedAt).toISOString(), type: facts.type },
        ...{ subject: facts.subject, terminalId: facts.terminalId, tid: facts.tid, code: facts.code },
        url: publicUrl + pageOf(facts),
      })),
    },
  })
  const headers = {
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': new Webhook(signing).sign(deliveryId, new Date(at), body),
  }
  return { url, headers, body }
}
