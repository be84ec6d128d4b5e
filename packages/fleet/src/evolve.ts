import { Fault, type Instant, unreachable } from '@budeng/kernel'
import type { Command } from './command.ts'
import type { CommandEvent } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import { APPROVAL_LAPSE_MS, ASK_AGAIN_MS, DEFER_GRACE_MS, QUERY_TIMEOUT_MS, RECHECK_MS } from './limits.ts'
import {
  deferralEnd,
  isBeingAsked,
  nextLook,
  unknownEnd,
  waitsForHost,
  waitsForJournal,
  waitsForParameters,
} from './timers.ts'
import { why, whyInFlight } from './why.ts'

/**
 * A command after one more fact. Every fact raises the version. Times in the row are ours; `runningAt` is the last sign
 * of life while it runs, because the running timer counts from there.
 */
export function evolveCommand(command: Command | null, event: CommandEvent): Command {
  if (event.type === 'CommandRequested') return requested(event)
  if (command === null) throw new Fault(`${event.type} of a command that was never requested`)
  return { ...command, ...change(command, event), version: command.version + 1 }
}

type Event<Type extends CommandEvent['type']> = Extract<CommandEvent, { type: Type }>

function change(command: Command, event: Exclude<CommandEvent, Event<'CommandRequested'>>): Partial<Command> {
  switch (event.type) {
    case 'CommandApproved':
      // a life counted from the request would be over before anybody could approve it
      return queued(event.at, {
        notAfter: event.at + (command.notAfter - command.requestedAt),
        approvedBy: event.by,
        breakGlassId: event.breakGlassId ?? null,
      })
    case 'CommandDenied':
      return {
        state: 'DENIED',
        finishedAt: event.at,
        dueAt: null,
        why: why('DENIED', { by: event.by, note: event.note }),
      }
    case 'CommandLapsed':
      return { state: 'LAPSED', finishedAt: event.at, dueAt: null, why: why('LAPSED') }
    case 'CommandBackupRequired':
      return {
        waitsFor: event.backupId,
        why: why('WAITS_FOR_BACKUP', { commandId: event.backupId }),
        dueAt: Math.min(event.at + RECHECK_MS, command.notAfter),
      }
    case 'CommandBackupReady':
      return queued(event.at, { waitsFor: null })
    case 'CommandSigned':
    case 'CommandSent':
    case 'CommandRepublished':
    case 'CommandNeverSeen':
    case 'CommandRetryPlanned':
      return published(command, event)
    case 'CommandAcknowledged':
    case 'CommandDeferred':
    case 'CommandRunning':
    case 'CommandEvidenceFound':
    case 'CommandVerifying':
    case 'CommandSilent':
      return answered(command, event)
    case 'CommandCancelRequested':
      return { cancelRequestedAt: event.at, cancelRequestedBy: event.by, why: why('CANCEL_ASKED', { by: event.by }) }
    case 'CommandCancelRefused':
      return { cancelRequestedAt: null, cancelRequestedBy: null, why: whyInFlight(command) }
    case 'CommandLateResult':
      return { lateResult: event.result }
    case 'CommandWaits':
      return { why: event.why, dueAt: event.dueAt }
    case 'CommandEnded':
      return {
        state: event.state,
        why: event.why,
        result: event.result ?? command.result,
        finishedAt: event.at,
        dueAt: null,
      }
    default:
      return unreachable(event)
  }
}

/** The way to the terminal: bytes are made, published, published again. */
function published(
  command: Command,
  event: Event<'CommandSigned' | 'CommandSent' | 'CommandRepublished' | 'CommandNeverSeen' | 'CommandRetryPlanned'>,
): Partial<Command> {
  const { at } = event
  const ackDue = at + commandType(command.type).timers(command.params).ackMs
  switch (event.type) {
    case 'CommandSigned':
      return {
        attempt: event.attempt,
        deviceId: event.deviceId,
        ticketHash: event.ticketHash,
        signedAt: at,
        publishes: 0,
        why: why('WAITS_FOR_GATEWAY'),
        dueAt: Math.min(ackDue, command.notAfter),
      }
    case 'CommandSent': {
      const sent = {
        publishedAt: Math.min(at, command.publishedAt ?? at),
        publishes: 1,
        bootBefore: event.boot,
        connBefore: event.conn,
      }
      if (command.state !== 'QUEUED') return sent
      return inFlight(command, { ...sent, state: 'SENT', dueAt: ackDue })
    }
    case 'CommandRepublished': {
      const publishes = command.publishes + 1
      if (command.state === 'DEFERRED') return { publishes, dueAt: at + DEFER_GRACE_MS }
      return inFlight(command, { state: 'SENT', publishes, unknownAt: null, dueAt: ackDue })
    }
    case 'CommandNeverSeen':
      return queued(at, { state: 'QUEUED', publishes: 0, unknownAt: null, why: why('NEVER_SEEN') })
    case 'CommandRetryPlanned':
      return {
        ...NO_ATTEMPT,
        state: 'QUEUED',
        attempt: event.attempt,
        why: why('RETRY_PLANNED', { code: event.code, attempt: event.attempt, notBefore: event.notBefore }),
        dueAt: Math.min(event.notBefore, command.notAfter),
      }
  }
}

