import { type Authority, type Instant, type Millis, type Refusal, refuse } from '@budeng/kernel'
import type { Command, CommandType } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { commandType, type Params, rivalsOf } from './command-types/index.ts'
import { isBackupFresh } from './decide-tick.ts'
import { evolveCommand } from './evolve.ts'
import { reasonProblem } from './free-text.ts'
import { NOT_AFTER_MAX_MS, NOT_AFTER_MIN_MS } from './limits.ts'
import { needsApproval, needsPresence, standingRefusals, tierOf } from './permission.ts'
import type { RefusalCode } from './refusals.ts'
import { isWithUs } from './sent.ts'
import type { TerminalSituation } from './terminal.ts'

/** What must be known to answer a request for one command on one terminal. */
export interface CommandRequest {
  readonly id: string
  readonly at: Instant
  /** Id for the BACKUP that comes before a disruptive command, should one be needed. */
  readonly newBackupId: string
  readonly terminal: TerminalSituation
  /** This terminal's commands that are not final. */
  readonly open: readonly Command[]
  readonly type: CommandType
  readonly params: unknown
  readonly reason: string
  /** Life from the request (or, with a second person, from the approval) on; the type's own default when left out. */
  readonly notAfterMs?: Millis | undefined
  /** When the window opens in which it may begin. */
  readonly notBefore?: Instant | null | undefined
  readonly authority: Authority
  /** How many terminals the whole action touches, this one included. */
  readonly terminalsInAction: number
  readonly bulkRaise: number
  /** Terminals of the same action that were charged to grants before this one. */
  readonly chargedBefore?: number | undefined
  readonly bulkId: string | null
  readonly presence: 'NOT_NEEDED' | 'PROVEN' | 'MISSING'
  /** Who approved the whole action already (a bulk action is approved once, not a thousand times). */
  readonly approvedBy?: string | null | undefined
}

/** A command with the facts that made it. */
export interface NewCommand {
  readonly command: Command
  readonly events: readonly CommandEvent[]
}

export type RequestDecision =
  | (NewCommand & {
      readonly ok: true
      /** The BACKUP that goes first and must be stored with it; null when none is needed or one is on its way. */
      readonly backup: NewCommand | null
      /** What these inputs must be said to, in the same transaction. */
      readonly supersedes: readonly { readonly id: string; readonly input: CommandInput }[]
    })
  | { readonly ok: false; readonly refusal: Refusal<RefusalCode> }

/** Whether a command may be requested, and what follows from it: the same checks as `actionsFor`, then the input itself. */
export function decideRequest(request: CommandRequest): RequestDecision {
  const rule = commandType(request.type)
  const [standing] = standingRefusals(request)
  if (standing !== undefined) return { ok: false, refusal: standing }
  const checked = rule.checkParams(request.params)
  if (!checked.ok) return checked
  const refusal = requestInputRefusal(request, checked.params)
  if (refusal !== null) return { ok: false, refusal }
  const events = firstEvents(request, checked.params)
  const command = fold(events)
  const backupId = needsBackupNow(request, command) ? (openBackup(request)?.id ?? request.newBackupId) : null
  if (backupId === null) return { ok: true, command, events, backup: null, supersedes: superseded(request) }
  const required: CommandEvent = { type: 'CommandBackupRequired', at: request.at, backupId }
  const waiting = evolveCommand(command, required)
  return {
    ok: true,
    command: waiting,
    events: [...events, required],
    backup: backupId === request.newBackupId ? backupFor(waiting, backupId, request.at) : null,
    supersedes: superseded(request),
  }
}

/** The BACKUP that the platform puts before a disruptive command: the shell stores it wherever one is required anew. */
export function backupFor(cause: Command, backupId: string, at: Instant): NewCommand {
  const event: CommandEvent = {
    type: 'CommandRequested',
    at,
    id: backupId,
    terminalId: cause.terminalId,
    commandType: 'BACKUP',
    params: {},
    tier: commandType('BACKUP').tier,
    reason: cause.reason,
    requestedBy: null,
    requestedHuman: null,
    bulkId: cause.bulkId,
    causedBy: cause.id,
    notAfter: cause.notAfter,
    needsApproval: false,
  }
  return { command: evolveCommand(null, event), events: [event] }
}

