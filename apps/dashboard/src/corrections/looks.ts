import type { CaseState, CorrectionState, RULE_MODES, SEVERITIES } from '@budeng/corrections/public'
import type { Look } from '../ui/Mark.tsx'

const GOOD: Look = { tone: 'good', icon: 'check' }
const BUSY: Look = { tone: 'busy', icon: 'turn' }
const ASKS: Look = { tone: 'warn', icon: 'pause' }
const WARNS: Look = { tone: 'warn', icon: 'attention' }
const BAD: Look = { tone: 'bad', icon: 'cross' }

/** How the states of corrections look. Loud is what waits for a person, and what went wrong. */
export const CORRECTION_LOOKS: Readonly<Record<CorrectionState, Look>> = {
  DRAFT: { tone: 'quiet', icon: 'half' },
  SUBMITTED: { tone: 'busy', icon: 'clock' },
  PENDING_APPROVAL: ASKS,
  APPROVED: BUSY,
  POSTED: BUSY,
  SENT: { tone: 'busy', icon: 'send' },
  TERMINAL_APPLIED: BUSY,
  VERIFIED: GOOD,
  CLOSED: { tone: 'good', icon: 'lock' },
  WITHDRAWN: { tone: 'quiet', icon: 'stop' },
  INVALID: BAD,
  REJECTED: { tone: 'quiet', icon: 'cross' },
  EXPIRED: { tone: 'quiet', icon: 'hourglass' },
  STALE: WARNS,
  POST_FAILED: BAD,
  NACKED: BAD,
  UNREACHABLE: WARNS,
  WAIVED: { tone: 'warn', icon: 'minus' },
}

export const CASE_LOOKS: Readonly<Record<CaseState, Look>> = {
  OPEN: WARNS,
  PROPOSED: BUSY,
  CLOSED: GOOD,
  SUPPRESSED: { tone: 'quiet', icon: 'pause' },
  DISMISSED: { tone: 'quiet', icon: 'stop' },
}

export type Severity = (typeof SEVERITIES)[number]
export type RuleMode = (typeof RULE_MODES)[number]

export const SEVERITY_LOOKS: Readonly<Record<Severity, Look>> = {
  INFO: { tone: 'quiet', icon: 'minus' },
  WARN: WARNS,
  HIGH: { tone: 'bad', icon: 'warning' },
}

export const MODE_LOOKS: Readonly<Record<RuleMode, Look>> = {
  SHADOW: { tone: 'quiet', icon: 'hollow' },
  PROPOSE: { tone: 'busy', icon: 'half' },
  AUTO: { tone: 'good', icon: 'full' },
}
