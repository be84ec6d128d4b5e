import type { FileImportRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { insertFileLines } from './imports.ts'
import { judgeByFile } from './judge-by-file.ts'
import { type BadLine, badRows, lineRow, type ReadLine } from './line-rows.ts'
import { ownersOf } from './own.ts'
import { placesByTid } from './places.ts'
import { judgeStrangers } from './strangers.ts'

/** What lines of one piece of a file added to its counts at first; what they came to is counted as it is found. */
export interface TakenLines {
  readonly rows: number
  readonly badRows: number
  readonly unknownTerminals: number
}

/**
 * Takes in lines of a file: where each belongs, which of our transactions it is of, and what it comes to beside ours and
 * beside all that other lines and files say. In the transaction that moves the import's position.
 */
export async function takeFileLines(
  unit: Unit,
  file: FileImportRow,
  read: readonly ReadLine[],
  bad: readonly BadLine[],
): Promise<TakenLines> {
  const places = await placesByTid(
    unit,
    file.acquirerId,
    read.map(({ row }) => row.tid),
  )
  const rows = read.map((line) => lineRow(file, line, places.get(line.row.tid) ?? null))
  const moving = rows.flatMap((line, place) => {
    const row = read[place]?.row
    return line.state === 'IGNORED' || row === undefined ? [] : [{ line, row }]
  })
  const placed = moving.flatMap(({ line, row }) =>
    line.terminalId === null ? [] : [{ line, row, terminalId: line.terminalId, day: file.businessDate }],
  )
  const owners = await ownersOf(unit, placed)
  const ownerOf = new Map(placed.map(({ line }, place) => [line, owners[place] ?? null]))
  const lines = rows.map((line) => {
    const transactionId = ownerOf.get(line) ?? null
    // mostly it says the same; it is judged below
    return transactionId === null ? line : { ...line, transactionId, state: 'MATCHED' as const }
  })
  await insertFileLines(unit, [...lines, ...badRows(file, bad)])
  await unit.execute('update file_import set matched = matched + $2, missing_here = missing_here + $3 where id = $1', [
    file.id,
    lines.filter(({ state }) => state === 'MATCHED').length,
    lines.filter(({ state }) => state === 'MISSING_HERE').length,
  ])
  await judgeByFile(
    unit,
    lines.flatMap(({ transactionId }) => transactionId ?? []),
  )
  await judgeStrangers(
    unit,
    lines.filter(({ state, transactionId }) => state !== 'IGNORED' && transactionId === null),
  )
  return {
    rows: lines.length + bad.length,
    badRows: bad.length,
    unknownTerminals: lines.filter(({ terminalId }) => terminalId === null).length,
  }
}
