import { MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'
import { answeringCorrections } from './correction-answers.ts'

export const answersCorrectionLate: Behaviour = {
  about: 'applies a correction at once and says so ten minutes later',
  transport: (inner, life) =>
    answeringCorrections(inner, life.identity, (publish) => (topic, payload, qos) => {
      life.scheduler.after(10 * MINUTE, () => publish(topic, payload, qos))
    }),
}
