import type { Command, Why } from './command.ts'
import { commandType } from './command-types/index.ts'
import type { StandingStop } from './stops/stop.ts'
import { isBeingAsked } from './timers.ts'
import { why } from './why.ts'

/**
 * Whether a command holds its terminal's one slot for mutating commands. Taken when it is signed, so that never two are
 * on their way; given back at its end, when the terminal left a query by id unanswered, or when it says that it never
 * saw the command.
 *
 * A deferred command keeps the slot: the terminal has it and starts it by itself the moment it is idle, so another one
 * sent meanwhile could run beside it. What cannot wait needs no slot (LOCK, cancel), a person can cancel, and two hours
 * are the most that a deferral lasts.
 */
export function holdsSlot(
  command: Pick<Command, 'type' | 'state' | 'signedAt' | 'publishedAt' | 'unknownAt' | 'dueAt'>,
): boolean {
  if (!commandType(command.type).needsSlot) return false
  switch (command.state) {
    case 'QUEUED':
      return command.signedAt !== null && command.publishedAt === null
    case 'SENT':
    case 'ACKNOWLEDGED':
    case 'DEFERRED':
    case 'RUNNING':
    case 'VERIFYING':
      return true
    case 'UNKNOWN':
      return isBeingAsked(command)
    default:
      return false
  }
}

/**
 * Why nothing is given the slot, nor leaves without one: a stop stands at the terminal's place or above. Whatever a
 * terminal was told stays told, and is told no second time; to ask it, and to call a command back, stays possible.
 */
export function heldByStop(stop: StandingStop | null): Why | null {
  return stop === null ? null : why('DISPATCH_STOPPED', { since: stop.since, by: stop.byName })
}
