import { SECOND } from '@budeng/kernel'
import type { Behaviour } from './behaviour.ts'

/** Mean time between two reports of one terminal. */
const EVERY_MS = 5 * SECOND

export const reporting: Behaviour = {
  about: 'does everything right, and has a reader that fails and recovers every few seconds: steady reports',
  begin: (life) => {
    const turn = (set: boolean) => {
      life.terminal.reportFault('HW_READER_MSR', set, 'MINOR')
      life.scheduler.after((0.5 + life.random()) * EVERY_MS, () => turn(!set))
    }
    life.scheduler.after(life.random() * EVERY_MS, () => turn(true))
  },
}
