import { accept, type Instant } from '@budeng/kernel'
import type { Command, Why } from './command.ts'
import { isFinal } from './command.ts'
import type { CommandEvent, CommandTickFacts } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import { passesHold } from './copies.ts'
import type { CommandDecision } from './decide.ts'
import { ended, proven, provenOrUnverified } from './ends.ts'
import { isProvenByNow } from './evidence.ts'
import {
  APPROVAL_LAPSE_MS,
  ASK_AGAIN_MS,
  BACKUP_AGE_MAX_MS,
  DEFER_GRACE_MS,
  PUBLISHES_MAX,
  RECHECK_MS,
} from './limits.ts'
import { heldByStop } from './slot.ts'
import type { TerminalSituation } from './terminal.ts'
import { deferralEnd, isBeingAsked, nextLook, timerEnd, unknownEnd } from './timers.ts'
import { isSameWhy, why, whyOffline } from './why.ts'

/** A timer is due, or something around the command changed: look at it again. Ticking twice is ticking once. */
export function decideTick(command: Command, at: Instant, facts: CommandTickFacts): CommandDecision {
  switch (command.state) {
    case 'PENDING_APPROVAL':
      return at >= command.requestedAt + APPROVAL_LAPSE_MS
        ? accept<CommandEvent>({ type: 'CommandLapsed', at })
        : accept()
    case 'QUEUED':
      return tickQueued(command, at, facts)
    case 'SENT':
      return tickSent(command, at, facts)
    case 'DEFERRED':
      return tickDeferred(command, at, facts)
    case 'ACKNOWLEDGED':
    case 'RUNNING':
      return tickRunning(command, at)
    case 'VERIFYING':
      return at >= timerEnd(command) ? accept(provenOrUnverified(command, at)) : lookAgain(command, at)
    case 'UNKNOWN':
      return tickUnknown(command, at, facts.terminal)
    default:
      return accept()
  }
}

/** In order: its life, its backup, its window, a stop, its terminal, its place in the slot; then it is signed. */
function tickQueued(command: Command, at: Instant, facts: CommandTickFacts): CommandDecision {
  const { terminal, backup } = facts
  if (at >= command.notAfter)
    return accept(ended(at, 'EXPIRED', why('NOT_AFTER_PASSED', { notAfter: command.notAfter })))
  if (
    command.waitsFor !== null &&
    backup?.id === command.waitsFor &&
    isFinal(backup.state) &&
    backup.state !== 'SUCCEEDED'
  )
    return accept(ended(at, 'FAILED', why('BACKUP_FAILED', { commandId: backup.id, state: backup.state })))
  if (command.signedAt !== null && command.deviceId !== terminal.deviceId)
    return accept(ended(at, 'REMOVED', why('REMOVED', { code: 'DEVICE_CHANGED' })))
  if (isBackingOff(command, at)) return accept()
  // looked at again where the bytes are made: the clock may have been set back since the command was [domain §8]
  if (command.notBefore !== null && at < command.notBefore)
    return wait(command, at, why('WAITS_FOR_WINDOW', { from: command.notBefore }), command.notBefore)
  const held = heldByStop(facts.stop)
  if (held !== null) return wait(command, at, held, command.notAfter)
  if (terminal.state !== 'ACTIVE')
    return wait(command, at, why('TERMINAL_NOT_ACTIVE', { state: terminal.state }), command.notAfter)
  if (terminal.deviceId === null) return wait(command, at, why('NO_DEVICE'), command.notAfter)
  if (isHeld(command, terminal))
    return wait(command, at, why('DEVICE_HELD', { since: terminal.heldSince ?? at }), command.notAfter)
  if (!terminal.connected) return wait(command, at, whyOffline(terminal.offlineSince), command.notAfter)
  if (command.signedAt !== null && command.publishedAt === null) return waitForGateway(command, at)
  return command.publishedAt === null
    ? prepare(command, at, facts, terminal.deviceId)
    : publishAgain(command, at, terminal)
}

