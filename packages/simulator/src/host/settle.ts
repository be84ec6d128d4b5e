import type { Instant } from '@budeng/kernel'
import { detailsOf } from '../iso/details.ts'
import type { IsoMessage } from '../iso/fields.ts'
import { areEqual, type BatchTotals, f48, type SettleCode, totalsOf } from '../iso/totals.ts'
import type { SettledFact, TextTotals, UploadedFact } from './book/facts.ts'

interface Head {
  readonly position: number
  readonly at: Instant
  readonly acquirer: string
  readonly tid: string
  readonly batch: string
}

/** Compares the totals of 0500 with the host's: 1 equal, 2 not equal. Null when the message holds none. */
export function settle(
  { fields }: IsoMessage,
  host: BatchTotals,
  head: Head,
  stan: string,
): { readonly fact: SettledFact; readonly f48: string } | null {
  const told = totalsOf(fields[48])
  if (told === null) return null
  const word = (scope: keyof BatchTotals): SettleCode => (areEqual(scope, told.totals, host) ? '1' : '2')
  const codes = [word('DOMESTIC'), word('FOREIGN')] as const
  const fact: SettledFact = { fact: 'settled', ...head, stan, terminal: inText(told.totals), host: inText(host), codes }
  return { fact, f48: f48(told.totals, codes) }
}

/** Details of an unbalanced batch; null when F48 holds none. */
export function uploaded({ fields }: IsoMessage, head: Head, stan: string): UploadedFact | null {
  const details = detailsOf(fields[48])
  return details === null ? null : { fact: 'uploaded', ...head, stan, details }
}

/** Totals for JSON. */
export function inText(totals: BatchTotals): TextTotals {
  const scope = ({ DEBIT, CREDIT }: BatchTotals['DOMESTIC']) => ({
    DEBIT: { count: DEBIT.count, amount: String(DEBIT.amount) },
    CREDIT: { count: CREDIT.count, amount: String(CREDIT.amount) },
  })
  return { DOMESTIC: scope(totals.DOMESTIC), FOREIGN: scope(totals.FOREIGN) }
}
