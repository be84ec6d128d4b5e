import type { Behaviour } from './behaviour.ts'
import { isJournal } from './journal-messages.ts'
import { publishingThrough } from './messages.ts'

export const duplicateSender: Behaviour = {
  about: 'sends everything of its journal three times',
  transport: (inner) =>
    publishingThrough(inner, (publish) => (topic, payload, qos) => {
      for (let left = isJournal(topic) ? 3 : 1; left > 0; left--) publish(topic, payload, qos)
    }),
}