/** Backup, slot, signature. */
function prepare(
  command: Command,
  at: Instant,
  { terminal, backup, newBackupId, newTicketHash }: CommandTickFacts,
  deviceId: string,
): CommandDecision {
  const facts: CommandEvent[] = []
  if (command.waitsFor !== null) {
    if (backup?.id !== command.waitsFor || backup.state !== 'SUCCEEDED')
      return wait(command, at, why('WAITS_FOR_BACKUP', { commandId: command.waitsFor }), recheck(command, at))
    facts.push({ type: 'CommandBackupReady', at })
  }
  const isFresh = terminal.backupAt === null ? facts.length > 0 : isBackupFresh(terminal.backupAt, at)
  if (commandType(command.type).needsBackup && !isFresh)
    return accept<CommandEvent>(...facts, { type: 'CommandBackupRequired', at, backupId: newBackupId })
  const holder = slotHolder(command, terminal)
  if (holder !== null)
    return also(facts, wait(command, at, why('SLOT_HELD', { commandId: holder }), recheck(command, at)))
  const { carriesTicket } = commandType(command.type)
  if (carriesTicket && newTicketHash === null) return also(facts, wait(command, at, why('TO_BE_SIGNED'), at))
  const ticketHash = carriesTicket ? newTicketHash : null
  return accept<CommandEvent>(...facts, { type: 'CommandSigned', at, attempt: command.attempt, deviceId, ticketHash })
}

/** True when a disruptive command may go by this backup. */
export function isBackupFresh(backupAt: Instant | null, at: Instant): boolean {
  return backupAt !== null && at - backupAt < BACKUP_AGE_MAX_MS
}

/** The terminal never saw the bytes: the same ones again, once the slot is free. */
function publishAgain(command: Command, at: Instant, terminal: TerminalSituation): CommandDecision {
  const holder = slotHolder(command, terminal)
  if (holder !== null) return wait(command, at, why('SLOT_HELD', { commandId: holder }), recheck(command, at))
  return accept<CommandEvent>({ type: 'CommandRepublished', at })
}

/** Signed, and the gateway has not published it: the same bytes stay valid until `notAfter`. */
function waitForGateway(command: Command, at: Instant): CommandDecision {
  if (command.dueAt !== null && at < command.dueAt && command.why.code === 'WAITS_FOR_GATEWAY') return accept()
  const { ackMs } = commandType(command.type).timers(command.params)
  return wait(command, at, why('WAITS_FOR_GATEWAY'), Math.min(at + ackMs, command.notAfter))
}

/** No acknowledgement: published again on the same or on a new connection, then UNKNOWN. After `notAfter` it may have run. */
function tickSent(command: Command, at: Instant, { terminal, stop }: CommandTickFacts): CommandDecision {
  const mayRepublish =
    stop === null &&
    !isHeld(command, terminal) &&
    terminal.connected &&
    command.publishes < PUBLISHES_MAX &&
    at < command.notAfter &&
    command.cancelRequestedAt === null
  if (mayRepublish && (isDue(command, at) || isNewConnection(command, terminal)))
    return accept<CommandEvent>({ type: 'CommandRepublished', at })
  return isDue(command, at) ? accept<CommandEvent>({ type: 'CommandSilent', at, askedAgain: false }) : accept()
}

/**
 * The terminal starts a deferred command by itself; we only remind it, and give up when the budget is used. On
 * FAILED(DEFERRED_TOO_LONG) the shell sends a signed cancel, for the terminal may still hold the command.
 */
function tickDeferred(command: Command, at: Instant, { terminal, stop }: CommandTickFacts): CommandDecision {
  const { deferral } = command
  if (at >= command.notAfter || deferral === null)
    return accept<CommandEvent>({ type: 'CommandSilent', at, askedAgain: false })
  const end = deferralEnd(deferral.firstAt)
  if (at >= end) return accept(ended(at, 'FAILED', why('DEFERRED_TOO_LONG', { reason: deferral.reason })))
  if (at < deferral.retryAt + DEFER_GRACE_MS) return accept()
  if (!terminal.connected) return wait(command, at, whyOffline(terminal.offlineSince), Math.min(end, command.notAfter))
  if (!isDue(command, at) && !isNewConnection(command, terminal)) return accept()
  return stop === null &&
    !isHeld(command, terminal) &&
    command.publishes < PUBLISHES_MAX &&
    command.cancelRequestedAt === null
    ? accept<CommandEvent>({ type: 'CommandRepublished', at })
    : accept<CommandEvent>({ type: 'CommandSilent', at, askedAgain: false })
}

