import type { Instant } from '@budeng/kernel'
import type { Command, CommandResult, Why } from './command.ts'
import type { CommandEvent } from './command-events.ts'
import { isByTerminalsWord, isProvenByNow, missingEvidence } from './evidence.ts'
import { why } from './why.ts'

type EndedEvent = Extract<CommandEvent, { type: 'CommandEnded' }>

export function ended(
  at: Instant,
  state: EndedEvent['state'],
  reason: Why,
  result: CommandResult | null = null,
): CommandEvent {
  return { type: 'CommandEnded', at, state, why: reason, result }
}

/** SUCCEEDED, naming who vouches for it. Only for a command whose evidence is complete. */
export function proven(command: Command, at: Instant, result: CommandResult | null): CommandEvent {
  if (isByTerminalsWord(command)) return ended(at, 'SUCCEEDED', why('BY_TERMINALS_WORD'), result)
  const witnesses = [...new Set(command.evidence.map(({ witness }) => witness))].sort().join(' ')
  return ended(at, 'SUCCEEDED', why('PROVEN', { witnesses }), result)
}

/** Time is over: SUCCEEDED when the evidence is complete, else UNVERIFIED, naming what is missing. */
export function provenOrUnverified(command: Command, at: Instant): CommandEvent {
  return isProvenByNow(command)
    ? proven(command, at, null)
    : ended(at, 'UNVERIFIED', why('EVIDENCE_MISSING', { missing: missingEvidence(command).join(' ') }))
}
