import type { Instant } from '@budeng/kernel'
import { TID_PATTERN, type TerminalAddress } from '@budeng/protocol'
import { atcOf, ordersOf } from '../iso/codes.ts'
import { currencyCode } from '../iso/currencies.ts'
import { answerOf, type IsoMessage } from '../iso/fields.ts'
import type { Institutions } from '../iso/institutions.ts'
import { maskPan, panTokenOf, scopeOf, tokenKeyOf } from '../trade/cards.ts'
import type { TradeType } from '../trade/types.ts'
import type { Known } from './book/book.ts'
import type { Verdict } from './book/decide.ts'
import type { TradeFact } from './book/facts.ts'
import type { TradeFault } from './faults.ts'
import { drawOf, isApproved } from './faults.ts'
import { rrnOf, settlementDateOf } from './host-day.ts'

/** What every request of the link says. */
export interface Readout {
  readonly terminal: TerminalAddress
  readonly mid: string
  readonly batch: string
  readonly stan: string
  readonly network: string
  readonly amount: bigint | null
}

/** Reads the members that no request may lack; null when one is missing, or nobody knows the institution. */
export function readRequest({ fields }: IsoMessage, institutions: Institutions): Readout | null {
  const { 11: stan, 41: tid, 42: mid, 60: f60 } = fields
  const acquirer = institutions.acquirer(fields[32])
  if (acquirer === null || stan === undefined || tid === undefined || mid === undefined || f60 === undefined)
    return null
  if (!TID_PATTERN.test(tid) || f60.length < 11) return null
  return {
    terminal: { acquirer, tid },
    mid: mid.trimEnd(),
    batch: f60.slice(2, 8),
    stan,
    network: f60.slice(8, 11),
    amount: fields[4] === undefined ? null : BigInt(fields[4]),
  }
}

interface Decided {
  readonly message: IsoMessage
  readonly read: Readout
  readonly type: TradeType | 'REVERSAL'
  readonly verdict: Verdict
  readonly faults: ReadonlySet<TradeFault>
  readonly original: Known | null
}

interface Head {
  readonly position: number
  readonly at: Instant
  readonly acquirer: string
  readonly tid: string
  readonly batch: string
}

/** The fact of a decision. Card number and expiry end here. */
export function tradeFact({ message, read, type, verdict, faults, original }: Decided, head: Head): TradeFact {
  const { fields, mti } = message
  const { fate, responseCode, before } = verdict
  const approved = isApproved(responseCode) && fate === 'APPROVED'
  const { merchantOrder, channelOrder } = ordersOf(message)
  const key = `${head.acquirer}/${head.tid}|${head.batch}|${read.stan}`
  const qr = type === 'QR_PAY' && approved
  return {
    fact: 'trade',
    ...head,
    mti,
    type,
    fate,
    responseCode,
    stan: read.stan,
    mid: read.mid,
    midReturned: faults.has('MID_SUBSTITUTION') ? otherMid(read.mid) : read.mid,
    amount: read.amount === null ? null : String(read.amount),
    currency: currencyCode(fields[49] ?? '') ?? null,
    ...cardOf(message, head.acquirer, original),
    entryMode: fields[22] ?? null,
    atc: atcOf(message),
    rrn: before?.fact.rrn ?? rrnOf(head.at, head.position),
    authCode: before?.fact.authCode ?? (approved ? authCode(key) : null),
    merchantOrder,
    channelOrder: qr ? (channelOrder ?? `Q${rrnOf(head.at, head.position)}`) : channelOrder,
    localTime: fields[12] === undefined ? null : `${fields[13] ?? ''}${fields[12]}`,
    settlementDate: settlementDateOf(head.at),
    original: originalIn(message),
    answer: faults.has('NO_ANSWER') ? 'WITHHELD' : faults.has('LATE_ANSWER') ? 'LATE' : 'SENT',
  }
}

function originalIn({ fields }: IsoMessage): TradeFact['original'] {
  const text = fields[61]
  if (text === undefined || text.length < 16) return null
  return { batch: text.slice(0, 6), stan: text.slice(6, 12), date: text.slice(12, 16) }
}

/** The card of F2, or, where the terminal no longer has the number, as F57 tells it, or the original's. */
function cardOf(
  { fields }: IsoMessage,
  acquirer: string,
  original: Known | null,
): Pick<TradeFact, 'panMasked' | 'panToken' | 'scope'> {
  const pan = fields[2]
  if (pan !== undefined)
    return { panMasked: maskPan(pan), panToken: panTokenOf(tokenKeyOf(acquirer), pan), scope: scopeOf(pan) }
  const [panMasked, panToken] = fields[57]?.split(';') ?? []
  if (panMasked !== undefined && panToken !== undefined) return { panMasked, panToken, scope: scopeOf(panMasked) }
  const { panMasked: masked = null, panToken: token = null, scope = 'DOMESTIC' } = original?.fact ?? {}
  return { panMasked: masked, panToken: token, scope }
}

/** The answer of 0110, 0210, 0230 or 0410. */
export function answerTrade({ mti, fields }: IsoMessage, fact: TradeFact): IsoMessage {
  const { 3: processing, 4: amount, 11: stan, 25: condition, 32: institution, 41: tid, 49: currency, 60: kind } = fields
  const orders = fact.merchantOrder === null ? {} : { 59: `${fact.merchantOrder};${fact.channelOrder ?? ''}` }
  const local = fact.localTime === null ? {} : { 12: fact.localTime.slice(4), 13: fact.localTime.slice(0, 4) }
  return {
    mti: answerOf(mti),
    fields: present({
      3: processing,
      4: amount,
      11: stan,
      ...local,
      15: `${fact.settlementDate.slice(5, 7)}${fact.settlementDate.slice(8)}`,
      25: condition,
      32: institution,
      37: fact.rrn,
      38: fact.authCode ?? undefined,
      39: fact.responseCode,
      41: tid,
      42: fact.midReturned.padEnd(15, ' '),
      49: currency,
      ...orders,
      60: kind,
    }),
  }
}

/** The fields that have a value. */
export function present(fields: Readonly<Record<number, string | undefined>>): IsoMessage['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function authCode(key: string): string {
  return String(drawOf(`auth|${key}`) % 1_000_000).padStart(6, '0')
}

/** The merchant number of somebody else: the last digit counted on. */
function otherMid(mid: string): string {
  return `${mid.slice(0, -1)}${mid.endsWith('1') ? '2' : '1'}`
}