/** What is wrong with a request whoever its terminal is; an action whose commands come later asks this at once. */
export function requestInputRefusal(
  request: Pick<
    CommandRequest,
    'type' | 'authority' | 'notAfterMs' | 'reason' | 'terminalsInAction' | 'presence' | 'approvedBy'
  >,
  params: Params,
): Refusal<RefusalCode> | null {
  const rule = commandType(request.type)
  const { authority, notAfterMs, reason, terminalsInAction } = request
  if (params['text'] !== undefined && authority.personId !== null && !authority.permits.has('message:text'))
    return refuse('TEXT_NOT_PERMITTED', { permission: 'message:text' }, ['params', 'text']).refusal
  const bulkRefusal = terminalsInAction > 1 ? rule.bulkRefusal(params) : null
  if (bulkRefusal !== null) return bulkRefusal
  const problem = reasonProblem(reason)
  const mayBeEmpty = !rule.needsReason || authority.personId === null
  if (problem !== null && !(problem === 'REASON_MISSING' && mayBeEmpty))
    return refuse(problem, undefined, ['reason']).refusal
  if (
    notAfterMs !== undefined &&
    !(Number.isInteger(notAfterMs) && notAfterMs >= NOT_AFTER_MIN_MS && notAfterMs <= NOT_AFTER_MAX_MS)
  )
    return refuse('NOT_AFTER_OUT_OF_RANGE', { askedMs: notAfterMs, minMs: NOT_AFTER_MIN_MS, maxMs: NOT_AFTER_MAX_MS }, [
      'notAfter',
    ]).refusal
  if (request.approvedBy != null && request.approvedBy === authority.personId) return refuse('OWN_REQUEST').refusal
  if (needsPresence(request) && request.presence !== 'PROVEN') return refuse('PRESENCE_REQUIRED').refusal
  return null
}

function firstEvents(request: CommandRequest, params: Params): readonly CommandEvent[] {
  const { at, type, terminalsInAction, bulkRaise } = request
  const waits = needsApproval(request.authority, type, terminalsInAction, bulkRaise)
  const requested: CommandEvent = {
    type: 'CommandRequested',
    at,
    id: request.id,
    terminalId: request.terminal.terminalId,
    commandType: type,
    params,
    tier: tierOf(type, terminalsInAction, bulkRaise),
    reason: request.reason.trim(),
    requestedBy: request.authority.personId,
    requestedHuman: request.authority.humanId,
    bulkId: request.bulkId,
    causedBy: null,
    ...(request.notBefore == null ? {} : { notBefore: request.notBefore }),
    notAfter: at + (request.notAfterMs ?? commandType(type).timers(params).notAfterDefaultMs),
    needsApproval: waits,
  }
  const isApproved = waits && request.approvedBy != null
  return isApproved ? [requested, { type: 'CommandApproved', at, by: request.approvedBy ?? '' }] : [requested]
}

function fold(events: readonly CommandEvent[]): Command {
  const [first, ...rest] = events
  if (first === undefined) throw new RangeError('a command begins with its request')
  return rest.reduce<Command>(evolveCommand, evolveCommand(null, first))
}

function needsBackupNow(request: CommandRequest, command: Command): boolean {
  return (
    command.state === 'QUEUED' &&
    commandType(command.type).needsBackup &&
    !isBackupFresh(request.terminal.backupAt, request.at)
  )
}

function openBackup({ open }: CommandRequest): Command | undefined {
  return open.find((command) => command.type === 'BACKUP' && command.state !== 'PENDING_APPROVAL')
}

/** Same or contradicting type, still queued with us: the newest wins. A backup for which another command waits stays. */
function superseded({ id, at, type, open }: CommandRequest): readonly { id: string; input: CommandInput }[] {
  const rivals = rivalsOf(type)
  return open
    .filter((command) => command.state === 'QUEUED' && isWithUs(command) && rivals.includes(command.type))
    .filter((command) => !open.some(({ waitsFor }) => waitsFor === command.id))
    .map((command) => ({ id: command.id, input: { kind: 'supersede', at, byCommandId: id } }))
}
