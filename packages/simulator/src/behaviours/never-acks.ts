import type { Behaviour } from './behaviour.ts'
import { isReply, publishingThrough } from './messages.ts'

export const neverAcks: Behaviour = {
  about: 'runs commands and never answers',
  transport: (inner) =>
    publishingThrough(
      inner,
      (publish) => (topic, payload, qos) => (isReply(topic) ? undefined : publish(topic, payload, qos)),
    ),
}
