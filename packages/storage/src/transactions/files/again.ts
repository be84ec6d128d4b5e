import { columnList, type FileLineRow, fileLineTable } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { bookClearing, lineSubject } from '../clearing.ts'
import { judgeByFile } from './judge-by-file.ts'
import { moveLines } from './line-moves.ts'
import { fileRowOf } from './line-rows.ts'
import { ownersOf } from './own.ts'
import { placesByTid } from './places.ts'
import { judgeStrangers, strangersAlike } from './strangers.ts'

/** How far a walk over open questions has come. */
export interface LookedAgain {
  readonly looked: number
  /** Behind which to go on. */
  readonly lastId: number
}

/** Holds transactions against their files again that a record or a correction changed since. */
export async function matchFilesAgain(unit: Unit, afterId: number, limit: number): Promise<LookedAgain> {
  const open = await unit.query<{ id: number; transactionId: string }>(
    `select id, transaction_id as "transactionId" from record_match
     where source = 'FILE' and state = 'EXPECTED' and transaction_id is not null and id > $1 order by id limit $2`,
    [afterId, limit],
  )
  await judgeByFile(
    unit,
    open.map(({ transactionId }) => transactionId),
  )
  return { looked: open.length, lastId: open.at(-1)?.id ?? afterId }
}

/**
 * Looks again at lines of what we do not have: whose record came since is matched now, with all that say the same or
 * otherwise; the others are graded by the calendar. What has been missing since before `from` is left alone.
 */
export async function matchStrangersAgain(
  unit: Unit,
  from: string,
  afterId: number,
  limit: number,
): Promise<LookedAgain> {
  const open = await unit.query<{ id: number }>(
    `select id from record_match where source = 'FILE' and transaction_id is null and state in ('EXPECTED', 'LATE', 'MISSING_HERE')
       and id > $1 and (state <> 'MISSING_HERE' or business_date >= $2::date) order by id limit $3`,
    [afterId, from, limit],
  )
  const heads = await unit.query<FileLineRow>(
    `select ${columnList(fileLineTable, 'l')} from record_match m
     join file_line l on l.import_id = m.import_id and l.line = m.line and l.business_date = m.business_date
     where m.id = any($1::bigint[]) and l.transaction_id is null order by m.id`,
    [open.map(({ id }) => id)],
  )
  const placed = await placedAgain(unit, heads)
  const owned = await ownedOf(unit, placed)
  // with a line go those of its number: what is of another thing finds its own owner, or none
  const given =
    owned.length === 0 ? [] : await ownedOf(unit, await placedAgain(unit, await strangersAlike(unit, owned)))
  await giveAway(unit, given)
  const gone = new Set(given.map(lineSubject))
  await judgeStrangers(
    unit,
    heads.filter((line) => !gone.has(lineSubject(line))),
  )
  return { looked: open.length, lastId: open.at(-1)?.id ?? afterId }
}

type Owned = FileLineRow & { readonly transactionId: string }

/** Of these lines those whose transaction is there now. */
async function ownedOf(
  unit: Unit,
  placed: readonly { readonly line: FileLineRow; readonly terminalId: string }[],
): Promise<Owned[]> {
  const owners = await ownersOf(
    unit,
    placed.map(({ line, terminalId }) => ({ row: fileRowOf(line), terminalId, day: line.businessDate })),
  )
  return placed.flatMap(({ line }, place) => {
    const transactionId = owners[place] ?? null
    return transactionId === null ? [] : [{ ...line, transactionId }]
  })
}

/** Lines with their terminals; one that was registered since its file came is found now. */
async function placedAgain(unit: Unit, lines: readonly FileLineRow[]) {
  const unknown = lines.filter(({ terminalId }) => terminalId === null)
  const [acquirerId] = unknown.map((line) => line.acquirerId)
  const places =
    acquirerId === undefined
      ? null
      : await placesByTid(
          unit,
          acquirerId,
          unknown.filter((line) => line.acquirerId === acquirerId).flatMap(({ tid }) => tid ?? []),
        )
  return lines.flatMap((line) => {
    const terminalId = line.terminalId ?? places?.get(line.tid ?? '')?.terminalId ?? null
    return terminalId === null ? [] : [{ line, terminalId }]
  })
}

/** These lines are of transactions now: what stood in suspense for them is taken back, and the transactions are judged. */
async function giveAway(unit: Unit, given: readonly Owned[]): Promise<void> {
  if (given.length === 0) return
  await moveLines(
    unit,
    given.map((line) => ({
      line: { ...line, transactionId: null },
      ...{ transactionId: line.transactionId, state: 'MATCHED' as const, problem: null },
    })),
  )
  await unit.execute(
    `update record_match m set state = 'MATCHED', changed_at = $3 from unnest($1::text[], $2::int[]) as n (import_id, line)
     where m.import_id = n.import_id and m.line = n.line and m.transaction_id is null`,
    [given.map(({ importId }) => importId), given.map(({ line }) => line), new Date(unit.clock.now())],
  )
  await bookClearing(
    unit,
    given.map((line) => ({
      subject: lineSubject(line),
      place: { terminalId: null, acquirerId: line.acquirerId, agentId: null, merchantId: null, path: line.path },
      businessDate: line.businessDate,
      occurredAt: null,
      postings: [],
    })),
  )
  await judgeByFile(
    unit,
    given.map(({ transactionId }) => transactionId),
  )
}
