import { MINUTE, refuse, SECOND } from '@budeng/kernel'
import { NETWORK_REVERT_SEC_DEFAULT, NETWORK_REVERT_SEC_MAX, NETWORK_REVERT_SEC_MIN } from '../limits.ts'
import { DEFAULT_TIMERS, membersOf, RESTARTING, unknownMember, whileMoneyMoves } from './defaults.ts'
import type { CommandTypeRule, Params, ParamsCheck } from './rule.ts'

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
  checkParams,
  paramsDefault: { revertAfterSec: NETWORK_REVERT_SEC_DEFAULT },
}

function revertAfterSec({ revertAfterSec: seconds }: Params): number {
  return typeof seconds === 'number' ? seconds : NETWORK_REVERT_SEC_DEFAULT
}

function checkParams(params: unknown): ParamsCheck {
  const members = membersOf(params ?? {})
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  const unknown = unknownMember(members, ['revertAfterSec'])
  if (unknown !== null) return unknown
  const { revertAfterSec: seconds = NETWORK_REVERT_SEC_DEFAULT } = members
  const isRight =
    typeof seconds === 'number' &&
    Number.isInteger(seconds) &&
    seconds >= NETWORK_REVERT_SEC_MIN &&
    seconds <= NETWORK_REVERT_SEC_MAX
  return isRight
    ? { ok: true, params: { revertAfterSec: seconds } }
    : refuse('BAD_PARAMS', { problem: 'OUT_OF_RANGE' }, ['params', 'revertAfterSec'])
}
