import { alternating } from './alternating.ts'
import type { Behaviour } from './behaviour.ts'

export const inTransaction: Behaviour = {
  about: 'serves one customer after the other',
  begin: alternating('inTransaction', 35, 15),
}
