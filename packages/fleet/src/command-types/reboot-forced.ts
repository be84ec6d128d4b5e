import { RESTARTING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * The whole terminal starts anew whatever it is doing: for one that hangs in a transaction. What it cuts off its journal
 * settles after the start, as after a power cut. One start is enough, so it and a REBOOT contradict each other.
 */
export const REBOOT_FORCED: CommandTypeRule = {
  ...RESTARTING,
  type: 'REBOOT_FORCED',
  tier: 'R2',
  effect: 'at-most-once',
  conflictsWith: ['REBOOT'],
  deferredBy: () => null,
}
