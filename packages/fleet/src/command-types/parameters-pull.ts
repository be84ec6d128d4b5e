import { READING, whileMoneyMoves } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * The terminal takes the parameters that are wished for it as they stand when this is signed. Proven when its next
 * heartbeats say that it holds just those.
 */
export const PARAMETERS_PULL: CommandTypeRule = {
  ...READING,
  type: 'PARAMETERS_PULL',
  tier: 'R1',
  effect: 'idempotent',
  needsSlot: true,
  needsReason: true,
  cancellableWhileRunning: false,
  evidence: () => ['PARAMETERS_HELD'],
  deferredBy: (situation) => (situation.inTransaction || situation.busy ? whileMoneyMoves(situation) : null),
}
