import { addDays, type DayCalendar, daysBetween } from './business-day.ts'
import type { FileRow } from './file-row.ts'
import { MATCH_DAYS_APART_MAX, MATCH_REFERENCE_DAYS_APART_MAX } from './limits.ts'
import type { RecordType } from './record-types.ts'

/** What we have of a transaction, as far as matching asks. */
export interface OwnTransaction {
  readonly id: string
  readonly tid: string
  readonly stan: string
  readonly rrn: string | null
  readonly type: RecordType
  /** It moved money, or holds it, and was not reversed. */
  readonly isEffective: boolean
  readonly minor: bigint
  readonly currency: string
  readonly exponent: number
  readonly businessDay: string
}

/** In what a file and we differ over one transaction. */
export const MATCH_FINDINGS = [
  'AMOUNT',
  'CURRENCY',
  'TYPE',
  /** It stands in the file and not with us: it was never reversed there. */
  'STANDS_THERE',
  /** It stands with us, and the file takes it back. */
  'REVERSED_THERE',
  /** Lines of the file, or of two files, say different things of it. */
  'CONTRADICTING',
] as const
export type MatchFinding = (typeof MATCH_FINDINGS)[number]

/** How two amounts came to differ, when it can be seen. */
export type AmountHint = 'EXPONENT' | 'SWAPPED_DIGITS'

/** A tenfold, hundredfold … is a fault of the exponent; a difference of nines comes of two digits that were swapped. */
export function amountHint(one: bigint, other: bigint): AmountHint | null {
  const [small, large] = one < other ? [one, other] : [other, one]
  if (small === large || small <= 0n) return null
  if (large % small === 0n && /^10+$/.test(String(large / small))) return 'EXPONENT'
  return (large - small) % 9n === 0n ? 'SWAPPED_DIGITS' : null
}

/** Under which number a line is looked up: a reversal under that of what it takes back. */
export function stanInFile({ type, stan, originalStan }: FileRow): string | null {
  return type === 'REVERSAL' ? (originalStan ?? stan) : stan
}

/**
 * Which of our transactions a line is of: the same terminal and number, the RRN where both have one, and of numbers that
 * came round again the one of the nearest day; further away only by its RRN. Null when none fits, or two fit alike.
 */
export function ownOf<Own extends OwnTransaction>(row: FileRow, day: string, candidates: readonly Own[]): Own | null {
  const stan = stanInFile(row)
  const isReversal = row.type === 'REVERSAL'
  const fitting = candidates
    .filter((own) => own.tid === row.tid && (stan === null || own.stan === stan))
    // a reversal has an RRN of its own
    .filter((own) => isReversal || own.rrn === null || row.rrn === null || own.rrn === row.rrn)
    .filter((own) => stan !== null || (row.rrn !== null && own.rrn === row.rrn))
    .map((own) => ({ own, away: Math.abs(daysBetween(own.businessDay, row.settlementDate ?? day)) }))
    .filter(({ own, away }) => away <= daysApartMax(own, row))
    .sort((a, b) => a.away - b.away)
  const [first, second] = fitting
  return first === undefined || first.away === second?.away ? null : first.own
}

function daysApartMax({ rrn }: OwnTransaction, row: FileRow): number {
  return rrn !== null && rrn === row.rrn ? MATCH_REFERENCE_DAYS_APART_MAX : MATCH_DAYS_APART_MAX
}

/** True when two lines say the same of one transaction; the second is then a repeat. */
export function isSameClaim(one: FileRow, other: FileRow): boolean {
  return one.type === other.type && one.minor === other.minor && one.currency === other.currency
}

/** Where something stands that one side has and the other has not shown yet. */
export const STANDINGS = ['EXPECTED', 'LATE', 'MISSING'] as const
export type Standing = (typeof STANDINGS)[number]

/** By the days since: expected while the file is not due, late while it may still come, then missing. */
export function standingOf(day: string, today: string, { expectedDays, missingDays }: DayCalendar): Standing {
  const days = daysBetween(day, today)
  if (days <= expectedDays) return 'EXPECTED'
  return days < missingDays ? 'LATE' : 'MISSING'
}

/** The first day on which a standing is another one: when to look again; null when it stays. */
export function standingChanges(day: string, today: string, calendar: DayCalendar): string | null {
  const standing = standingOf(day, today, calendar)
  if (standing === 'MISSING') return null
  return addDays(day, standing === 'EXPECTED' ? calendar.expectedDays + 1 : calendar.missingDays)
}
