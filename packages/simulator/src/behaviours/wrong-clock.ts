import { MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const wrongClock: Behaviour = {
  about: 'its own clock is seven minutes ahead',
  clockAheadMs: 7 * MINUTE,
}
