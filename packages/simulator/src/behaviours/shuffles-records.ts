import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'
import { isJournal } from './journal-messages.ts'
import { publishingThrough } from './messages.ts'

export const shufflesRecords: Behaviour = {
  about: 'messages of its journal overtake each other',
  transport: (inner, life) =>
    publishingThrough(inner, (publish) => (topic, payload, qos) => {
      if (isJournal(topic)) life.scheduler.after(life.random() * 8 * SECOND, () => publish(topic, payload, qos))
      else publish(topic, payload, qos)
    }),
}
