import type { Instant, Money } from '@budeng/kernel'
import type { Flow } from './kinds.ts'
import type { Maker, Proposal } from './proposal.ts'
import type { CorrectionState } from './states.ts'
import type { Requirement } from './tiers.ts'
import type { WaiveGround } from './words.ts'

/** One agreement, bound to exactly what was shown. */
export interface Approval {
  readonly personId: string
  readonly humanId: string
  readonly organisationId: string
  readonly at: Instant
  readonly hash: string
}

/** What the terminal says that it did. Leaf and root in hex, the root through that number. */
export interface AppliedAt {
  readonly seq: number
  readonly leaf: string
  readonly root: string
}

/** Two roots at one number. */
export interface RootPair {
  readonly epoch: number
  readonly throughSeq: number
  readonly rootTerminal: string
  readonly rootHost: string
}

/** A correction, as its facts leave it. */
export interface Correction extends Omit<Proposal, 'maker'> {
  readonly state: CorrectionState
  /** Everybody who wrote it, the first one first; empty: the platform. */
  readonly makers: readonly Maker[]
  /** What was shown last. */
  readonly diffHash: string
  readonly stake: readonly Money[]
  readonly flow: Flow | null
  /** Organisations that gain by it. */
  readonly beneficiaries: readonly string[]
  readonly requirement: Requirement
  readonly approvals: readonly Approval[]
  readonly draftedAt: Instant
  readonly submittedAt: Instant | null
  readonly lapsesAt: Instant | null
  readonly postedAt: Instant | null
  /** How far the journal was received then: an equal root beyond proves a correction without a command. */
  readonly postedThrough: number | null
  /** Orders sent for it, the last one last. */
  readonly commandIds: readonly string[]
  readonly applied: AppliedAt | null
  readonly nack: { readonly reason: string; readonly ownLeaf: string | null } | null
  readonly proof: RootPair | 'NOT_APPLICABLE' | null
  /** The last comparison that was not equal. */
  readonly differs: RootPair | null
  readonly waived: { readonly ground: WaiveGround; readonly by: string | null; readonly note: string } | null
  /** Why it is in the state it is in, for the ends beside the way. */
  readonly problems: readonly string[]
  readonly closedAt: Instant | null
  readonly version: number
}

/** Version of the transaction that it makes. */
export function madeVersion({ baseVersion }: Pick<Correction, 'baseVersion'>): number {
  return baseVersion + 1
}
