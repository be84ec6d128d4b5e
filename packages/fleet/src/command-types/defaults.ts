import { refuse } from '@budeng/kernel'
import type { CommandTimers, DeferralReason } from '../command.ts'
import {
  ACK_TIMEOUT_MS,
  FILE_TRANSFER_MS,
  NOT_AFTER_DEFAULT_MS,
  RUNNING_TIMEOUT_MS,
  VERIFY_TIMEOUT_MS,
} from '../limits.ts'
import type { TerminalSituation } from '../terminal.ts'
import type { CommandTypeRule, Params, ParamsCheck } from './rule.ts'

export const DEFAULT_TIMERS: CommandTimers = {
  notAfterDefaultMs: NOT_AFTER_DEFAULT_MS,
  ackMs: ACK_TIMEOUT_MS,
  runningMs: RUNNING_TIMEOUT_MS,
  verifyMs: VERIFY_TIMEOUT_MS,
}

type Traits = Omit<CommandTypeRule, 'type' | 'tier' | 'effect'>

/** A type that reads or shows: no slot, no backup, never put off, the authenticated answer is its evidence. */
export const READING: Traits = {
  needsSlot: false,
  needsBackup: false,
  levelMin: 'L0',
  requestable: 'BY_COMMAND',
  supersedesOwn: true,
  conflictsWith: [],
  asksPresence: false,
  needsReason: false,
  cancellableWhileRunning: true,
  evidenceEnds: false,
  needsResult: false,
  carriesTicket: false,
  file: null,
  evidence: () => ['ANSWER'],
  nothingDone: null,
  timers: () => DEFAULT_TIMERS,
  deferredBy: () => null,
  checkParams: noParams,
  paramsDefault: {},
  bulkRefusal: () => null,
  wireParams: (params) => params,
}

/** A type that sends a file: it reads, and is done when the file is here, whole. */
export const SENDING: Traits = {
  ...READING,
  carriesTicket: true,
  needsReason: true,
  evidence: () => ['FILE_RECEIVED'],
  timers: () => ({ ...DEFAULT_TIMERS, runningMs: FILE_TRANSFER_MS }),
}

/** A type that stops the application: slot, backup, put off while money moves, proven by counters that only rise. */
export const RESTARTING: Traits = {
  ...READING,
  needsSlot: true,
  needsBackup: true,
  needsReason: true,
  cancellableWhileRunning: false,
  evidence: () => ['BOOT_ROSE', 'CONNECTION_RENEWED'],
  deferredBy: whileMoneyMoves,
}

/**
 * A transaction or another task puts it off; a pending reversal only while signed on, because a signed-out terminal
 * cannot send its reversal before it signs on.
 */
export function whileMoneyMoves(situation: TerminalSituation): DeferralReason | null {
  if (situation.inTransaction) return 'IN_TRANSACTION'
  if (situation.busy) return 'BUSY'
  return situation.reversalPending && situation.signOn === 'SIGNED_ON' ? 'REVERSAL_PENDING' : null
}

/** What takes away the means to settle waits until all is settled. */
export function untilSettled(situation: TerminalSituation): DeferralReason | null {
  return whileMoneyMoves(situation) ?? (situation.unsettledBatch ? 'UNSETTLED_BATCH' : null)
}

/** Members of a plain object, or null when it is none. */
export function membersOf(params: unknown): Params | null {
  return typeof params === 'object' && params !== null && !Array.isArray(params) ? (params as Params) : null
}

/** The refusal of an unknown member, by its path; null when all are known. */
export function unknownMember(
  params: Params,
  known: readonly string[],
): ReturnType<typeof refuse<'BAD_PARAMS'>> | null {
  const name = Object.keys(params).find((member) => !known.includes(member))
  return name === undefined ? null : refuse('BAD_PARAMS', { problem: 'UNKNOWN' }, ['params', name])
}

/** One member that is a whole number within bounds, left out: its default; or what is wrong with it. */
export function onlyNumber(
  params: unknown,
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): ParamsCheck {
  const members = membersOf(params ?? {})
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  const unknown = unknownMember(members, [name])
  if (unknown !== null) return unknown
  const { [name]: value = otherwise } = members
  const isRight = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
  return isRight
    ? { ok: true, params: { [name]: value } }
    : refuse('BAD_PARAMS', { problem: 'OUT_OF_RANGE' }, ['params', name])
}

export function noParams(params: unknown): ParamsCheck {
  const members = membersOf(params ?? {})
  if (members === null) return refuse('BAD_PARAMS', { problem: 'NOT_AN_OBJECT' }, ['params'])
  return unknownMember(members, []) ?? { ok: true, params: {} }
}
