import {
  type CardType,
  type JournalRecord,
  type OriginalRef,
  parseRecord,
  type RecordType,
  recordText,
  type Scope,
} from '@budeng/transactions'
import type { HostAnswer, HostOriginal, HostRequest } from '../ports.ts'
import type { KeptRequest } from './journal-state.ts'

/** Types that go to the host at once, and may be told of later. */
export const ONLINE_TYPES = [
  'PURCHASE',
  'PURCHASE_VOID',
  'REFUND',
  'PREAUTH',
  'PREAUTH_VOID',
  'PREAUTH_COMPLETION',
  'COMPLETION_VOID',
  'TIP_ADJUST',
  'OFFLINE_ADJUST',
  'QR_PAY',
  'QR_REFUND',
  'BALANCE_INQUIRY',
] as const satisfies readonly RecordType[]
export type OnlineType = (typeof ONLINE_TYPES)[number]
export type OfflineType = 'OFFLINE_SALE' | 'OFFLINE_ADJUST' | 'TIP_ADJUST'

/** What the cashier and the reader give. The card's number itself is handed through to the host and kept nowhere. */
export interface Order {
  readonly amount?: string
  readonly currency?: string
  readonly exponent?: number
  readonly panMasked?: string
  readonly panToken?: string
  readonly panSeq?: string
  readonly entryMode?: string
  readonly atc?: number
  readonly cryptogramHash?: string
  readonly scope?: Scope
  readonly cardType?: CardType
  readonly merchantOrder?: string
  readonly channelOrder?: string
  readonly authCode?: string
  readonly original?: OriginalRef
  /** What the slip of the original says beside its key. */
  readonly originalSlip?: Pick<HostOriginal, 'rrn' | 'authCode' | 'localTime'>
  readonly card?: HostRequest['card']
}

/** Where and when an order is carried out. */
export interface OrderPlace {
  readonly batch: string
  readonly stan: string
  readonly mid: string | undefined
  readonly at: number | null
  readonly offsetMin: number
}

const MINUTE_MS = 60_000

/** The record of an order, but for what the host says. */
export function recordOf(type: RecordType, order: Order, place: OrderPlace): JournalRecord {
  const { originalSlip: _slip, card: _card, ...plain } = order
  const { batch, stan, mid, at, offsetMin } = place
  const time = at === null ? {} : { at: new Date(at).toISOString(), offsetMin, localTime: localTimeOf(at, offsetMin) }
  return { ...plain, type, batch, stan, ...(mid === undefined ? {} : { midSent: mid }), ...time }
}

/** What the host is asked: may be kept on the medium. */
export function requestOf(record: JournalRecord, originalSlip: Order['originalSlip'] = {}): KeptRequest {
  const { type, batch = '', stan = '', original } = record
  const { amount, currency, exponent, localTime, panMasked, panToken, panSeq, entryMode, atc } = record
  const { cryptogramHash, scope, merchantOrder, channelOrder } = record
  const about = {
    amount,
    currency,
    exponent,
    localTime,
    panMasked,
    panToken,
    panSeq,
    entryMode,
    atc,
    cryptogramHash,
    scope,
    merchantOrder,
    channelOrder,
  }
  const known = Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined))
  const of = original && { batch: original.batch, stan: original.stan, type: original.type, ...originalSlip }
  return { ...known, type, batch, stan, ...(of ? { original: of } : {}) }
}

/** What the host fills in; a member that is out of form is left out, or it would make the record unreadable. */
export function answeredBy(record: JournalRecord, answer: HostAnswer): JournalRecord {
  const { responseCode, rrn, authCode, midReturned, settlementDate, cardType, channelOrder } = answer
  const all = { responseCode, rrn, authCode, midReturned, settlementDate, cardType, channelOrder }
  const filled = Object.entries(all).filter(([, value]) => value !== undefined)
  const whole: JournalRecord = { ...record, ...Object.fromEntries(filled) }
  if (isReadable(whole)) return whole
  return filled.reduce<JournalRecord>((sound, [name, value]) => {
    const next = { ...sound, [name]: value }
    return isReadable(next) ? next : sound
  }, record)
}

function isReadable(record: JournalRecord): boolean {
  return parseRecord(recordText(record)).ok
}

/** MMDDhhmmss on the terminal's own clock. */
export function localTimeOf(at: number, offsetMin: number): string {
  return new Date(at + offsetMin * MINUTE_MS).toISOString().replace(/\D/g, '').slice(4, 14)
}

/** Approved; the codes with A ask to confirm with the issuer, and the money has moved. */
const APPROVED: ReadonlySet<string> = new Set(['00', '11', 'A2', 'A4', 'A5', 'A6'])
/** The host is ill for the moment: the same message later may be taken. */
const ILL: ReadonlySet<string> = new Set(['91', '96', '98'])
const DUPLICATE = '94'
const ORIGINAL_UNKNOWN = '25'

export function isIll(responseCode: string): boolean {
  return ILL.has(responseCode)
}

export function isApproved(responseCode: string): boolean {
  return APPROVED.has(responseCode)
}

/** What an answer makes of an offline sale, or null: to be told again. */
export function forwardOutcome(answer: HostAnswer | null): 'ACCEPTED' | 'REFUSED' | null {
  if (answer === null || isIll(answer.responseCode)) return null
  return isApproved(answer.responseCode) || answer.responseCode === DUPLICATE ? 'ACCEPTED' : 'REFUSED'
}

/** What an answer makes of a reversal, or null: to be told again. No host may refuse one for good. [P-18.3] */
export function reversalOutcome(answer: HostAnswer | null): 'CONFIRMED' | 'NOT_NEEDED' | null {
  if (answer === null) return null
  if (answer.responseCode === ORIGINAL_UNKNOWN) return 'NOT_NEEDED'
  return isApproved(answer.responseCode) ? 'CONFIRMED' : null
}
