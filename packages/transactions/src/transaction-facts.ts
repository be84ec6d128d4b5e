import type { Money } from '@budeng/kernel'
import type { ReversalState } from './axes.ts'
import type { Amendment, Founding } from './founding.ts'
import type { StanKey } from './record-fields.ts'
import type { RecordType } from './record-types.ts'

/** A record that follows another one up, as its original sees it. */
export interface Follower {
  readonly key: StanKey
  readonly seq: number
  readonly type: RecordType
  readonly money: Money | null
  /** Approved, not reversed, not voided. */
  readonly isEffective: boolean
}

/** What the authorisation host or an acquirer's file says of it. */
export interface HostView {
  /** When it was so, for two views of one transaction: the later one holds. */
  readonly at: number
  readonly outcome: 'APPROVED' | 'DECLINED' | 'REVERSED'
  readonly money: Money
}

/** All that is known of one transaction; every member only grows, so that the order of arrival does not matter. */
export interface TransactionFacts {
  readonly key: StanKey
  /** As it stands now, with every amendment. Null: a tombstone. */
  readonly founding: Founding | null
  /** As the journal says it, when amendments lie over it; null: `founding` is what the journal says, or it never came. */
  readonly recorded: Founding | null
  /** Its versions after the first, ascending. */
  readonly amendments: readonly Amendment[]
  readonly reversal: ReversalState
  readonly forwarded: 'ACCEPTED' | 'REFUSED' | null
  /** By their keys' text, ascending. */
  readonly followers: readonly Follower[]
  readonly host: HostView | null
  readonly isBatchClosed: boolean
  readonly isCleared: boolean
  /** Payouts that paid for it, and those of them that the bank sent back: by their ids, ascending. */
  readonly paidBy: readonly string[]
  readonly paymentsReturned: readonly string[]
  readonly isDisputed: boolean
  readonly isDisputeEnded: boolean
  readonly isExpired: boolean
  /** Versions of its amendments: the highest posted, and the highest that the terminal applied. */
  readonly postedVersion: number
  readonly appliedVersion: number
}
