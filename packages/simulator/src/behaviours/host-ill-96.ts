import type { Behaviour } from './behaviour.ts'

export const hostIll96: Behaviour = {
  about: 'its host is ill (96): waiting helps, a re-login does not',
  host: { then: '96' },
}
