import type { Behaviour } from './behaviour.ts'
import { isReply, publishingThrough } from './messages.ts'

export const doubleAck: Behaviour = {
  about: 'sends each reply twice',
  transport: (inner) =>
    publishingThrough(inner, (publish) => (topic, payload, qos) => {
      publish(topic, payload, qos)
      if (isReply(topic)) publish(topic, payload, qos)
    }),
}
