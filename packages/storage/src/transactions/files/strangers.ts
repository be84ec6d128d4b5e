import {
  claimOf,
  isOfSame,
  settlementPostings,
  type Standing,
  standingOf,
  stanInFile,
  verdictsOf,
} from '@budeng/transactions'
import {
  columnList,
  type FileLineRow,
  fileLineTable,
  type RecordMatchRow,
  recordMatchTable,
  unnestInsert,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { bookClearing, lineSubject } from '../clearing.ts'
import { FILE_DAYS_APART_MAX } from '../../limits.ts'
import { calendarsOf, problemOf } from './judge-by-file.ts'
import { moveLines } from './line-moves.ts'
import { fileRowOf } from './line-rows.ts'
import { placesByTid } from './places.ts'
import { tellFindings } from '../matching/notes.ts'

type Line = FileLineRow & { readonly tid: string }

/** These lines and all others of nothing that we have that are of the same numbers. */
export async function strangersAlike(db: Scoped, lines: readonly FileLineRow[]): Promise<FileLineRow[]> {
  const found: FileLineRow[] = []
  for (const [acquirerId, ours] of Map.groupBy(lines, (line) => line.acquirerId))
    found.push(
      ...(await linesAlike(
        db,
        acquirerId,
        ours.filter((line): line is Line => line.tid !== null),
      )),
    )
  return found
}

/**
 * Holds lines of what we do not have against each other and against the calendar: the first of each is expected, late and
 * then missing with us, and only then what it pays stands in suspense; further ones repeat or contradict it.
 */
export async function judgeStrangers(unit: Unit, lines: readonly FileLineRow[]): Promise<void> {
  for (const [acquirerId, ours] of Map.groupBy(lines, (line) => line.acquirerId)) {
    const named = ours.filter((line): line is Line => line.tid !== null)
    const known = await linesAlike(unit, acquirerId, named)
    const groups = [...Map.groupBy(known, (line) => `${line.tid} ${numberOf(line)}`).values()].flatMap(sameOnes)
    await moveLines(
      unit,
      groups.flatMap((group) =>
        verdictsOf(null, group.map(fileRowOf)).flatMap((verdict, place) => {
          const line = group[place]
          if (line === undefined) return []
          const state = verdict.state === 'ALONE' ? ('MISSING_HERE' as const) : verdict.state
          return [{ line, state, problem: problemOf(verdict, group, null, null), transactionId: null }]
        }),
      ),
    )
    await settleGroups(unit, acquirerId, groups)
  }
}

/** Under which number a line knows others: that of what it is of, else its reference. */
function numberOf(line: FileLineRow): string {
  return stanInFile(fileRowOf(line)) ?? `R${line.rrn}`
}

/** All lines of nothing that we have, of the numbers of these, in the order in which they were read. */
async function linesAlike(db: Scoped, acquirerId: string, lines: readonly Line[]): Promise<FileLineRow[]> {
  if (lines.length === 0) return []
  return await db.prepared<FileLineRow>('file-lines-alike', ALIKE, [
    acquirerId,
    lines.map(({ tid }) => tid),
    lines.map((line) => stanInFile(fileRowOf(line))),
    lines.map(({ rrn }) => rrn),
    lines.map(({ businessDate }) => businessDate),
  ])
}

const NEAR = `l.acquirer_id = $1 and l.transaction_id is null and l.tid = n.tid
    and l.business_date between n.day - ${FILE_DAYS_APART_MAX} and n.day + ${FILE_DAYS_APART_MAX}`

const ALIKE = `
  select distinct on (f.started_at, f.id, same.line) same.* from unnest($2::text[], $3::text[], $4::text[], $5::date[]) as n (tid, stan, rrn, day)
  cross join lateral (
    select ${columnList(fileLineTable, 'l')} from file_line l where ${NEAR} and l.stan = n.stan and (l.kind <> 'REVERSAL' or l.original_stan is null)
    union all
    select ${columnList(fileLineTable, 'l')} from file_line l where ${NEAR} and l.original_stan = n.stan and l.kind = 'REVERSAL'
    union all
    select ${columnList(fileLineTable, 'l')} from file_line l where ${NEAR} and n.stan is null and l.stan is null and l.rrn = n.rrn
  ) as same join file_import f on f.id = same."importId" where same.state not in ('BAD', 'IGNORED') order by f.started_at, f.id, same.line`

/** Lines of one number, parted by what they are of: numbers come round again. */
function sameOnes(lines: readonly FileLineRow[]): FileLineRow[][] {
  const groups: FileLineRow[][] = []
  const placed = (line: FileLineRow) => ({ row: fileRowOf(line), day: line.businessDate })
  for (const line of lines) {
    const group = groups.find(([first]) => first !== undefined && isOfSame(placed(first), placed(line)))
    if (group === undefined) groups.push([line])
    else group.push(line)
  }
  return groups
}

/** The note of the first line of each group, and what stands in suspense for it. */
async function settleGroups(unit: Unit, acquirerId: string, groups: readonly FileLineRow[][]): Promise<void> {
  const { today, calendar } = (await calendarsOf(unit, [acquirerId]))(acquirerId)
  const places = await placesByTid(
    unit,
    acquirerId,
    groups.flatMap(([first]) => first?.tid ?? []),
  )
  const stood = groups.flatMap((group) => {
    const [head] = group
    if (head === undefined) return []
    const rows = group.map(fileRowOf)
    // what was taken back there is missed by nobody
    const isTakenBack = rows.some(({ type }) => type === 'REVERSAL') && rows.some(({ type }) => type !== 'REVERSAL')
    const day = head.settlementDate ?? head.businessDate
    const state = isTakenBack ? ('MATCHED' as const) : HERE[standingOf(day, today, calendar)]
    return [{ head, state, place: places.get(head.tid ?? '') ?? null, claim: claimOf(rows) }]
  })
  const at = unit.clock.now()
  await noteStrangers(
    unit,
    stood.map(({ head, state, place }) => ({
      ...{ source: 'FILE', acquirerId, agentId: place?.agentId ?? null, merchantId: place?.merchantId ?? null },
      ...{ path: head.path, businessDate: head.businessDate, state, terminalId: head.terminalId, transactionId: null },
      ...{ importId: head.importId, line: head.line, hostPosition: null, amount: null, currency: head.currency },
      ...{ theirs: head.amount, at, changedAt: at },
    })),
  )
  await bookClearing(
    unit,
    stood.map(({ head, state, place, claim }) => ({
      subject: lineSubject(head),
      place: { terminalId: null, agentId: null, merchantId: null, path: acquirerId, ...place, acquirerId },
      businessDate: head.businessDate,
      occurredAt: null,
      postings: state === 'MISSING_HERE' ? settlementPostings(null, claim) : [],
    })),
  )
}

const HERE: Readonly<Record<Standing, 'EXPECTED' | 'LATE' | 'MISSING_HERE'>> = {
  EXPECTED: 'EXPECTED',
  LATE: 'LATE',
  MISSING: 'MISSING_HERE',
}

async function noteStrangers(unit: Unit, notes: readonly Omit<RecordMatchRow, 'id'>[]): Promise<void> {
  if (notes.length === 0) return
  const known = await unit.query<{ importId: string; line: number; state: RecordMatchRow['state'] }>(
    `select m.import_id as "importId", m.line, m.state from unnest($1::text[], $2::int[]) as n (import_id, line)
     join record_match m on m.import_id = n.import_id and m.line = n.line and m.transaction_id is null for no key update of m`,
    [notes.map(({ importId }) => importId), notes.map(({ line }) => line)],
  )
  const before = new Map(known.map((each) => [lineSubject(each), each.state]))
  const moved = notes.filter(({ importId, line, state }) => before.get(`${importId}:${line}`) !== state)
  await unnestInsert(
    unit,
    recordMatchTable,
    // that it was taken back before it was noted asks nothing
    moved.filter(({ importId, line, state }) => state !== 'MATCHED' || before.has(`${importId}:${line}`)),
    {
      onConflict: `on conflict (import_id, line) where import_id is not null and transaction_id is null do update set
        state = excluded.state, changed_at = excluded.changed_at`,
    },
  )
  tellFindings(
    unit,
    'FILE',
    moved.map(({ acquirerId, importId, line, state }) => ({ acquirerId, subject: `${importId}:${line}`, state })),
  )
}