/** What the terminal and the other witnesses say. */
function answered(
  command: Command,
  event: Event<
    | 'CommandAcknowledged'
    | 'CommandDeferred'
    | 'CommandRunning'
    | 'CommandEvidenceFound'
    | 'CommandVerifying'
    | 'CommandSilent'
  >,
): Partial<Command> {
  const { at } = event
  const heard = {
    unknownAt: null,
    publishedAt: command.publishedAt ?? at,
    acknowledgedAt: command.acknowledgedAt ?? at,
  }
  switch (event.type) {
    case 'CommandAcknowledged':
      return look(command, at, { ...heard, state: 'ACKNOWLEDGED', acknowledgedAt: at })
    case 'CommandDeferred': {
      const firstAt = command.deferral?.firstAt ?? at
      return inFlight(command, {
        ...heard,
        state: 'DEFERRED',
        deferral: { reason: event.reason, firstAt, retryAt: event.retryAt },
        publishes: Math.min(command.publishes, 1),
        dueAt: Math.min(event.retryAt + DEFER_GRACE_MS, deferralEnd(firstAt), Math.max(command.notAfter, at)),
      })
    }
    case 'CommandRunning':
      return look(command, at, { ...heard, state: 'RUNNING', runningAt: at, progress: event.step ?? command.progress })
    case 'CommandVerifying':
      return verifying(command, at, { ...heard, state: 'VERIFYING', verifyingAt: at, result: event.result })
    case 'CommandEvidenceFound': {
      const evidence = [...command.evidence.filter(({ kind }) => kind !== event.evidence.kind), event.evidence]
      return command.state === 'VERIFYING' ? inFlight(command, { evidence }) : { evidence }
    }
    case 'CommandSilent': {
      const unknownAt = command.unknownAt ?? at
      const first = command.state !== 'UNKNOWN'
      const dueAt = first
        ? at + QUERY_TIMEOUT_MS
        : isBeingAsked(command)
          ? command.dueAt
          : Math.min(at + ASK_AGAIN_MS, unknownEnd(command))
      return inFlight(command, { state: 'UNKNOWN', unknownAt, dueAt })
    }
  }
}

/** A change whose sentence follows from the facts after it. */
function inFlight(command: Command, changed: Partial<Command>): Partial<Command> {
  const after = { ...command, ...changed }
  return { ...changed, why: whyInFlight(after) }
}

function look(command: Command, at: Instant, changed: Partial<Command>): Partial<Command> {
  return inFlight(command, { ...changed, dueAt: nextLook({ ...command, ...changed }, at) })
}

/** The terminal says that all is done, so whoever is to vouch for it, host or journal, has seen it: asked at once. */
function verifying(command: Command, at: Instant, changed: Partial<Command>): Partial<Command> {
  const after = { ...command, ...changed }
  return waitsForHost(after) || waitsForJournal(after) || waitsForParameters(after)
    ? inFlight(command, { ...changed, dueAt: at })
    : look(command, at, changed)
}

/** In the queue, to be looked at now. */
function queued(at: Instant, changed: Partial<Command>): Partial<Command> {
  return { state: 'QUEUED', why: why('TO_BE_SIGNED'), dueAt: at, ...changed }
}

/** What every attempt has of its own. */
const NO_ATTEMPT = {
  ticketHash: null,
  publishes: 0,
  signedAt: null,
  publishedAt: null,
  acknowledgedAt: null,
  runningAt: null,
  verifyingAt: null,
  unknownAt: null,
  bootBefore: null,
  connBefore: null,
  progress: null,
  evidence: [],
  result: null,
} as const satisfies Partial<Command>

function requested(event: Event<'CommandRequested'>): Command {
  const { at, needsApproval } = event
  return {
    ...NO_ATTEMPT,
    id: event.id,
    terminalId: event.terminalId,
    deviceId: null,
    type: event.commandType,
    params: event.params,
    tier: event.tier,
    state: needsApproval ? 'PENDING_APPROVAL' : 'QUEUED',
    version: 1,
    reason: event.reason,
    requestedBy: event.requestedBy,
    requestedHuman: event.requestedHuman,
    needsApproval,
    approvedBy: null,
    breakGlassId: null,
    bulkId: event.bulkId,
    causedBy: event.causedBy,
    waitsFor: null,
    attempt: 1,
    requestedAt: at,
    notBefore: event.notBefore ?? null,
    notAfter: event.notAfter,
    finishedAt: null,
    deferral: null,
    cancelRequestedAt: null,
    cancelRequestedBy: null,
    lateResult: null,
    why: why(needsApproval ? 'WAITS_FOR_APPROVAL' : 'TO_BE_SIGNED'),
    dueAt: needsApproval ? at + APPROVAL_LAPSE_MS : at,
  }
}
