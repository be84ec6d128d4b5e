import type { MsgClass, Outcome, RecordType } from './record-types.ts'

export const SCOPES = ['DOMESTIC', 'FOREIGN'] as const
export type Scope = (typeof SCOPES)[number]

export const CARD_TYPES = ['DEBIT', 'CREDIT', 'SEMI_CREDIT', 'PREPAID'] as const
export type CardType = (typeof CARD_TYPES)[number]

export const AMENDMENT_OPS = [
  'INSERT',
  'AMEND',
  'MARK_DUPLICATE',
  'MARK_DISPUTED',
  'MARK_REVERSED',
  'RELINK',
  'SET_STATUS',
] as const
export type AmendmentOp = (typeof AMENDMENT_OPS)[number]

/** Another record, by its second key. `tid` and `epoch` only when they are not this journal's. */
export interface OriginalRef {
  readonly batch: string
  readonly stan: string
  readonly type: RecordType
  readonly seq?: number
  readonly tid?: string
  readonly epoch?: number
}

/** What an AMENDMENT lays over an earlier record. `patch` holds members of a record in their canonical text. */
export interface AmendmentBody {
  readonly op: AmendmentOp
  readonly correctionId: string
  readonly version: number
  /** Both absent for INSERT, which carries a whole record in `patch`. */
  readonly targetSeq?: number
  readonly targetLeaf?: string
  readonly patch: Readonly<Partial<Record<FieldName, string>>>
}

/** One immutable fact of a terminal's journal. Absent members do not apply; nothing in it ever changes. */
export interface JournalRecord {
  readonly type: RecordType
  readonly batch?: string
  readonly stan?: string
  /** Minor units as a decimal text: money is never a JSON number. */
  readonly amount?: string
  readonly currency?: string
  readonly exponent?: number
  readonly outcome?: Outcome
  readonly responseCode?: string
  readonly rrn?: string
  readonly authCode?: string
  readonly midSent?: string
  readonly midReturned?: string
  /** First six and last four digits, stars between. */
  readonly panMasked?: string
  /** HMAC of the card number under a key that is never ours. */
  readonly panToken?: string
  readonly panSeq?: string
  readonly entryMode?: string
  readonly atc?: number
  readonly cryptogramHash?: string
  readonly scope?: Scope
  readonly cardType?: CardType
  readonly merchantOrder?: string
  readonly channelOrder?: string
  /** MMDDhhmmss as printed; in no key. */
  readonly localTime?: string
  /** The terminal's counted time; absent when it did not know one. */
  readonly at?: string
  readonly offsetMin?: number
  readonly settlementDate?: string
  readonly original?: OriginalRef
  readonly forwardOf?: number
  readonly attempt?: number
  readonly amendment?: AmendmentBody
}

/** Members with one text each, in the order of the canonical bytes. The order is part of the protocol: only append. */
export const FIELD_NAMES = [
  'type',
  'batch',
  'stan',
  'amount',
  'currency',
  'exponent',
  'outcome',
  'responseCode',
  'rrn',
  'authCode',
  'midSent',
  'midReturned',
  'panMasked',
  'panToken',
  'panSeq',
  'entryMode',
  'atc',
  'cryptogramHash',
  'scope',
  'cardType',
  'merchantOrder',
  'channelOrder',
  'localTime',
  'at',
  'offsetMin',
  'settlementDate',
  'originalBatch',
  'originalStan',
  'originalType',
  'originalSeq',
  'originalTid',
  'originalEpoch',
  'forwardOf',
  'attempt',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

/** Left out of the payload hash: the host fills them, or they tell of sending only. */
export const HOST_FILLED: ReadonlySet<FieldName> = new Set<FieldName>([
  'responseCode',
  'rrn',
  'authCode',
  'midReturned',
  'settlementDate',
  'attempt',
])

/** The second permanent key, beside (epoch, seq). */
export interface StanKey {
  readonly batch: string
  readonly stan: string
  readonly msgClass: MsgClass
}
