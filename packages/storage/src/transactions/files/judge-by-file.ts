import {
  businessDay,
  type Claim,
  claimOf,
  clearingOf,
  type DayCalendar,
  type LineVerdict,
  type MatchFinding,
  observe,
  type OwnTransaction,
  settlementPostings,
  standingOf,
  type TransactionFacts,
  UNIONPAY_CALENDAR,
  verdictsOf,
} from '@budeng/transactions'
import { columnList, type FileLineRow, fileLineTable } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { bookClearing } from '../clearing.ts'
import { keepNotes, type MatchNote, noteOf, notesOf, tellFindings } from '../matching/notes.ts'
import { type HeldTransaction, holdTransactions, observeTransactions } from '../matching/observed.ts'
import { type LineMove, moveLines } from './line-moves.ts'
import { fileRowOf } from './line-rows.ts'
import { ownTransaction } from './own.ts'

/** A transaction with all that files say of it. */
interface Case extends HeldTransaction {
  readonly own: OwnTransaction
  readonly lines: readonly FileLineRow[]
  readonly verdicts: readonly LineVerdict[]
  readonly claim: Claim | null
  readonly after: TransactionFacts
}

/**
 * Holds transactions against all lines that acquirers' files have of them: what each line comes to, whether it is cleared,
 * how both stand, and what that means in the books. From the facts of both sides alone, so that it may be asked again at
 * any time and books nothing twice.
 */
export async function judgeByFile(unit: Unit, ids: readonly string[]): Promise<void> {
  const held = await holdTransactions(unit, ids)
  if (held.length === 0) return
  const said = await linesOf(
    unit,
    held.map(({ row }) => row.id),
  )
  const cases = held.flatMap((each): Case[] => {
    const own = ownTransaction(each)
    if (own === null) return []
    const lines = said.get(each.row.id) ?? []
    const rows = lines.map(fileRowOf)
    const isThere = rows.some(({ type }) => type !== 'REVERSAL')
    const after = isThere ? observe(each.facts, { kind: 'CLEARED' }) : each.facts
    return [{ ...each, own, lines, verdicts: verdictsOf(own, rows), claim: claimOf(rows), after }]
  })
  await observeTransactions(
    unit,
    cases.map((each) => ({ held: each, after: each.after })),
  )
  await moveLines(unit, cases.flatMap(movesOf))
  await settle(unit, cases)
}

/** Lines that name these transactions, in the order in which they were read. */
async function linesOf(db: Scoped, ids: readonly string[]): Promise<ReadonlyMap<string, FileLineRow[]>> {
  const rows = await db.prepared<FileLineRow>(
    'file-lines-of',
    `select ${columnList(fileLineTable, 'l')} from file_line l join file_import f on f.id = l.import_id
     where l.transaction_id = any($1::text[]) and l.state not in ('BAD', 'IGNORED') order by f.started_at, f.id, l.line`,
    [ids],
  )
  return Map.groupBy(rows, ({ transactionId }) => transactionId ?? '')
}

function movesOf({ own, lines, verdicts, after }: Case): LineMove[] {
  return verdicts.flatMap((verdict, place) => {
    const line = lines[place]
    if (line === undefined) return []
    const state = verdict.state === 'ALONE' ? 'MISSING_HERE' : verdict.state
    return [{ line, state, problem: problemOf(verdict, lines, own, after), transactionId: own.id }]
  })
}

/** What a line says otherwise, and than what. */
export function problemOf(
  { state, findings, against }: LineVerdict,
  lines: readonly FileLineRow[],
  own: OwnTransaction | null,
  facts: TransactionFacts | null,
): object | null {
  const other = against === null ? null : lines[against]
  if (other != null) {
    const code = state === 'REPEATED' ? 'REPEATED' : 'CONTRADICTS'
    return { code, importId: other.importId, line: other.line }
  }
  const [code] = findings
  if (code === undefined || own === null) return null
  const ours = oursOf(code, own, facts)
  return ours === null ? { code } : { code, ours }
}

function oursOf(code: MatchFinding, own: OwnTransaction, facts: TransactionFacts | null): string | null {
  switch (code) {
    case 'AMOUNT':
      return String(own.minor)
    case 'CURRENCY':
      return own.currency
    case 'TYPE':
      return own.type
    case 'STANDS_THERE':
      return facts?.founding?.outcome ?? null
    case 'REVERSED_THERE':
    case 'CONTRADICTING':
      return null
  }
}

