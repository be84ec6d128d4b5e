import type { Instant } from '@budeng/kernel'
import type { Command } from './command.ts'
import { commandType } from './command-types/index.ts'
import { missingEvidence } from './evidence.ts'
import {
  DEFER_BUDGET_MS,
  HOST_POLL_FAST_FOR_MS,
  HOST_POLL_MS,
  HOST_POLL_SLOW_MS,
  QUERY_TIMEOUT_MS,
  UNKNOWN_GRACE_MS,
} from './limits.ts'

/** When a command that is waiting at the terminal runs out of time: for a start or result, or for evidence. */
export function timerEnd(command: Command): Instant {
  const { runningMs, verifyMs } = commandType(command.type).timers(command.params)
  if (command.state === 'VERIFYING') return (command.verifyingAt ?? command.requestedAt) + verifyMs
  return (command.runningAt ?? command.acknowledgedAt ?? command.requestedAt) + runningMs
}

/**
 * When to look again at a command that runs or is being verified: at the end of its timer, or before that for a command
 * whose host or journal must be asked, because neither calls us.
 */
export function nextLook(command: Command, at: Instant): Instant {
  const end = timerEnd(command)
  if (!waitsForHost(command) && !waitsForJournal(command) && !waitsForParameters(command)) return end
  const since = command.verifyingAt ?? command.runningAt ?? at
  return Math.min(end, at + (at - since < HOST_POLL_FAST_FOR_MS ? HOST_POLL_MS : HOST_POLL_SLOW_MS))
}

/** True while the worker should ask the host's witness for this command. */
export function waitsForHost(command: Command): boolean {
  return (
    (command.state === 'RUNNING' || command.state === 'VERIFYING') &&
    missingEvidence(command).some((kind) => kind === 'HOST_SIGN_ON' || kind === 'HOST_ECHO')
  )
}

/** True while the worker should look whether what the terminal's answer names has come: journals are taken in bulk, and ask nobody. */
export function waitsForJournal(command: Command): boolean {
  return (
    command.state === 'VERIFYING' &&
    missingEvidence(command).some((kind) => kind === 'JOURNAL_COMPLETE' || kind === 'BATCH_CLOSED')
  )
}

/** True while the worker should look whether the terminal's heartbeats say that it holds what it was told. */
export function waitsForParameters(command: Command): boolean {
  return command.state === 'VERIFYING' && missingEvidence(command).includes('PARAMETERS_HELD')
}

/** UNKNOWN ends here, as UNVERIFIED. */
export function unknownEnd(command: Pick<Command, 'notAfter'>): Instant {
  return command.notAfter + UNKNOWN_GRACE_MS
}

/** True while the first query by id may still be answered: until then an UNKNOWN command keeps the slot. */
export function isBeingAsked(command: Pick<Command, 'state' | 'unknownAt' | 'dueAt'>): boolean {
  return (
    command.state === 'UNKNOWN' && command.unknownAt !== null && command.dueAt === command.unknownAt + QUERY_TIMEOUT_MS
  )
}

/** The terminal may put a command off until here, counted from its first deferral. */
export function deferralEnd(firstAt: Instant): Instant {
  return firstAt + DEFER_BUDGET_MS
}
