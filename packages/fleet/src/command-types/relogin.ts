import { refuse } from '@budeng/kernel'
import { OPERATOR_LOGIN_MS } from '../limits.ts'
import { DEFAULT_TIMERS, membersOf, RESTARTING, unknownMember } from './defaults.ts'
import { RELOGIN_LEVELS, type ReloginLevel } from './relogin-levels.ts'
import type { CommandTypeRule, Params } from './rule.ts'

export function reloginLevel(params: Params): ReloginLevel {
  return RELOGIN_LEVELS.find((level) => level === params['level']) ?? 'TERMINAL'
}

/**
 * Remote re-login. Proven by the host (sign-on with batch and key check value, echo), by us (sign-on with the ticket)
 * and by the terminal's next heartbeat; a cashier's login only by a new sign-on with the ticket.
 */
export const RELOGIN: CommandTypeRule = {
  ...RESTARTING,
  type: 'RELOGIN',
  tier: 'R1',
  effect: 'idempotent',
  asksPresence: true,
  carriesTicket: true,
  cancellableWhileRunning: true,
  evidence: (params) =>
    reloginLevel(params) === 'OPERATOR'
      ? ['PLATFORM_SIGN_ON']
      : ['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HEARTBEAT_SIGNED_ON', 'HOST_ECHO'],
  timers: (params) =>
    reloginLevel(params) === 'TERMINAL'
      ? DEFAULT_TIMERS
      : { ...DEFAULT_TIMERS, runningMs: OPERATOR_LOGIN_MS, verifyMs: OPERATOR_LOGIN_MS },
  checkParams(params) {
    const members = membersOf(params)
    if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
    const unknown = unknownMember(members, ['level'])
    if (unknown !== null) return unknown
    const level = RELOGIN_LEVELS.find((known) => known === members['level'])
    return level === undefined
      ? refuse('BAD_PARAMS', { problem: 'UNKNOWN_LEVEL' }, ['params', 'level'])
      : { ok: true, params: { level } }
  },
  paramsDefault: { level: 'TERMINAL' },
  bulkRefusal: (params) =>
    reloginLevel(params) === 'TERMINAL'
      ? null
      : refuse('OPERATOR_LEVEL_IN_BULK', undefined, ['params', 'level']).refusal,
}
