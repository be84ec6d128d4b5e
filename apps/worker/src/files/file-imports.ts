import {
  asLeader,
  type BadLine,
  databaseErrorCode,
  type FileImportRow,
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type ReadLine,
  saveImport,
  type Storage,
  takeFileLines,
  takeImport,
  type TakenLines,
  type Unit,
} from '@budeng/storage'
import { type CsvMapping, type LineReader, lineReader } from '@budeng/transactions'
import { IMPORT_PIECE_BYTES, IMPORTS_LOOK_MS } from '../limits.ts'
import { Strikes } from '../strikes.ts'
import { fileHash, importPath, type Piece, readPiece } from './stored-file.ts'

interface ReadPiece {
  readonly good: readonly ReadLine[]
  readonly bad: readonly BadLine[]
  readonly piece: Piece
}

/**
 * Reads acquirers' files, a piece a transaction: its lines, what they match and where the next piece begins are committed
 * together, so a worker that falls goes on there and no line counts twice. One bad line is told and hinders no other.
 */
export class FileImports {
  readonly #storage: Storage
  readonly #folder: string
  readonly #log: Log
  readonly #strikes = new Strikes()
  readonly #counts = { lines: 0, files: 0, failed: 0 }

  constructor(storage: Storage, folder: string, log: Log) {
    this.#storage = storage
    this.#folder = folder
    this.#log = log
  }

  counts() {
    return { ...this.#counts }
  }

  /** One piece of one file; answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    const file = await this.#led(takeImport)
    if (file === null) return IMPORTS_LOOK_MS
    const path = importPath(this.#folder, file.id)
    try {
      await (file.state === 'WAITING' ? this.#begin(file, path) : this.#step(file, path))
      this.#strikes.forget()
    } catch (fault) {
      if (!this.#strikes.isLast(file.id, fault)) throw fault
      const problem = { code: 'FAULT', fault: databaseErrorCode(fault) }
      await this.#save(file, async (unit, row) => this.#fail(unit, row, problem))
    }
    return 0
  }

  /** What lies there is what was received. */
  async #begin(file: FileImportRow, path: string): Promise<void> {
    const hash = await fileHash(path)
    const problem =
      hash === null ? { code: 'FILE_GONE' } : hash.equals(file.storedSha256) ? null : { code: 'FILE_CHANGED' }
    await this.#save(file, async (unit, row) => {
      if (problem !== null) return this.#fail(unit, row, problem)
      return { ...row, state: 'READING', startedAt: row.startedAt ?? unit.clock.now() }
    })
  }

  async #step(file: FileImportRow, path: string): Promise<void> {
    const [titles = ''] =
      file.position === 0 && file.format === 'FLOW' ? [] : (await readPiece(path, 0, TITLE_BYTES)).lines
    const reader = lineReader({ ...file, mapping: file.mapping as CsvMapping | null }, titles)
    if (typeof reader !== 'function') {
      const problem = { code: 'MAPPING', problems: reader.problems }
      await this.#save(file, async (unit, row) => this.#fail(unit, row, problem))
      return
    }
    const piece = await readPiece(path, file.position, IMPORT_PIECE_BYTES)
    const read = readLines(reader, piece, file.line)
    await this.#save(file, async (unit, row) => {
      const taken = await takeFileLines(unit, row, read.good, read.bad)
      this.#counts.lines += taken.rows
      const next = counted((await takeImport(unit)) ?? row, taken, read)
      return piece.atEnd ? this.#finish(unit, next, piece.cutOff) : next
    })
  }

  #finish(unit: Unit, row: FileImportRow, cutOff: boolean): FileImportRow {
    const at = unit.clock.now()
    this.#counts.files++
    const { name, businessDate, rows, badRows, matched, missingHere, contradicting, repeated } = row
    const data = { name, businessDate, rows, badRows, matched, missingHere, contradicting, repeated }
    unit.append([{ type: 'FileImported', subject: row.id, path: row.path, at, data }])
    return { ...row, state: 'DONE', finishedAt: at, problem: cutOff ? { code: 'CUT_OFF', line: row.line } : null }
  }

  #fail(unit: Unit, row: FileImportRow, problem: { readonly code: string }): FileImportRow {
    const at = unit.clock.now()
    this.#counts.failed++
    this.#log.warn({ importId: row.id, ...problem }, 'a file of an acquirer could not be read')
    const data = { name: row.name, businessDate: row.businessDate, code: problem.code }
    unit.append([{ type: 'FileImportFailed', subject: row.id, path: row.path, at, data }])
    return { ...row, state: 'FAILED', finishedAt: at, problem }
  }

  /** Under the lock of the import, and only when it stands where it was read. */
  async #save(seen: FileImportRow, work: (unit: Unit, row: FileImportRow) => Promise<FileImportRow>): Promise<void> {
    await this.#led(async (unit) => {
      const row = await takeImport(unit)
      if (row === null || row.id !== seen.id || row.version !== seen.version) return
      const next = await work(unit, row)
      await saveImport(unit, { ...next, version: row.version + 1 })
    })
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'files', () => work(unit)),
    )
  }
}

/** Longest title row. */
const TITLE_BYTES = 64 * 1024

function readLines(reader: LineReader, piece: Piece, before: number): ReadPiece {
  const good: ReadLine[] = []
  const bad: BadLine[] = []
  for (const [place, text] of piece.lines.entries()) {
    const line = before + place + 1
    const parsed = reader(text, line)
    if (parsed === null) continue
    if (parsed.ok) good.push({ line, row: parsed.row })
    else bad.push({ line, text, faults: parsed.faults })
  }
  return { good, bad, piece }
}

function counted(row: FileImportRow, taken: TakenLines, { piece }: ReadPiece): FileImportRow {
  return {
    ...row,
    position: piece.next,
    line: row.line + piece.lines.length,
    rows: row.rows + taken.rows,
    badRows: row.badRows + taken.badRows,
    unknownTerminals: row.unknownTerminals + taken.unknownTerminals,
  }
}
