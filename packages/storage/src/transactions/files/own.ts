import {
  type FileRow,
  isEffective,
  MATCH_DAYS_APART_MAX,
  MATCH_REFERENCE_DAYS_APART_MAX,
  ownOf,
  type OwnTransaction,
  stanInFile,
  type TransactionFacts,
} from '@budeng/transactions'
import { arrayParam } from '../../rows/arrays.ts'
import { type TransactionRow, transactionTable } from '../../rows/transaction.ts'
import { columnList } from '../../rows/unnest.ts'
import type { Scoped } from '../../unit.ts'
import { factsOf } from '../matching/observed.ts'

// what a line is told by: the rest of a row is not read for each line of a file
const TELLING = [
  'id',
  'terminalId',
  'tid',
  'batchNo',
  'stan',
  'msgClass',
  'rrn',
  'effectiveDate',
  'facts',
] as const satisfies readonly (keyof TransactionRow)[]
type TellingRow = Pick<TransactionRow, (typeof TELLING)[number]>
const COLUMNS = columnList(transactionTable, 't', TELLING)

/** A transaction as the core matches it; null while no record founds it. Its amount is that of its own record. */
export function ownTransaction({
  row,
  facts,
}: {
  readonly row: TellingRow
  readonly facts: TransactionFacts
}): OwnTransaction | null {
  const { founding } = facts
  if (founding === null) return null
  return {
    ...{ id: row.id, tid: row.tid, stan: row.stan, rrn: row.rrn, type: founding.type },
    ...{ isEffective: isEffective(facts), businessDay: row.effectiveDate },
    ...{ minor: founding.money?.minor ?? 0n, currency: founding.money?.currency ?? '' },
    exponent: founding.money?.exponent ?? 0,
  }
}

/** A line whose terminal is known. */
export interface PlacedLine {
  readonly row: FileRow
  readonly terminalId: string
  /** The business day of its file. */
  readonly day: string
}

/** Which of our transactions each line is of, in the order of the lines; null: none, or two alike. */
export async function ownersOf(db: Scoped, lines: readonly PlacedLine[]): Promise<readonly (string | null)[]> {
  if (lines.length === 0) return []
  const rows = [...(await byNumber(db, lines)), ...(await byReference(db, lines))]
  const owns = [...new Map(rows.map((row) => [row.id, row])).values()].flatMap((row) => {
    const own = ownTransaction({ row, facts: factsOf(row) })
    return own === null ? [] : [{ ...own, terminalId: row.terminalId }]
  })
  // a file may have all lines of a terminal together: each looks at those of its number alone
  const byNumbers = Map.groupBy(owns, ({ terminalId, stan }) => `${terminalId} ${stan}`)
  const byReferences = Map.groupBy(owns, ({ terminalId, rrn }) => `${terminalId} ${rrn}`)
  return lines.map(({ row, terminalId, day }) => {
    const stan = stanInFile(row)
    const alike = stan === null ? byReferences.get(`${terminalId} ${row.rrn}`) : byNumbers.get(`${terminalId} ${stan}`)
    // a terminal that got another number keeps its journal
    const candidates = (alike ?? []).map((own) => ({ ...own, tid: row.tid }))
    return ownOf(row, day, candidates)?.id ?? null
  })
}

const days = (lines: readonly PlacedLine[]) =>
  arrayParam(
    'date',
    lines.map(({ row, day }) => row.settlementDate ?? day),
  )
const terminals = (lines: readonly PlacedLine[]) =>
  arrayParam(
    'text',
    lines.map(({ terminalId }) => terminalId),
  )

async function byNumber(db: Scoped, lines: readonly PlacedLine[]): Promise<readonly TellingRow[]> {
  const numbered = lines.filter(({ row }) => stanInFile(row) !== null)
  if (numbered.length === 0) return []
  return await db.prepared<TellingRow>(
    'file-candidates',
    `select ${COLUMNS} from unnest($1::text[], $2::text[], $3::date[], $4::text[]) as wanted (terminal_id, stan, day, rrn)
     join transaction t on t.terminal_id = wanted.terminal_id and t.stan = wanted.stan
     where abs(t.effective_date - wanted.day) <= case when t.rrn = wanted.rrn then ${MATCH_REFERENCE_DAYS_APART_MAX} else ${MATCH_DAYS_APART_MAX} end`,
    [
      terminals(numbered),
      arrayParam(
        'text',
        numbered.map(({ row }) => stanInFile(row)),
      ),
      days(numbered),
      arrayParam(
        'text',
        numbered.map(({ row }) => row.rrn),
      ),
    ],
  )
}

async function byReference(db: Scoped, lines: readonly PlacedLine[]): Promise<readonly TellingRow[]> {
  const referring = lines.filter(({ row }) => stanInFile(row) === null && row.rrn !== null)
  if (referring.length === 0) return []
  return await db.prepared<TellingRow>(
    'file-candidates-by-rrn',
    `select ${COLUMNS} from unnest($1::text[], $2::text[], $3::date[]) as wanted (terminal_id, rrn, day)
     join record_line l on l.rrn = wanted.rrn and l.terminal_id = wanted.terminal_id
       and l.at between wanted.day - interval '${MATCH_REFERENCE_DAYS_APART_MAX + 2} days' and wanted.day + interval '${MATCH_REFERENCE_DAYS_APART_MAX + 2} days'
     join transaction t on t.id = l.id`,
    [
      terminals(referring),
      arrayParam(
        'text',
        referring.map(({ row }) => row.rrn),
      ),
      days(referring),
    ],
  )
}
