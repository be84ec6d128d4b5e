import { SECOND } from '@budeng/kernel'
import type { Conditions } from '@budeng/terminal'
import type { Behaviour, Life } from './behaviour.ts'

/** A condition that holds for a while and then does not, each a little longer or shorter than the last time. */
export function alternating(
  condition: keyof Conditions,
  onSec: number,
  offSec: number,
): NonNullable<Behaviour['begin']> {
  return (life: Life) => {
    const turn = (on: boolean) => {
      life.set({ [condition]: on })
      const meanSec = on ? onSec : offSec
      life.scheduler.after((0.5 + life.random()) * meanSec * SECOND, () => turn(!on))
    }
    turn(life.random() < onSec / (onSec + offSec))
  }
}
