import { accept, type Instant, unreachable } from '@budeng/kernel'
import { type Command, type CommandResult, isFinal } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import type { CommandDecision } from './decide.ts'
import { isByAnswer, isProven, isProvenByNow, missingEvidence, pieceOf } from './evidence.ts'
import { ended, proven } from './ends.ts'
import { evolveCommand } from './evolve.ts'
import { ATTEMPTS_MAX, RETRY_DELAYS_MS } from './limits.ts'
import { isRetryable } from './result-codes.ts'
import { deferralEnd } from './timers.ts'
import { why } from './why.ts'

type ReplyInput = Extract<
  CommandInput,
  {
    kind:
      | 'published'
      | 'acknowledged'
      | 'deferred'
      | 'progress'
      | 'result'
      | 'evidence'
      | 'neverSeen'
      | 'cancelled'
      | 'cancelRejected'
  }
>
type InputOf<Kind extends ReplyInput['kind']> = Extract<ReplyInput, { kind: Kind }>

/** What gateway, terminal and witnesses say of a command. Never refused: a wire cannot be argued with. */
export function decideReply(command: Command, input: ReplyInput): CommandDecision {
  if (isFinal(command.state)) return input.kind === 'result' ? afterTheEnd(command, input) : accept()
  if (command.signedAt === null) return accept()
  if (input.kind === 'evidence') return decideEvidence(command, input)
  if (input.attempt !== command.attempt) return accept()
  switch (input.kind) {
    case 'published':
      return decidePublished(command, input)
    case 'acknowledged':
      return isUnanswered(command) ? accept<CommandEvent>({ type: 'CommandAcknowledged', at: input.at }) : accept()
    case 'deferred':
      return decideDeferred(command, input)
    case 'progress':
      return decideProgress(command, input)
    case 'result':
      return decideResult(command, input)
    case 'neverSeen':
      return decideNeverSeen(command, input.at)
    case 'cancelled':
      return decideCancelled(command, input.at)
    case 'cancelRejected':
      return command.cancelRequestedAt === null
        ? accept()
        : accept<CommandEvent>({ type: 'CommandCancelRefused', at: input.at, reason: input.reason })
    default:
      return unreachable(input)
  }
}

/** Sent for all we know, and no word from the terminal's application yet. A reply may overtake our own note of sending. */
function isUnanswered({ state }: Command): boolean {
  return state === 'QUEUED' || state === 'SENT' || state === 'UNKNOWN'
}

/** The first end counts; what the terminal says later is kept once and changes nothing. */
function afterTheEnd(command: Command, { at, attempt, result }: InputOf<'result'>): CommandDecision {
  const heardBefore = command.result !== null || command.lateResult !== null
  if (heardBefore || attempt !== command.attempt) return accept()
  return accept<CommandEvent>({ type: 'CommandLateResult', at, result })
}

function decidePublished(command: Command, { at, boot, conn }: InputOf<'published'>): CommandDecision {
  if (command.publishes === 0 && (command.state !== 'QUEUED' || command.publishedAt === null))
    return accept<CommandEvent>({ type: 'CommandSent', at, boot, conn })
  if (command.state !== 'SENT') return accept()
  // published again: the terminal gets the whole acknowledgement time from now
  const dueAt = at + commandType(command.type).timers(command.params).ackMs
  return accept<CommandEvent>({ type: 'CommandWaits', at, why: command.why, dueAt })
}

function decideDeferred(command: Command, { at, reason, retryInMs }: InputOf<'deferred'>): CommandDecision {
  if (!isUnanswered(command) && command.state !== 'ACKNOWLEDGED' && command.state !== 'DEFERRED') return accept()
  if (command.deferral !== null && at >= deferralEnd(command.deferral.firstAt))
    return accept(ended(at, 'FAILED', why('DEFERRED_TOO_LONG', { reason })))
  return accept<CommandEvent>({ type: 'CommandDeferred', at, reason, retryAt: at + Math.max(0, retryInMs) })
}

function decideProgress(command: Command, { at, step }: InputOf<'progress'>): CommandDecision {
  if (command.state === 'VERIFYING' || (command.state === 'RUNNING' && command.progress === step)) return accept()
  return accept<CommandEvent>({ type: 'CommandRunning', at, step })
}

