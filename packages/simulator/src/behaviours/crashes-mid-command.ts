import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

/** Each command crashes it once, or a re-login, which is simply run again, would never end. */
const crashedBy = new WeakMap<object, string>()

export const crashesMidCommand: Behaviour = {
  about: 'loses its power while a command runs',
  observe(event, life) {
    if (event.event !== 'COMMAND' || event.phase !== 'RUNNING' || crashedBy.get(life) === event.id) return
    crashedBy.set(life, event.id)
    life.crash(4 * SECOND)
  },
}
