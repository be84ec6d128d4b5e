import { accept, type Decision, refuse, unreachable } from '@budeng/kernel'
import { type Command, isFinal } from './command.ts'
import type { CommandEvent, CommandInput } from './command-events.ts'
import { commandType } from './command-types/index.ts'
import { decideReply } from './decide-reply.ts'
import { decideTick } from './decide-tick.ts'
import { APPROVAL_LAPSE_MS } from './limits.ts'
import type { RefusalCode } from './refusals.ts'
import { isWithUs } from './sent.ts'
import { why } from './why.ts'

export type CommandDecision = Decision<CommandEvent, RefusalCode>
type InputOf<Kind extends CommandInput['kind']> = Extract<CommandInput, { kind: Kind }>

/**
 * What follows from something said to a command. Answers for every state and every input: what comes late, twice or
 * about another attempt changes nothing, or is kept as the late result; only people get refusals.
 */
export function decideCommand(command: Command, input: CommandInput): CommandDecision {
  switch (input.kind) {
    case 'tick':
      return decideTick(command, input.at, input.situation)
    case 'approve':
    case 'deny':
      return decideApproval(command, input)
    case 'cancel':
      return decideCancel(command, input)
    case 'supersede':
      return decideSupersede(command, input)
    case 'remove':
      return decideRemove(command, input)
    case 'published':
    case 'acknowledged':
    case 'deferred':
    case 'progress':
    case 'result':
    case 'evidence':
    case 'neverSeen':
    case 'cancelled':
    case 'cancelRejected':
      return decideReply(command, input)
    default:
      return unreachable(input)
  }
}

/** Who asked for it does not approve it, and an approval that came too late is none. */
function decideApproval(command: Command, input: InputOf<'approve' | 'deny'>): CommandDecision {
  if (isFinal(command.state)) return refuse('ALREADY_FINAL', { state: command.state })
  if (command.state !== 'PENDING_APPROVAL') return refuse('NOT_PENDING', { state: command.state })
  const isForced = input.kind === 'approve' && input.breakGlassId !== undefined
  if (input.by === command.requestedBy && !isForced) return refuse('OWN_REQUEST')
  if (input.at >= command.requestedAt + APPROVAL_LAPSE_MS) return refuse('APPROVAL_LAPSED')
  return input.kind === 'approve'
    ? accept<CommandEvent>({
        type: 'CommandApproved',
        at: input.at,
        by: input.by,
        ...(input.breakGlassId === undefined ? {} : { breakGlassId: input.breakGlassId }),
      })
    : accept<CommandEvent>({ type: 'CommandDenied', at: input.at, by: input.by, note: input.note })
}

/** Still with us: at once. Perhaps sent: asked, and the terminal answers; asked twice is asked once. */
function decideCancel(command: Command, { at, by }: InputOf<'cancel'>): CommandDecision {
  if (isFinal(command.state)) return refuse('ALREADY_FINAL', { state: command.state })
  if (isWithUs(command))
    return accept<CommandEvent>({
      type: 'CommandEnded',
      at,
      state: 'CANCELLED',
      why: why('CANCELLED', { by }),
      result: null,
    })
  if (command.cancelRequestedAt !== null) return accept()
  const tooLate =
    !commandType(command.type).cancellableWhileRunning && (command.state === 'RUNNING' || command.state === 'VERIFYING')
  if (tooLate) return refuse('NOT_CANCELLABLE', { state: command.state })
  return accept<CommandEvent>({ type: 'CommandCancelRequested', at, by })
}

/** Only what still waits with us gives way to a newer one; what may have been sent goes on, and the newer one waits. */
function decideSupersede(command: Command, { at, byCommandId }: InputOf<'supersede'>): CommandDecision {
  if (command.state !== 'QUEUED') return refuse('NOT_QUEUED', { state: command.state })
  if (!isWithUs(command)) return refuse('ALREADY_SENT', { state: command.state })
  return accept<CommandEvent>({
    type: 'CommandEnded',
    at,
    state: 'SUPERSEDED',
    why: why('SUPERSEDED', { commandId: byCommandId }),
    result: null,
  })
}

/** The terminal moved, or the right to the command went: what is still with us ends; what may have been sent goes on to its own end. */
function decideRemove(command: Command, { at, code }: InputOf<'remove'>): CommandDecision {
  if (isFinal(command.state)) return refuse('ALREADY_FINAL', { state: command.state })
  if (!isWithUs(command)) return refuse('ALREADY_SENT', { state: command.state })
  return accept<CommandEvent>({
    type: 'CommandEnded',
    at,
    state: 'REMOVED',
    why: why('REMOVED', { code }),
    result: null,
  })
}
