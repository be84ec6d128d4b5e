import type { DayCalendar } from './business-day.ts'
import type { FileRow } from './file-row.ts'
import { type MatchFinding, type OwnTransaction, ownOf, type Standing, standingOf } from './matching.ts'
import { findingsOf } from './verdicts.ts'

/** A day's files and our transactions against each other. */
export interface Matching<Own> {
  readonly matched: readonly { readonly own: Own; readonly rows: readonly FileRow[] }[]
  readonly differing: readonly {
    readonly own: Own
    readonly rows: readonly FileRow[]
    readonly findings: readonly MatchFinding[]
  }[]
  /** Lines of something that we do not have. */
  readonly onlyThere: readonly { readonly row: FileRow; readonly standing: Standing }[]
  /** What stands with us and in no line. */
  readonly onlyHere: readonly { readonly own: Own; readonly standing: Standing }[]
}

/** Both ways at once: our transactions against all lines of a day's files. The order of neither matters. */
export function matchBothWays<Own extends OwnTransaction>(
  owns: readonly Own[],
  lines: readonly { readonly row: FileRow; readonly day: string }[],
  today: string,
  calendar: DayCalendar,
): Matching<Own> {
  const byTerminal = new Map<string, Own[]>()
  for (const own of owns) {
    const group = byTerminal.get(own.tid)
    if (group) group.push(own)
    else byTerminal.set(own.tid, [own])
  }
  const rowsOf = new Map<Own, FileRow[]>()
  const onlyThere: { row: FileRow; standing: Standing }[] = []
  for (const { row, day } of lines) {
    const own = ownOf(row, day, byTerminal.get(row.tid) ?? [])
    if (own === null) onlyThere.push({ row, standing: standingOf(row.settlementDate ?? day, today, calendar) })
    else rowsOf.set(own, [...(rowsOf.get(own) ?? []), row])
  }
  const judged = [...rowsOf].map(([own, rows]) => ({ own, rows, findings: findingsOf(own, rows) }))
  return {
    matched: judged.filter(({ findings }) => findings.length === 0),
    differing: judged.filter(({ findings }) => findings.length > 0),
    onlyThere,
    onlyHere: owns
      .filter((own) => own.isEffective && !rowsOf.has(own))
      .map((own) => ({ own, standing: standingOf(own.businessDay, today, calendar) })),
  }
}
