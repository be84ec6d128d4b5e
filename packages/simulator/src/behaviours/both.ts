import { wornBy } from '../terminals/worn.ts'
import type { Behaviour, Life } from './behaviour.ts'

/** Two troubles at once in one terminal: what both change, the second one's word counts. */
export function both(one: Behaviour, other: Behaviour): Behaviour {
  const healthOf = ({ health = {} }: Behaviour, life: Life) => (typeof health === 'function' ? health(life) : health)
  const signsOn = [one, other].map((each) => each.signsOn).find((each) => each !== undefined)
  return {
    ...one,
    ...other,
    ...(signsOn === undefined ? {} : { signsOn }),
    about: `${one.about}; and ${other.about}`,
    host: { ...one.host, ...other.host },
    faults: [...(one.faults ?? []), ...(other.faults ?? [])],
    health: (life) => wornBy(healthOf(one, life), healthOf(other, life)),
    begin(life) {
      one.begin?.(life)
      other.begin?.(life)
    },
    observe(event, life) {
      one.observe?.(event, life)
      other.observe?.(event, life)
    },
  }
}
