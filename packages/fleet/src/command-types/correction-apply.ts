import { refuse } from '@budeng/kernel'
import { CORRECTION_LIFE_MS, CORRECTION_VERIFY_MS } from '../limits.ts'
import { DEFAULT_TIMERS, membersOf, READING, unknownMember } from './defaults.ts'
import type { CommandTypeRule, ParamsCheck } from './rule.ts'

/** What a correction tells the terminal; PROTOCOL.md [P-22.2] says what each may hold. */
const TARGET = ['targetSeq', 'targetLeaf', 'original']
const MEMBERS = ['correctionId', 'epoch', 'op', 'version', 'patch', ...TARGET]

/**
 * Lays an amendment over a record of the terminal's journal. Nobody asks for it: a correction makes it when it is posted,
 * with its own approval behind it. Two of them are two corrections, so a newer one supersedes none; they go one by one, in
 * the order of their making, for the second may build on the first. Proven by the amendment that comes with the journal.
 */
export const CORRECTION_APPLY: CommandTypeRule = {
  ...READING,
  type: 'CORRECTION_APPLY',
  tier: 'R2',
  effect: 'idempotent',
  needsSlot: true,
  levelMin: 'L3',
  requestable: 'BY_CORRECTION',
  supersedesOwn: false,
  needsReason: true,
  cancellableWhileRunning: false,
  evidence: () => ['AMENDMENT_RECORDED'],
  // a terminal may be away for weeks, and its journal may come long after its answer
  timers: () => ({ ...DEFAULT_TIMERS, notAfterDefaultMs: CORRECTION_LIFE_MS, verifyMs: CORRECTION_VERIFY_MS }),
  deferredBy: (situation) => (situation.inTransaction ? 'IN_TRANSACTION' : null),
  checkParams,
  paramsDefault: { correctionId: 'none', epoch: 1, op: 'INSERT', version: 1, patch: {} },
}

function checkParams(params: unknown): ParamsCheck {
  const members = membersOf(params)
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  const unknown = unknownMember(members, MEMBERS)
  if (unknown !== null) return unknown
  const isInsert = members['op'] === 'INSERT'
  const needed = MEMBERS.filter((name) => !(isInsert && TARGET.includes(name)))
  const missing = needed.find((name) => members[name] === undefined)
  if (missing !== undefined) return refuse('BAD_PARAMS', { problem: 'MISSING' }, ['params', missing])
  const extra = isInsert ? TARGET.find((name) => members[name] !== undefined) : undefined
  if (extra !== undefined) return refuse('BAD_PARAMS', { problem: 'UNKNOWN' }, ['params', extra])
  return { ok: true, params: members }
}
