import { refuse } from '@budeng/kernel'
import { FILE_BYTES_MAX, SOFTWARE_LIFE_MS, SOFTWARE_RUNNING_MS } from '../limits.ts'
import { DEFAULT_TIMERS, membersOf, RESTARTING, unknownMember, untilSettled } from './defaults.ts'
import type { CommandTypeRule, ParamsCheck } from './rule.ts'

const NAME = /^[0-9A-Za-z._-]{1,32}$/
const HASH = /^[0-9A-Za-z_-]{43}$/
const SIGNATURE = /^[0-9A-Za-z_-]{86}$/
const MEMBERS = ['model', 'version', 'bytes', 'sha256', 'signature']

/**
 * New software: the vendor's package, with our manifest on top. Put off until all is settled, fetched in parts, proven when
 * a new start says hello with the new version; a terminal that went back to the old one says so, and that is a failure.
 */
export const SOFTWARE_UPDATE: CommandTypeRule = {
  ...RESTARTING,
  type: 'SOFTWARE_UPDATE',
  tier: 'R2',
  effect: 'idempotent',
  deferredBy: untilSettled,
  needsResult: true,
  carriesTicket: true,
  file: 'SOFTWARE',
  evidence: () => ['BOOT_ROSE', 'CONNECTION_RENEWED', 'VERSION_RUNNING'],
  // it ran already: its hello had said so before it was asked
  nothingDone: ['VERSION_RUNNING'],
  timers: () => ({ ...DEFAULT_TIMERS, notAfterDefaultMs: SOFTWARE_LIFE_MS, runningMs: SOFTWARE_RUNNING_MS }),
  checkParams,
  paramsDefault: {
    ...{ model: 'none', version: '0', bytes: 1, sha256: 'A'.repeat(43), signature: 'A'.repeat(86) },
  },
}

function checkParams(params: unknown): ParamsCheck {
  const members = membersOf(params)
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  const unknown = unknownMember(members, MEMBERS)
  if (unknown !== null) return unknown
  const { model, version, bytes, sha256, signature } = members
  const texts = { model, version, sha256, signature }
  const forms = { model: NAME, version: NAME, sha256: HASH, signature: SIGNATURE }
  for (const name of ['model', 'version', 'sha256', 'signature'] as const) {
    const text = texts[name]
    if (typeof text !== 'string' || !forms[name].test(text))
      return refuse('BAD_PARAMS', { problem: 'MALFORMED' }, ['params', name])
  }
  const isSize = typeof bytes === 'number' && Number.isInteger(bytes) && bytes > 0 && bytes <= FILE_BYTES_MAX.SOFTWARE
  return isSize
    ? { ok: true, params: { model, version, bytes, sha256, signature } }
    : refuse('BAD_PARAMS', { problem: 'OUT_OF_RANGE' }, ['params', 'bytes'])
}