/** The note of each and what it means in the books. */
async function settle(unit: Unit, cases: readonly Case[]): Promise<void> {
  const calendars = await calendarsOf(
    unit,
    cases.map(({ row }) => row.acquirerId),
  )
  const known = await notesOf(
    unit,
    'FILE',
    cases.map(({ row }) => row.id),
  )
  const stood = cases.flatMap((each) => {
    const { today, calendar } = calendars(each.row.acquirerId)
    const before = known.get(each.row.id) ?? null
    const state = stateOf(each, today, calendar, before !== null)
    return state === null ? [] : [{ ...each, before, state, today }]
  })
  await keepNotes(
    unit,
    stood.map(({ row, state, lines }) => {
      const line = lines.find(({ kind }) => kind !== 'REVERSAL') ?? lines[0]
      const from = { importId: line?.importId ?? null, line: line?.line ?? null }
      return noteOf(unit, 'FILE', row, state, { amount: line?.amount ?? null, hostPosition: null, ...from })
    }),
  )
  tellFindings(
    unit,
    'FILE',
    stood
      .filter(({ before, state }) => before !== state)
      .map(({ row, state }) => ({ acquirerId: row.acquirerId, subject: row.id, state })),
  )
  await countUnfiled(
    unit,
    stood.filter(({ before, state }) => (before === 'MISSING_THERE') !== (state === 'MISSING_THERE')),
  )
  await bookClearing(
    unit,
    stood.map((each) => ({
      subject: each.row.id,
      place: each.row,
      businessDate: each.lines[0]?.businessDate ?? each.today,
      occurredAt: each.row.occurredAt,
      postings: postingsOf(each),
    })),
  )
}

/** What is missing there counts at the file of its day that was read first. */
async function countUnfiled(
  unit: Unit,
  moved: readonly { readonly row: Case['row']; readonly state: MatchNote }[],
): Promise<void> {
  if (moved.length === 0) return
  await unit.execute(
    `update file_import f set missing_there = f.missing_there + n.by from (
       select first.id, sum(each.by) as by from unnest($1::text[], $2::date[], $3::int[]) as each (acquirer_id, day, by)
       cross join lateral (select id from file_import where acquirer_id = each.acquirer_id and business_date = each.day and state = 'DONE'
         order by started_at, id limit 1) as first group by first.id) as n
     where f.id = n.id`,
    [
      moved.map(({ row }) => row.acquirerId),
      moved.map(({ row }) => row.effectiveDate),
      moved.map(({ state }) => (state === 'MISSING_THERE' ? 1 : -1)),
    ],
  )
}

function stateOf(
  { own, lines, verdicts, row, after }: Case,
  today: string,
  calendar: DayCalendar,
  wasNoted: boolean,
): MatchNote | null {
  if (lines.length > 0) return verdicts.some(({ findings }) => findings.length > 0) ? 'CONTRADICTING' : 'MATCHED'
  // nobody has anything that moved money: a question that was open is none any more
  if (!own.isEffective || clearingOf(after) === null) return wasNoted ? 'MATCHED' : null
  const standing = standingOf(row.effectiveDate, today, calendar)
  return standing === 'MISSING' ? 'MISSING_THERE' : standing
}

/** Nothing is booked while a file may still come. */
function postingsOf({ own, claim, after, state }: Case & { readonly state: MatchNote }) {
  if (state === 'EXPECTED' || state === 'LATE') return []
  const ours = clearingOf(after)
  // an adjustment has a line of its own: the line of its original says the amount before it
  const recorded = (ours?.minor ?? 0n) < 0n ? -own.minor : own.minor
  const isAsRecorded = claim?.minor === recorded && claim.currency === ours?.currency
  return settlementPostings(ours, isAsRecorded ? { ...claim, minor: ours.minor } : claim)
}

/** What day it is for acquirers, and when their files are due. */
export async function calendarsOf(
  unit: Unit,
  acquirerIds: readonly string[],
): Promise<(acquirerId: string) => { readonly today: string; readonly calendar: DayCalendar }> {
  const rows = await unit.query<{ id: string; zone: string }>(
    `select id, time_zone as zone from node where id = any($1::text[])`,
    [[...new Set(acquirerIds)]],
  )
  const now = unit.clock.now()
  const dayIn = (zone: string) => {
    const calendar = { ...UNIONPAY_CALENDAR, zone }
    return { today: businessDay(now, calendar), calendar }
  }
  const days = new Map(rows.map(({ id, zone }) => [id, dayIn(zone)]))
  return (acquirerId) => days.get(acquirerId) ?? dayIn(UNIONPAY_CALENDAR.zone)
}
