import { READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The terminal takes transactions again; clears a sign-on that is LOCKED, too. */
export const UNLOCK: CommandTypeRule = {
  ...READING,
  type: 'UNLOCK',
  tier: 'R2',
  effect: 'idempotent',
  needsSlot: true,
  conflictsWith: ['LOCK'],
  needsReason: true,
  cancellableWhileRunning: false,
}
