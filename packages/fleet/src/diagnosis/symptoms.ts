import type { Instant } from '@budeng/kernel'
import type { CommandType } from '../command.ts'
import type { Contradiction } from '../health/contradictions.ts'
import type { FaultRecord } from '../health/fault-book.ts'
import type { GroupKind } from '../outages/outage.ts'
import type { PlaybookId, RecoveryEnd } from '../recoveries/playbook.ts'
import type { Presence, TerminalSituation } from '../terminal.ts'
import type { CauseCode } from './causes.ts'

/** Others that share something with a terminal, as far as they were looked at, and what stands against them. */
export interface Neighbours {
  readonly kind: GroupKind
  readonly others: number
  readonly offline: number
  /** How many of them have a fault, by its code. */
  readonly faults: Readonly<Record<string, number>>
}

/** The outage that holds a terminal now. */
export interface HoldingIncident {
  readonly kind: GroupKind
  readonly hit: number
  readonly population: number
}

/** What is known of a terminal, its past day and those around it. */
export interface Symptoms {
  readonly at: Instant
  readonly situation: TerminalSituation
  readonly presence: Presence
  readonly presenceSince: Instant
  readonly faults: readonly FaultRecord[]
  readonly contradictions: readonly Contradiction[]
  readonly neighbours: readonly Neighbours[]
  readonly incident: HoldingIncident | null
  /** Recoveries of it that ended within the last day. */
  readonly tried: readonly { readonly playbook: PlaybookId; readonly end: RecoveryEnd }[]
  /** Playbooks of recoveries of it, whenever they ended, whose work orders are open. */
  readonly ordered: readonly PlaybookId[]
}

/** Sentences of evidence, each with its figures. */
export const CAUSE_EVIDENCE_CODES = [
  'FAULT_SEEN',
  'FAULT_REPORTED',
  'FAULT_DENIED',
  'FAULT_UNKNOWN',
  'HOST_CODE',
  'HOST_CODE_UNKNOWN',
  'IS_LOCKED',
  'OFFLINE_SINCE',
  'SIGN_ON_IS',
  'SILENT',
  'YET_SIGNED_ON',
  'IN_INCIDENT',
  'NEIGHBOURS_TOO',
  'NEIGHBOURS_WELL',
  'CAME_BACK',
  'TRIED_IN_VAIN',
  'WORK_ORDER_OPEN',
  'FOLLOWS_FROM',
  'LAST_KNOWN',
  'STORM',
] as const
export type CauseEvidenceCode = (typeof CAUSE_EVIDENCE_CODES)[number]

export interface CauseEvidence {
  readonly code: CauseEvidenceCode
  readonly params: Readonly<Record<string, string | number>>
}

/** The strongest first. `UNKNOWN`: something is wrong, and what is known does not say what. */
export const LIKELIHOODS = ['STRONG', 'LIKELY', 'POSSIBLE', 'UNKNOWN'] as const
export type Likelihood = (typeof LIKELIHOODS)[number]

/** One possible cause, with what speaks for it and against it, and what fits. */
export interface Cause {
  readonly code: CauseCode
  readonly likelihood: Likelihood
  readonly evidence: readonly CauseEvidence[]
  readonly playbook: PlaybookId | null
  readonly suggests: CommandType | null
}

/** Why a re-login would not help. */
export const RELOGIN_OBSTACLES = [
  'TERMINAL_NOT_REACHED',
  'PART_OF_OUTAGE',
  'HOST_DOES_NOT_KNOW_IT',
  'HOST_IS_ILL',
  'SIGN_ON_IS_LOCKED',
  'KEYS_ARE_GONE',
  'HOST_NOT_REACHED',
  'TRIED_IN_VAIN',
  'CODE_NOT_KNOWN',
  'IS_SIGNED_ON',
] as const
export type ReloginObstacle = (typeof RELOGIN_OBSTACLES)[number]

export interface Diagnosis {
  readonly causes: readonly Cause[]
  /** Why a re-login would not help; null: it may, or nothing is wrong. */
  readonly relogin: { readonly code: ReloginObstacle; readonly params: CauseEvidence['params'] } | null
}
