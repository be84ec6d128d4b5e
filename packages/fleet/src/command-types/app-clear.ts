import { RESTARTING, untilSettled } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * The payment application begins as after enrolment; identity, counters and journal stay. It waits until all is settled.
 * A restart alone looks the same from outside, so the terminal must have said that it was done.
 */
export const APP_CLEAR: CommandTypeRule = {
  ...RESTARTING,
  type: 'APP_CLEAR',
  tier: 'R3',
  effect: 'idempotent',
  deferredBy: untilSettled,
  needsResult: true,
}
