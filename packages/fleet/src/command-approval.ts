import { type Authority, hashOf, type Instant, refuse } from '@budeng/kernel'
import { secondPersonRefusal } from './bulk.ts'
import type { Command } from './command.ts'
import { APPROVAL_LAPSE_MS } from './limits.ts'
import type { RefusalCode } from './refusals.ts'

/** What an approval of one command is bound to: exactly this order, for this terminal, for this reason. */
export function commandHash(command: Command): string {
  const { id, terminalId, type, params, tier, reason, requestedBy, requestedAt, notAfter } = command
  return hashOf({ id, terminalId, type, params, tier, reason, requestedBy, requestedAt, notAfter })
}

/** Until when a command that waits for a person can be released; null when it does not wait. */
export function commandLapsesAt({ state, requestedAt }: Pick<Command, 'state' | 'requestedAt'>): Instant | null {
  return state === 'PENDING_APPROVAL' ? requestedAt + APPROVAL_LAPSE_MS : null
}

/** Who may release a single command, and why not. One that belongs to an action on many is decided with it. */
export function commandApprovalRefusal(
  command: Command,
  authority: Authority,
  at: Instant,
  makerHumans: readonly string[],
): ReturnType<typeof refuse<RefusalCode>> | null {
  const lapsesAt = commandLapsesAt(command)
  if (lapsesAt === null) return refuse('NOT_PENDING', { state: command.state })
  if (command.bulkId !== null) return refuse('PART_OF_BULK')
  if (at >= lapsesAt) return refuse('APPROVAL_LAPSED')
  return secondPersonRefusal(authority, {
    persons: [command.requestedBy],
    humans: [command.requestedHuman ?? '', ...makerHumans],
  })
}
