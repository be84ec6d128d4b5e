import { READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The terminal takes no transactions until it is unlocked. Needs no slot and is never put off: a thief does not wait. */
export const LOCK: CommandTypeRule = {
  ...READING,
  type: 'LOCK',
  tier: 'R2',
  effect: 'idempotent',
  conflictsWith: ['UNLOCK'],
  needsReason: true,
  cancellableWhileRunning: false,
}
