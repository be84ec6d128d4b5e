import { MINUTE, SECOND } from '@budeng/kernel'
import { NETWORK_REVERT_SEC_DEFAULT, NETWORK_REVERT_SEC_MAX, NETWORK_REVERT_SEC_MIN } from '../limits.ts'
import { DEFAULT_TIMERS, onlyNumber, RESTARTING, whileMoneyMoves } from './defaults.ts'
import type { CommandTypeRule, Params } from './rule.ts'

/**
 * The terminal begins its network anew and takes the old settings back by itself when that does not bring it to us again.
 * Both ways it connects anew, so only its answer tells them apart. A pending reversal does not put it off, for the
 * network may be why it is pending.
 */
export const NETWORK_RESET: CommandTypeRule = {
  ...RESTARTING,
  type: 'NETWORK_RESET',
  tier: 'R2',
  effect: 'idempotent',
  needsResult: true,
  evidence: () => ['CONNECTION_RENEWED'],
  // a trial that fails takes all its time, and then the way back
  timers: (params) => ({ ...DEFAULT_TIMERS, runningMs: revertAfterSec(params) * SECOND + 5 * MINUTE }),
  deferredBy: (situation) => (situation.inTransaction || situation.busy ? whileMoneyMoves(situation) : null),
  checkParams: (params) =>
    onlyNumber(params, 'revertAfterSec', {
      least: NETWORK_REVERT_SEC_MIN,
      most: NETWORK_REVERT_SEC_MAX,
      otherwise: NETWORK_REVERT_SEC_DEFAULT,
    }),
  paramsDefault: { revertAfterSec: NETWORK_REVERT_SEC_DEFAULT },
}

function revertAfterSec({ revertAfterSec: seconds }: Params): number {
  return typeof seconds === 'number' ? seconds : NETWORK_REVERT_SEC_DEFAULT
}