function decideResult(command: Command, { at, result }: InputOf<'result'>): CommandDecision {
  if (command.state === 'VERIFYING') return accept()
  switch (result.status) {
    case 'SUCCEEDED':
    case 'NO_OP':
      return verify(command, at, result)
    case 'REJECTED':
      return accept(ended(at, 'REJECTED', why('TERMINAL_REJECTED', { code: result.code }), result))
    case 'FAILED':
      return isRetryable(result.code) ? retryOrFail(command, at, result) : fail(at, result)
    case 'INTERRUPTED':
      // a restart that did happen shows itself; what may be done twice is simply done again
      return commandType(command.type).effect === 'at-most-once'
        ? verify(command, at, result)
        : retryOrFail(command, at, result)
    default:
      return unreachable(result.status)
  }
}

/** The result is there; SUCCEEDED needs the evidence too, and some of it may have come before. */
function verify(command: Command, at: Instant, result: CommandResult): CommandDecision {
  const answered = { ...command, result }
  if (isByAnswer(answered)) {
    const evidence = { kind: 'ANSWER', witness: 'TERMINAL', at, facts: { status: result.status } } as const
    return accept<CommandEvent>(
      { type: 'CommandEvidenceFound', at, evidence },
      ended(at, 'SUCCEEDED', why('BY_TERMINALS_WORD'), result),
    )
  }
  return isProven(answered)
    ? accept(proven(answered, at, result))
    : accept<CommandEvent>({ type: 'CommandVerifying', at, result })
}

function retryOrFail(command: Command, at: Instant, result: CommandResult): CommandDecision {
  const notBefore = at + (RETRY_DELAYS_MS[command.attempt - 1] ?? 0)
  const mayRetry = command.attempt < ATTEMPTS_MAX && notBefore < command.notAfter && command.cancelRequestedAt === null
  if (!mayRetry) return fail(at, result)
  const code = result.status === 'INTERRUPTED' ? 'INTERRUPTED' : result.code
  return accept<CommandEvent>({ type: 'CommandRetryPlanned', at, attempt: command.attempt + 1, notBefore, code })
}

function fail(at: Instant, result: CommandResult): CommandDecision {
  const reason = result.status === 'INTERRUPTED' ? why('INTERRUPTED') : why('TERMINAL_FAILED', { code: result.code })
  return accept(ended(at, 'FAILED', reason, result))
}

/**
 * A piece of evidence is kept from the signature on, before the result and before our own note of publishing too. A
 * second one of its kind counts only when the first does not stand, e.g. when host and platform saw different batches.
 */
function decideEvidence(command: Command, { at, evidence }: InputOf<'evidence'>): CommandDecision {
  const needed = commandType(command.type).evidence(command.params).includes(evidence.kind)
  if (!needed || evidence.kind === 'ANSWER') return accept()
  const held = pieceOf(command, evidence.kind)
  const isNews = held === undefined || (held.at !== evidence.at && missingEvidence(command).includes(evidence.kind))
  if (!isNews) return accept()
  const found: CommandEvent = { type: 'CommandEvidenceFound', at, evidence }
  const after = evolveCommand(command, found)
  const mayEnd = command.state === 'VERIFYING' || command.state === 'UNKNOWN' || commandType(command.type).evidenceEnds
  return mayEnd && isProvenByNow(after) ? accept(found, proven(after, at, null)) : accept(found)
}

/**
 * The terminal never saw these bytes: they go back into the queue, unless their time is over. The word may be older than
 * the last publish, so a command that somebody wants cancelled stays where it is: the cancel has its own answer. A
 * terminal that had acknowledged them has lost its memory: what must not happen twice is then not repeated.
 */
function decideNeverSeen(command: Command, at: Instant): CommandDecision {
  if (command.state !== 'UNKNOWN' && command.state !== 'SENT') return accept()
  if (command.acknowledgedAt !== null && commandType(command.type).effect === 'at-most-once')
    return accept(ended(at, 'UNVERIFIED', why('TERMINAL_FORGOT')))
  if (at >= command.notAfter)
    return accept(ended(at, 'EXPIRED', why('NOT_AFTER_PASSED', { notAfter: command.notAfter })))
  return command.cancelRequestedAt === null ? accept<CommandEvent>({ type: 'CommandNeverSeen', at }) : accept()
}

function decideCancelled(command: Command, at: Instant): CommandDecision {
  const by = command.cancelRequestedBy
  return by === null ? accept() : accept(ended(at, 'CANCELLED', why('CANCELLED', { by })))
}
