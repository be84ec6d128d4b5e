import { JOURNAL_VERIFY_MS, SETTLE_RUNNING_MS } from '../limits.ts'
import { DEFAULT_TIMERS, READING, whileMoneyMoves } from './defaults.ts'
import type { CommandTypeRule } from './rule.ts'

/**
 * The terminal settles its open batch with the host: reversals and offline sales first, details if the totals differ. May
 * be done twice: what is settled already is named again. Proven when the closing that its answer names is here. A pending
 * reversal does not put it off, for the settlement tells it first.
 */
export const SETTLE: CommandTypeRule = {
  ...READING,
  type: 'SETTLE',
  tier: 'R2',
  effect: 'idempotent',
  needsSlot: true,
  levelMin: 'L1',
  needsReason: true,
  cancellableWhileRunning: false,
  evidence: () => ['BATCH_CLOSED'],
  timers: () => ({ ...DEFAULT_TIMERS, runningMs: SETTLE_RUNNING_MS, verifyMs: JOURNAL_VERIFY_MS }),
  deferredBy: (situation) => (situation.inTransaction || situation.busy ? whileMoneyMoves(situation) : null),
}
