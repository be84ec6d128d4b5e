import { KEY_INJECTION_MS } from '../limits.ts'
import { DEFAULT_TIMERS, RESTARTING, untilSettled } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * Triggers the vendor's key injection; no key passes us. Proven as a re-login is: the host took the new keys for a sign-on
 * with this command's ticket, and echoes.
 */
export const KEYS_RENEW: CommandTypeRule = {
  ...RESTARTING,
  type: 'KEYS_RENEW',
  tier: 'R3',
  effect: 'idempotent',
  deferredBy: untilSettled,
  carriesTicket: true,
  evidence: () => ['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HEARTBEAT_SIGNED_ON', 'HOST_ECHO'],
  timers: () => ({ ...DEFAULT_TIMERS, runningMs: KEY_INJECTION_MS }),
}
