import { alternating } from './alternating.ts'
import type { Behaviour } from './behaviour.ts'

export const busy: Behaviour = {
  about: 'is busy with its own chores half of the time',
  begin: alternating('busy', 40, 40),
}
