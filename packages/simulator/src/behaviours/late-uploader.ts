import { MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'
import { isJournal } from './journal-messages.ts'
import { publishingThrough } from './messages.ts'

export const lateUploader: Behaviour = {
  about: 'its journal comes a quarter of an hour late',
  transport: (inner, life) =>
    publishingThrough(inner, (publish) => (topic, payload, qos) => {
      if (isJournal(topic)) life.scheduler.after((10 + life.random() * 10) * MINUTE, () => publish(topic, payload, qos))
      else publish(topic, payload, qos)
    }),
}
