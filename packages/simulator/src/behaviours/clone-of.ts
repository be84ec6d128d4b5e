import { MINUTE } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const cloneOf: Behaviour = {
  about: 'somebody copied it: two devices with one identity trade on one TID',
  clonedAfterMs: 10 * MINUTE,
}
