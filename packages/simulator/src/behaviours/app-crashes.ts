import { MINUTE, SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

export const appCrashes: Behaviour = {
  about: 'its new application falls every few minutes',
  app: '4.3.0',
  begin(life) {
    const fall = () => {
      life.crash(5 * SECOND, 'CRASH')
      life.scheduler.after((3 + 4 * life.random()) * MINUTE, fall)
    }
    life.scheduler.after((1 + life.random()) * MINUTE, fall)
  },
}
