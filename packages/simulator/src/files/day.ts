import { TYPE_CODES } from '../iso/codes.ts'
import type { HostFact, TradeFact } from '../host/book/facts.ts'

/** One line of an acquirer's file of a day, before it has a form. */
export interface DayLine {
  readonly acquirer: string
  readonly tid: string
  readonly mid: string
  readonly mti: string
  readonly processing: string
  readonly condition: string
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
  readonly fee: bigint
  readonly originalStan: string
  readonly originalTime: string
  readonly settlementDate: string
}

/** Answers of the host that moved money, or took a movement back. */
export function isMoney(fact: HostFact): fact is TradeFact {
  return (
    fact.fact === 'trade' &&
    (fact.fate === 'APPROVED' || fact.fate === 'REVERSED') &&
    fact.type !== 'BALANCE_INQUIRY' &&
    fact.amount !== null
  )
}

/** The lines of one day of settlement: what was approved, and reversals as the switch sends them on. */
export function dayLines(facts: Iterable<HostFact>, acquirer: string, settlementDate: string): DayLine[] {
  const lines: DayLine[] = []
  const times = new Map<string, string>()
  for (const fact of facts) {
    if (fact.acquirer !== acquirer || fact.fact !== 'trade') continue
    times.set(`${fact.tid}|${fact.batch}|${fact.stan}`, fact.localTime ?? '')
    if (isMoney(fact) && fact.settlementDate === settlementDate) lines.push(lineOf(fact, times))
  }
  return lines
}

/** A terminal's 0400 stands in the switch's files as 0420. */
const REVERSAL_MTI = '0420'

function lineOf(fact: TradeFact, times: ReadonlyMap<string, string>): DayLine {
  const { original, tid } = fact
  const of = fact.type === 'REVERSAL' ? (fact.reverses ?? 'PURCHASE') : fact.type
  const { processing, condition } = TYPE_CODES[of]
  return {
    acquirer: fact.acquirer,
    tid,
    mid: fact.midReturned,
    mti: fact.type === 'REVERSAL' ? REVERSAL_MTI : `${fact.mti.slice(0, 3)}0`,
    processing,
    condition,
    stan: fact.stan,
    localTime: fact.localTime ?? '',
    panMasked: fact.panMasked ?? '',
    amount: BigInt(fact.amount ?? 0),
    currency: fact.currency ?? 'CNY',
    rrn: fact.rrn,
    authCode: fact.authCode ?? '',
    responseCode: fact.responseCode,
    entryMode: fact.entryMode ?? '',
    fee: 0n,
    originalStan: original?.stan ?? '',
    originalTime: original === null ? '' : (times.get(`${tid}|${original.batch}|${original.stan}`) ?? ''),
    settlementDate: fact.settlementDate,
  }
}
