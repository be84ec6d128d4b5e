import { READING, whileMoneyMoves } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The terminal tries its printer, readers, keypad and network. */
export const SELF_TEST: CommandTypeRule = {
  ...READING,
  type: 'SELF_TEST',
  tier: 'R0',
  effect: 'read',
  deferredBy: (situation) => (situation.inTransaction || situation.busy ? whileMoneyMoves(situation) : null),
}
