/** Count and amount of one side. */
export interface SideTotal {
  readonly count: number
  readonly amount: bigint
}

/** The four totals of a settlement. */
export interface BatchTotals {
  readonly DOMESTIC: { readonly DEBIT: SideTotal; readonly CREDIT: SideTotal }
  readonly FOREIGN: { readonly DEBIT: SideTotal; readonly CREDIT: SideTotal }
}

/** What the host says of one scope: 1 equal (平), 2 not equal (不平), 3 wrong (错). 0 stands in the request. */
export type SettleCode = '0' | '1' | '2' | '3'

const SCOPES = ['DOMESTIC', 'FOREIGN'] as const
const SIDES = ['DEBIT', 'CREDIT'] as const
const AMOUNT_DIGITS = 12
const COUNT_DIGITS = 3
/** More transactions of one side than three digits tell. */
export const COUNT_MAX = 999

export const NO_TOTALS: BatchTotals = {
  DOMESTIC: { DEBIT: { count: 0, amount: 0n }, CREDIT: { count: 0, amount: 0n } },
  FOREIGN: { DEBIT: { count: 0, amount: 0n }, CREDIT: { count: 0, amount: 0n } },
}

/** F48 of 0500 and 0510: for each scope debit amount and count, credit amount and count, and the host's word. */
export function f48(totals: BatchTotals, codes: readonly [SettleCode, SettleCode] = ['0', '0']): string {
  return SCOPES.map((scope, index) => {
    const sides = SIDES.map((side) => {
      const { amount, count } = totals[scope][side]
      if (count > COUNT_MAX) throw new RangeError(`${count} transactions do not fit a settlement`)
      return `${amount.toString().padStart(AMOUNT_DIGITS, '0')}${String(count).padStart(COUNT_DIGITS, '0')}`
    })
    return `${sides.join('')}${codes[index]}`
  }).join('')
}

/** The totals and words of an F48, or null when it is none. */
export function totalsOf(
  text: string | undefined,
): { readonly totals: BatchTotals; readonly codes: readonly [SettleCode, SettleCode] } | null {
  if (text === undefined || !/^\d{30}[0-3]\d{30}[0-3]$/.test(text)) return null
  const side = (from: number): SideTotal => ({
    amount: BigInt(text.slice(from, from + AMOUNT_DIGITS)),
    count: Number(text.slice(from + AMOUNT_DIGITS, from + AMOUNT_DIGITS + COUNT_DIGITS)),
  })
  return {
    totals: { DOMESTIC: { DEBIT: side(0), CREDIT: side(15) }, FOREIGN: { DEBIT: side(31), CREDIT: side(46) } },
    codes: [text[30] as SettleCode, text[61] as SettleCode],
  }
}

export function areEqual(scope: keyof BatchTotals, one: BatchTotals, other: BatchTotals): boolean {
  return SIDES.every(
    (side) =>
      one[scope][side].count === other[scope][side].count && one[scope][side].amount === other[scope][side].amount,
  )
}