/**
 * A terminal that answers "still running" to every query is not asked for ever: the end is that of UNKNOWN. One that
 * answers "I have it" to every query has put it off all the while: the end is that of the budget, and the slot is free.
 */
function tickRunning(command: Command, at: Instant): CommandDecision {
  if (at < timerEnd(command)) return lookAgain(command, at)
  if (isProvenByNow(command) || at >= unknownEnd(command)) return accept(provenOrUnverified(command, at))
  const { state, deferral } = command
  if (state === 'ACKNOWLEDGED' && deferral !== null && at >= deferralEnd(deferral.firstAt))
    return accept(ended(at, 'FAILED', why('DEFERRED_TOO_LONG', { reason: deferral.reason })))
  return accept<CommandEvent>({ type: 'CommandSilent', at, askedAgain: false })
}

/** Silence says nothing: ask by id, free the slot when that is not answered, ask again on a new connection and now and then. */
function tickUnknown(command: Command, at: Instant, terminal: TerminalSituation): CommandDecision {
  if (isProvenByNow(command)) return accept(proven(command, at, null))
  const isOver = at >= unknownEnd(command) && (isDue(command, at) || !isBeingAsked(command))
  if (isOver) return accept(ended(at, 'UNVERIFIED', why('NEVER_ANSWERED')))
  const asked = accept<CommandEvent>({ type: 'CommandSilent', at, askedAgain: true })
  if (!isDue(command, at)) return terminal.connected && isNewConnection(command, terminal) ? asked : accept()
  if (terminal.connected && !isBeingAsked(command)) return asked
  const since = command.unknownAt ?? at
  const dueAt = terminal.connected ? Math.min(at + ASK_AGAIN_MS, unknownEnd(command)) : unknownEnd(command)
  return wait(command, at, why('NO_ANSWER', { since, until: unknownEnd(command) }), dueAt)
}

/** A host that must be asked is asked again soon; the worker feeds what it says as evidence before it ticks. */
function lookAgain(command: Command, at: Instant): CommandDecision {
  return isDue(command, at) ? wait(command, at, command.why, nextLook(command, at)) : accept()
}

/** Waits, unless it already waits for just that. */
function wait(command: Command, at: Instant, reason: Why, dueAt: Instant): CommandDecision {
  const isSame = isSameWhy(reason, command.why) && (command.dueAt === dueAt || (dueAt <= at && isDue(command, at)))
  return isSame ? accept() : accept<CommandEvent>({ type: 'CommandWaits', at, why: reason, dueAt })
}

function also(facts: readonly CommandEvent[], decision: CommandDecision): CommandDecision {
  return decision.ok ? accept<CommandEvent>(...facts, ...decision.events) : decision
}

function recheck(command: Command, at: Instant): Instant {
  return Math.min(at + RECHECK_MS, command.notAfter)
}

function slotHolder(command: Command, terminal: TerminalSituation): string | null {
  const isFree =
    !commandType(command.type).needsSlot || terminal.slotHeldBy === null || terminal.slotHeldBy === command.id
  return isFree ? null : terminal.slotHeldBy
}

/** Nothing more goes to a device of which two are alive, but what stops trade. [domain §3] */
function isHeld({ type }: Command, { heldSince }: TerminalSituation): boolean {
  return heldSince !== null && !passesHold(type)
}

function isBackingOff(command: Command, at: Instant): boolean {
  return command.why.code === 'RETRY_PLANNED' && command.dueAt !== null && at < command.dueAt
}

function isDue(command: Command, at: Instant): boolean {
  return command.dueAt !== null && at >= command.dueAt
}

/** Connected anew since it was published; one that lost its store counts from one again. */
function isNewConnection(command: Command, terminal: TerminalSituation): boolean {
  return command.connBefore !== null && terminal.conn !== null && terminal.conn !== command.connBefore
}
