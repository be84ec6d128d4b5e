import { alternating } from './alternating.ts'
import type { Behaviour } from './behaviour.ts'

export const reversalPending: Behaviour = {
  about: 'has a reversal that it could not send yet',
  begin: alternating('reversalPending', 240, 60),
  faults: [{ code: 'TXN_REVERSAL_STUCK', severity: 'WARNING' }],
}
