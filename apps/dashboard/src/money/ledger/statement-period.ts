import type { SearchText } from '../../paths.ts'
import { dayIn } from '../../ui/day.ts'

const CURRENCY = /^[A-Z]{3}$/

/** Which statement the URL asks for; what is left out the API chooses. */
export interface StatementPeriod {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly currency: string | undefined
}

/** Reads the URL. Two days in the wrong order are no period. */
export function readPeriod(search: SearchText): StatementPeriod {
  const [from, to] = [dayIn(search['from']), dayIn(search['to'])]
  const isTurned = from !== undefined && to !== undefined && from > to
  const currency = CURRENCY.test(search['currency'] ?? '') ? search['currency'] : undefined
  return { from: isTurned ? undefined : from, to: isTurned ? undefined : to, currency }
}
