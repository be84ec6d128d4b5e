import { RESTARTING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/** The whole terminal starts anew. */
export const REBOOT: CommandTypeRule = {
  ...RESTARTING,
  type: 'REBOOT',
  tier: 'R1',
  effect: 'at-most-once',
  conflictsWith: ['REBOOT_FORCED'],
}
