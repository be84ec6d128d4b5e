import { refuse, SECOND } from '@budeng/kernel'
import { PRESENCE_HOLDS_MS } from '../limits.ts'
import { DEFAULT_TIMERS, READING } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * Two words and six digits on the terminal's screen, so that agent and merchant can tell each other from impostors.
 * The right digits, typed by the agent, are its evidence: we checked them, not the terminal.
 */
export const PRESENCE_SHOW: CommandTypeRule = {
  ...READING,
  type: 'PRESENCE_SHOW',
  tier: 'R0',
  effect: 'idempotent',
  requestable: 'BY_PRESENCE',
  evidenceEnds: true,
  evidence: () => ['DIGITS_RIGHT'],
  timers: () => ({ ...DEFAULT_TIMERS, verifyMs: PRESENCE_HOLDS_MS }),
  deferredBy: (situation) => (situation.inTransaction ? 'IN_TRANSACTION' : null),
  bulkRefusal: () => refuse('PRESENCE_IN_BULK').refusal,
  wireParams: () => ({ showSec: PRESENCE_HOLDS_MS / SECOND }),
}
