import type { Money } from '@budeng/kernel'
import { amendedKeyOf, reversalOf } from './amendment.ts'
import type { AuthState, ReversalState } from './axes.ts'
import { originalKeyOf, stanKeyOf } from './record.ts'
import type { JournalRecord, StanKey } from './record-fields.ts'
import { type RecordType, type ReversalOutcome, type Side, TYPE_RULES } from './record-types.ts'
import type { Follower, TransactionFacts } from './transaction-facts.ts'

/** Nothing known yet but the key. */
export function tombstone(key: StanKey): TransactionFacts {
  return {
    key,
    founding: null,
    recorded: null,
    amendments: [],
    reversal: 'NONE',
    forwarded: null,
    followers: [],
    host: null,
    isBatchClosed: false,
    isCleared: false,
    paidBy: [],
    paymentsReturned: [],
    isDisputed: false,
    isDisputeEnded: false,
    isExpired: false,
    postedVersion: 0,
    appliedVersion: 0,
  }
}

/** True for a record that is a transaction of its own, with a row and axes. */
export function foundsTransaction({ type }: JournalRecord): boolean {
  const { msgClass } = TYPE_RULES[type]
  return msgClass === 'FIN' || msgClass === 'AUTH'
}

/** The authorisation axis. */
export function authOf({ founding, forwarded }: TransactionFacts): AuthState {
  if (founding === null) return 'EXPECTED'
  if (founding.outcome === 'OFFLINE_APPROVED') return forwarded ?? 'OFFLINE_APPROVED'
  return founding.outcome as AuthState
}

const MONEY_MOVED: ReadonlySet<AuthState> = new Set<AuthState>(['APPROVED', 'OFFLINE_APPROVED', 'ACCEPTED'])

/** True when it moved money, or holds it, and no reversal was begun. A reversal begun takes it out until it is settled. */
export function isEffective(facts: TransactionFacts): boolean {
  return MONEY_MOVED.has(authOf(facts)) && reversalOf(facts) === 'NONE'
}

/**
 * What follows it up and counts. A follower of a type that may not follow this one is kept and has no effect: so that
 * no ring of records that refer to each other can go on for ever.
 */
export function countingFollowers({ founding, followers }: TransactionFacts): readonly Follower[] {
  if (founding === null) return []
  return followers.filter((each) => each.isEffective && TYPE_RULES[each.type].of.includes(founding.type))
}

/** As it stands after the last adjustment of its amount. */
export function effectiveMoney(facts: TransactionFacts): Money | null {
  const adjusted = countingFollowers(facts)
    .filter(({ type }) => type === 'TIP_ADJUST' || type === 'OFFLINE_ADJUST')
    .reduce<Follower | null>((last, each) => (last === null || each.seq > last.seq ? each : last), null)
  return adjusted?.money ?? facts.founding?.money ?? null
}

/** The side on which it counts in its batch, or null when it does not. A voided sale counts, and so does its void. */
export function countingSide(facts: TransactionFacts): Side | null {
  const side = facts.founding === null ? null : TYPE_RULES[facts.founding.type].side
  return side !== null && isEffective(facts) ? side : null
}

/** Voids of one kind or another. */
export const VOIDS: ReadonlySet<RecordType> = new Set<RecordType>(['PURCHASE_VOID', 'PREAUTH_VOID', 'COMPLETION_VOID'])

const REVERSAL_RANK: Readonly<Record<ReversalState, number>> = {
  NONE: 0,
  REQUIRED: 1,
  SENT: 2,
  ABANDONED: 3,
  NOT_NEEDED: 4,
  CONFIRMED: 5,
}

/** The further of two states of a reversal: repeats and late ones change nothing. */
export function furtherReversal(one: ReversalState, other: ReversalOutcome): ReversalState {
  return REVERSAL_RANK[other] > REVERSAL_RANK[one] ? other : one
}

/** The keys of the transactions that a record moves: its own and its original's; of an amendment the amended one's. */
export function keysMovedBy(record: JournalRecord): StanKey[] {
  const amended = amendedKeyOf(record)
  if (amended !== null) return [amended]
  const own = foundsTransaction(record) ? stanKeyOf(record) : null
  const original = originalKeyOf(record)
  return [own, original].filter((key) => key !== null)
}
