import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'
import { isReply, kindOf, publishingThrough } from './messages.ts'

export const lateAck: Behaviour = {
  about: 'acknowledges commands half a minute late',
  transport: (inner, life) =>
    publishingThrough(inner, (publish) => (topic, payload, qos) => {
      if (isReply(topic) && kindOf(payload) === 'ack')
        life.scheduler.after(30 * SECOND, () => publish(topic, payload, qos))
      else publish(topic, payload, qos)
    }),
}
