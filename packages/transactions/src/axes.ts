/** Five axes that move by themselves; what a screen calls a transaction is derived from all of them. */
export const AUTH_STATES = [
  /** Something refers to it, and it has not come: a tombstone. */
  'EXPECTED',
  'APPROVED',
  'DECLINED',
  'UNKNOWN',
  'OFFLINE_APPROVED',
  'ACCEPTED',
  'REFUSED',
] as const
export type AuthState = (typeof AUTH_STATES)[number]

export const REVERSAL_STATES = ['NONE', 'REQUIRED', 'SENT', 'ABANDONED', 'NOT_NEEDED', 'CONFIRMED'] as const
export type ReversalState = (typeof REVERSAL_STATES)[number]

export const FOLLOW_UP_STATES = ['NONE', 'PARTLY_REFUNDED', 'REFUNDED', 'CAPTURED', 'VOIDED', 'EXPIRED'] as const
export type FollowUpState = (typeof FOLLOW_UP_STATES)[number]

export const SETTLEMENT_STATES = ['IN_OPEN_BATCH', 'IN_CLOSED_BATCH', 'CLEARED', 'PAID_OUT', 'DISPUTED'] as const
export type SettlementState = (typeof SETTLEMENT_STATES)[number]

export const SYNC_STATES = ['TERMINAL_ONLY', 'HOST_ONLY', 'BOTH_EQUAL', 'BOTH_DIFFER', 'AMENDED_PENDING_ACK'] as const
export type SyncState = (typeof SYNC_STATES)[number]

export interface Axes {
  readonly auth: AuthState
  readonly reversal: ReversalState
  readonly followUp: FollowUpState
  readonly settlement: SettlementState
  readonly sync: SyncState
}

type Moves<State extends string> = Readonly<Record<State, readonly State[]>>

const ARRIVALS = ['APPROVED', 'DECLINED', 'UNKNOWN', 'OFFLINE_APPROVED', 'ACCEPTED', 'REFUSED'] as const

/**
 * Where each state may go with one more fact, a correction aside: that may set any state anew. What is not here never
 * happens; a property test holds it.
 */
export const LEGAL_MOVES: {
  readonly auth: Moves<AuthState>
  readonly reversal: Moves<ReversalState>
  readonly followUp: Moves<FollowUpState>
  readonly settlement: Moves<SettlementState>
  readonly sync: Moves<SyncState>
} = {
  auth: {
    EXPECTED: ARRIVALS,
    APPROVED: [],
    DECLINED: [],
    // by an amendment only
    UNKNOWN: ['APPROVED', 'DECLINED'],
    OFFLINE_APPROVED: ['ACCEPTED', 'REFUSED'],
    // refused once and accepted when sent again
    REFUSED: ['ACCEPTED'],
    ACCEPTED: [],
  },
  reversal: {
    NONE: ['REQUIRED', 'SENT', 'ABANDONED', 'NOT_NEEDED', 'CONFIRMED'],
    REQUIRED: ['SENT', 'ABANDONED', 'NOT_NEEDED', 'CONFIRMED'],
    SENT: ['ABANDONED', 'NOT_NEEDED', 'CONFIRMED'],
    // given up, and yet sent once more by a person's order
    ABANDONED: ['NOT_NEEDED', 'CONFIRMED'],
    NOT_NEEDED: ['CONFIRMED'],
    CONFIRMED: [],
  },
  // back again when the void, refund or completion is itself reversed or voided
  followUp: {
    NONE: ['PARTLY_REFUNDED', 'REFUNDED', 'CAPTURED', 'VOIDED', 'EXPIRED'],
    PARTLY_REFUNDED: ['NONE', 'REFUNDED', 'VOIDED'],
    REFUNDED: ['NONE', 'PARTLY_REFUNDED', 'VOIDED'],
    CAPTURED: ['NONE', 'VOIDED', 'EXPIRED'],
    VOIDED: ['NONE', 'PARTLY_REFUNDED', 'REFUNDED', 'CAPTURED', 'EXPIRED'],
    EXPIRED: ['CAPTURED', 'VOIDED'],
  },
  settlement: {
    IN_OPEN_BATCH: ['IN_CLOSED_BATCH', 'CLEARED', 'PAID_OUT', 'DISPUTED'],
    IN_CLOSED_BATCH: ['CLEARED', 'PAID_OUT', 'DISPUTED'],
    CLEARED: ['PAID_OUT', 'DISPUTED'],
    // back again when the bank sends the payout back (退汇)
    PAID_OUT: ['IN_OPEN_BATCH', 'IN_CLOSED_BATCH', 'CLEARED', 'DISPUTED'],
    DISPUTED: ['IN_OPEN_BATCH', 'IN_CLOSED_BATCH', 'CLEARED', 'PAID_OUT'],
  },
  sync: {
    // what a terminal only refers to is at first its word alone
    TERMINAL_ONLY: ['HOST_ONLY', 'BOTH_EQUAL', 'BOTH_DIFFER', 'AMENDED_PENDING_ACK'],
    HOST_ONLY: ['BOTH_EQUAL', 'BOTH_DIFFER', 'AMENDED_PENDING_ACK'],
    BOTH_EQUAL: ['BOTH_DIFFER', 'AMENDED_PENDING_ACK'],
    BOTH_DIFFER: ['BOTH_EQUAL', 'AMENDED_PENDING_ACK'],
    AMENDED_PENDING_ACK: ['TERMINAL_ONLY', 'HOST_ONLY', 'BOTH_EQUAL', 'BOTH_DIFFER'],
  },
}

export const LABELS = [
  'EXPECTED',
  'REVERSED',
  'REVERSAL_PENDING',
  'REVERSAL_ABANDONED',
  'VOIDED',
  'REFUNDED',
  'PARTLY_REFUNDED',
  'CAPTURED',
  'EXPIRED',
  'APPROVED',
  'DECLINED',
  'UNKNOWN',
  'OFFLINE_APPROVED',
  'REFUSED',
] as const
export type Label = (typeof LABELS)[number]

/** The one word that a list shows: what most changes the money first. */
export function labelOf({ auth, reversal, followUp }: Axes): Label {
  if (auth === 'EXPECTED') return 'EXPECTED'
  if (reversal === 'CONFIRMED' || reversal === 'NOT_NEEDED') return 'REVERSED'
  if (reversal === 'ABANDONED') return 'REVERSAL_ABANDONED'
  if (reversal !== 'NONE') return 'REVERSAL_PENDING'
  if (followUp !== 'NONE') return followUp
  return auth === 'ACCEPTED' ? 'APPROVED' : auth
}
