import type { Instant, Money } from '@budeng/kernel'
import type { AutomaticVerdict } from './automatic.ts'
import type { Checker } from './checker.ts'
import type { TerminalAnswer } from './command.ts'
import type { AppliedAt, Approval, RootPair } from './correction.ts'
import type { Impact } from './impact.ts'
import type { Flow } from './kinds.ts'
import type { Maker, Proposal } from './proposal.ts'
import type { DayCaps, DayUsage, Requirement } from './tiers.ts'
import type { AnswerDoubt, WaiveGround } from './words.ts'

/** What a draft is worth: reckoned anew with every change of it. */
export interface Shown {
  readonly diffHash: string
  readonly stake: readonly Money[]
  readonly flow: Flow | null
  readonly beneficiaries: readonly string[]
  readonly requirement: Requirement
}

export type Changes = Partial<Pick<Proposal, 'patch' | 'moveTo' | 'tariff' | 'reason' | 'evidence'>>

export type CorrectionEvent =
  | ({ readonly type: 'CorrectionDrafted'; readonly at: Instant } & Proposal & Shown)
  | ({ readonly type: 'CorrectionEdited'; readonly at: Instant; readonly by: Maker; readonly changes: Changes } & Shown)
  | { readonly type: 'CorrectionSubmitted'; readonly at: Instant; readonly by: Maker | null }
  | { readonly type: 'CorrectionPending'; readonly at: Instant }
  | { readonly type: 'CorrectionInvalid'; readonly at: Instant; readonly problems: readonly string[] }
  | { readonly type: 'CorrectionWithdrawn'; readonly at: Instant; readonly by: string | null }
  | { readonly type: 'CorrectionApprovedInPart'; readonly at: Instant; readonly approval: Approval }
  /** Null: by the platform, under its policy. */
  | { readonly type: 'CorrectionApproved'; readonly at: Instant; readonly approval: Approval | null }
  | { readonly type: 'CorrectionRejected'; readonly at: Instant; readonly by: string; readonly reason: string }
  | { readonly type: 'CorrectionExpired'; readonly at: Instant }
  | { readonly type: 'CorrectionStale'; readonly at: Instant; readonly reason: 'VERSION' | 'DIFF' }
  | { readonly type: 'CorrectionPosted'; readonly at: Instant; readonly through: number }
  | { readonly type: 'CorrectionPostFailed'; readonly at: Instant; readonly code: string }
  | { readonly type: 'CorrectionRetried'; readonly at: Instant; readonly by: string | null }
  | { readonly type: 'CorrectionSent'; readonly at: Instant; readonly commandId: string }
  | { readonly type: 'CorrectionApplied'; readonly at: Instant; readonly applied: AppliedAt }
  | {
      readonly type: 'CorrectionNacked'
      readonly at: Instant
      readonly reason: string
      readonly ownLeaf: string | null
    }
  /** An answer that cannot be of this terminal and this order; changes nothing, and is looked into. */
  | { readonly type: 'CorrectionAnswerDoubted'; readonly at: Instant; readonly reason: AnswerDoubt }
  /** An answer that came when it was over. */
  | { readonly type: 'CorrectionAnsweredLate'; readonly at: Instant; readonly applied: AppliedAt }
  | { readonly type: 'CorrectionUnreachable'; readonly at: Instant; readonly code: string }
  | { readonly type: 'CorrectionRootsDiffer'; readonly at: Instant; readonly roots: RootPair }
  | { readonly type: 'CorrectionVerified'; readonly at: Instant; readonly roots: RootPair }
  | {
      readonly type: 'CorrectionWaived'
      readonly at: Instant
      readonly by: string | null
      readonly ground: WaiveGround
      readonly note: string
    }
  | { readonly type: 'CorrectionClosed'; readonly at: Instant }

/** The world as it is in the same database transaction. */
export interface Current {
  /** `postedVersion` of the transaction, under lock. */
  readonly version: number
  /** `diffHash` reckoned anew. */
  readonly diffHash: string
}

export type CorrectionInput =
  | {
      readonly kind: 'edit'
      readonly at: Instant
      readonly by: Maker
      readonly changes: Changes
      /** Of the proposal with its changes. */
      readonly impact: Impact
      readonly diffHash: string
      readonly beneficiaries: readonly string[]
    }
  | {
      readonly kind: 'submit'
      readonly at: Instant
      /** Null: the platform. */
      readonly by: Maker | null
      /** Of this human, today. */
      readonly usage: DayUsage
      readonly caps?: DayCaps
      /** Other corrections of the same transaction that are under way. */
      readonly others: number
    }
  | {
      readonly kind: 'validate'
      readonly at: Instant
      readonly problems: readonly string[]
      readonly current: Current
      /** Null: people decide. */
      readonly automatic: AutomaticVerdict | null
    }
  | { readonly kind: 'withdraw'; readonly at: Instant; readonly by: Pick<Maker, 'personId' | 'humanId'> | null }
  | {
      readonly kind: 'approve'
      readonly at: Instant
      readonly checker: Checker
      readonly hash: string
      /** Humans behind the makers' accounts, as known now. */
      readonly makerHumans: readonly string[]
      readonly current: Current
    }
  | {
      readonly kind: 'reject'
      readonly at: Instant
      readonly checker: Checker
      readonly hash: string
      readonly reason: string
      readonly makerHumans: readonly string[]
    }
  | { readonly kind: 'tick'; readonly at: Instant }
  | {
      readonly kind: 'post'
      readonly at: Instant
      readonly current: Current
      readonly through: number
      /** The terminal's epoch now. */
      readonly epoch: number
    }
  | { readonly kind: 'postFailed'; readonly at: Instant; readonly code: string }
  | { readonly kind: 'retry'; readonly at: Instant; readonly by: string | null }
  | { readonly kind: 'sent'; readonly at: Instant; readonly commandId: string }
  | {
      readonly kind: 'answered'
      readonly at: Instant
      readonly commandId: string
      readonly answer: TerminalAnswer
      /** The leaf that the order's record has at the number answered; null for a NACK. */
      readonly expectedLeaf: string | null
    }
  | { readonly kind: 'unreachable'; readonly at: Instant; readonly code: string }
  | { readonly kind: 'compared'; readonly at: Instant; readonly roots: RootPair }
  | {
      readonly kind: 'waive'
      readonly at: Instant
      readonly checker: Checker
      readonly makerHumans: readonly string[]
      readonly ground: WaiveGround
      readonly note: string
      /** Which grounds are so. */
      readonly grounds: readonly WaiveGround[]
    }
  | { readonly kind: 'close'; readonly at: Instant }

export type InputOf<Kind extends CorrectionInput['kind']> = Extract<CorrectionInput, { kind: Kind }>
