import { daysBetween } from './business-day.ts'
import type { FileRow } from './file-row.ts'
import { MATCH_DAYS_APART_MAX } from './limits.ts'
import { isSameClaim, MATCH_FINDINGS, type MatchFinding, type OwnTransaction, stanInFile } from './matching.ts'

/** What one line says beside our transaction and beside the lines before it. */
export interface LineVerdict {
  /** ALONE: the first line of something that we do not have. */
  readonly state: 'MATCHED' | 'CONTRADICTING' | 'REPEATED' | 'ALONE'
  readonly findings: readonly MatchFinding[]
  /** The place of the line before it that says the same, or otherwise. */
  readonly against: number | null
}

const isReversal = ({ type }: FileRow) => type === 'REVERSAL'

/**
 * What each of the lines of one transaction comes to, all of them from all files in the order in which they were read.
 * The first one said holds; a later one repeats or contradicts it.
 */
export function verdictsOf(own: OwnTransaction | null, rows: readonly FileRow[]): LineVerdict[] {
  const isTakenBack = rows.some(isReversal)
  return rows.map((row, place) => {
    const first = rows.findIndex((each) => isReversal(each) === isReversal(row))
    const said = rows[first]
    const isFirst = first === place || said === undefined
    const against = isFirst ? null : first
    if (!isFirst && isSameClaim(said, row)) return { state: 'REPEATED', findings: [], against }
    const findings: MatchFinding[] = own === null ? [] : findingsAt(own, row, isTakenBack)
    if (!isFirst) return { state: 'CONTRADICTING', findings: [...findings, 'CONTRADICTING'], against }
    if (own === null) return { state: 'ALONE', findings, against }
    return { state: findings.length === 0 ? 'MATCHED' : 'CONTRADICTING', findings, against }
  })
}

function findingsAt(own: OwnTransaction, row: FileRow, isTakenBack: boolean): MatchFinding[] {
  if (isReversal(row)) return own.isEffective ? ['REVERSED_THERE'] : []
  const found: MatchFinding[] = []
  if (row.currency !== own.currency || row.exponent !== own.exponent) found.push('CURRENCY')
  else if (row.minor !== own.minor) found.push('AMOUNT')
  if (row.type !== own.type) found.push('TYPE')
  if (!isTakenBack && !own.isEffective) found.push('STANDS_THERE')
  return found
}

/** What the lines of one transaction, all of them from all files, say against ours. */
export function findingsOf(own: OwnTransaction, rows: readonly FileRow[]): MatchFinding[] {
  const found = new Set(verdictsOf(own, rows).flatMap(({ findings }) => findings))
  return MATCH_FINDINGS.filter((each) => found.has(each))
}

/** True when two lines may be of one thing that we do not have: number, RRN and day as in `ownOf`. */
export function isOfSame(
  one: { readonly row: FileRow; readonly day: string },
  other: { readonly row: FileRow; readonly day: string },
): boolean {
  const [stan, otherStan] = [stanInFile(one.row), stanInFile(other.row)]
  if (one.row.tid !== other.row.tid || stan !== otherStan) return false
  const rrns = [one.row, other.row].flatMap((row) => (isReversal(row) || row.rrn === null ? [] : [row.rrn]))
  if (stan === null && rrns.length < 2) return false
  const away = Math.abs(daysBetween(one.row.settlementDate ?? one.day, other.row.settlementDate ?? other.day))
  return away <= MATCH_DAYS_APART_MAX && (rrns.length < 2 || rrns[0] === rrns[1])
}
