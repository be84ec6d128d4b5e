import type { Behaviour } from './behaviour.ts'

export const dropsAnswers: Behaviour = {
  about: 'one answer of the host in seven is lost: unknown outcomes, reversals',
  host: { trade: { NO_ANSWER: 140, LOST_REQUEST: 20 } },
}
