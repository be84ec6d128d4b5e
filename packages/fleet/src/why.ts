import type { Instant } from '@budeng/kernel'
import type { Command, Why } from './command.ts'
import { missingEvidence } from './evidence.ts'
import type { WhyCode } from './why-codes.ts'

/** A reason with its figures. */
export function why(code: WhyCode, params: Why['params'] = {}): Why {
  return { code, params }
}

export function isSameWhy(a: Why, b: Why): boolean {
  const names = Object.keys(a.params)
  return (
    a.code === b.code &&
    names.length === Object.keys(b.params).length &&
    names.every((name) => a.params[name] === b.params[name])
  )
}

/** The sentence of a command that is with the terminal, read from its facts: where a refused cancel leads back to. */
export function whyInFlight(command: Command): Why {
  switch (command.state) {
    case 'SENT':
      return why('WAITS_FOR_ACKNOWLEDGEMENT', { publishes: command.publishes })
    case 'ACKNOWLEDGED':
      return why('WAITS_FOR_START')
    case 'DEFERRED':
      return command.deferral
        ? why('PUT_OFF_BY_TERMINAL', { reason: command.deferral.reason, retryAt: command.deferral.retryAt })
        : why('WAITS_FOR_START')
    case 'RUNNING':
      return why('RUNNING', { step: command.progress ?? '' })
    case 'VERIFYING':
      return why('WAITS_FOR_EVIDENCE', { missing: missingEvidence(command).join(' ') })
    case 'UNKNOWN':
      return why('ASKING_TERMINAL', { since: command.unknownAt ?? command.requestedAt })
    default:
      return command.why
  }
}

/** Why a command that is not sent yet waits for its terminal. */
export function whyOffline(offlineSince: Instant | null): Why {
  return why('OFFLINE_SINCE', offlineSince === null ? {} : { since: offlineSince })
}
