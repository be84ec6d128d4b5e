import { flowCodes } from '@budeng/transactions'
import type { TradeFact } from '../host/book/facts.ts'
import { type HostLog, readPages } from '../host/book/log.ts'
import type { TradeType } from '../trade/types.ts'

/** One line of an acquirer's file of a day, before it has a form. */
export interface DayLine {
  readonly type: TradeType | 'REVERSAL'
  /** Of a reversal: what it takes back. */
  readonly reverses: TradeType | null
  readonly tid: string
  readonly mid: string
  readonly stan: string
  /** MMDDhhmmss. */
  readonly localTime: string
  readonly panMasked: string
  readonly amount: bigint
  readonly currency: string
  readonly rrn: string
  readonly authCode: string
  readonly responseCode: string
  readonly entryMode: string
  readonly originalStan: string
  readonly originalTime: string
  readonly settlementDate: string
}

/** The lines of one day of settlement: what was approved, and reversals as the switch sends them on. */
export function dayLines(log: Pick<HostLog, 'last' | 'read'>, acquirer: string, settlementDate: string): DayLine[] {
  const lines: DayLine[] = []
  const times = new Map<string, string>()
  for (const fact of readPages(log)) {
    if (fact.acquirer !== acquirer || fact.fact !== 'trade') continue
    times.set(`${fact.tid}|${fact.batch}|${fact.stan}`, fact.localTime ?? '')
    if (isMoney(fact) && fact.settlementDate === settlementDate) lines.push(lineOf(fact, times))
  }
  return lines
}

/** Approved, or taken back; and of a type that stands in files. */
function isMoney(fact: TradeFact): boolean {
  if (fact.amount === null || fact.localTime === null || fact.type === 'BALANCE_INQUIRY') return false
  const inFiles = flowCodes(fact.type, fact.reverses) !== null
  return inFiles && (fact.fate === 'APPROVED' || fact.fate === 'REVERSED')
}

function lineOf(fact: TradeFact, times: ReadonlyMap<string, string>): DayLine {
  const { original, tid } = fact
  return {
    type: fact.type,
    reverses: fact.reverses ?? null,
    tid,
    mid: fact.midReturned,
    stan: fact.stan,
    localTime: fact.localTime ?? '',
    panMasked: fact.panMasked ?? '',
    amount: BigInt(fact.amount ?? 0),
    currency: fact.currency ?? '',
    rrn: fact.rrn,
    authCode: fact.authCode ?? '',
    responseCode: fact.responseCode,
    entryMode: fact.entryMode ?? '',
    originalStan: original?.stan ?? '',
    originalTime: original === null ? '' : (times.get(`${tid}|${original.batch}|${original.stan}`) ?? ''),
    settlementDate: fact.settlementDate,
  }
}

/** Days of settlement on which an acquirer has something, with the number of lines. */
export function settlementDays(log: Pick<HostLog, 'last' | 'read'>, acquirer: string): Map<string, number> {
  const days = new Map<string, number>()
  for (const fact of readPages(log))
    if (fact.acquirer === acquirer && fact.fact === 'trade' && isMoney(fact))
      days.set(fact.settlementDate, (days.get(fact.settlementDate) ?? 0) + 1)
  return days
}
