import type { Behaviour } from './behaviour.ts'
import { answeringCorrections } from './correction-answers.ts'

export const answersCorrectionTwice: Behaviour = {
  about: 'says twice what it did with a correction',
  transport: (inner, life) =>
    answeringCorrections(inner, life.identity, (publish) => (topic, payload, qos) => {
      publish(topic, payload, qos)
      publish(topic, payload, qos)
    }),
}
