import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const slowHost: Behaviour = {
  about: 'its host takes six seconds for each answer',
  host: { delayMs: 6 * SECOND },
}
