import { mkdir, open, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import {
  asLeader,
  databaseErrorCode,
  type ExportJobRow,
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveExport,
  type Storage,
  takeEndedExports,
  takeExport,
  type Unit,
} from '@budeng/storage'
import { csvText } from '@budeng/transactions'
import { fileHash } from '../files/stored-file.ts'
import { EXPORTS_ENDED_MAX, EXPORTS_LOOK_MS } from '../limits.ts'
import { Strikes } from '../strikes.ts'
import { gb18030 } from './gb18030.ts'
import { EXPORT_COLUMNS, type ExportedRow, exportPage } from './export-pages.ts'

/** Where a file that somebody takes out lies. */
export function exportPath(folder: string, { id, format }: Pick<ExportJobRow, 'id' | 'format'>): string {
  return join(folder, 'exports', `${id}.${format === 'JSONL' ? 'jsonl' : 'csv'}`)
}

/** Spreadsheets take a file without it for one in the machine's old encoding. */
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Writes files that people take out, a page a turn. What a page adds is on disk before its end is noted, and the file is
 * cut to what was noted before the next one: a worker that falls leaves no line out and writes none twice.
 */
export class ExportJobs {
  readonly #storage: Storage
  readonly #folder: string
  readonly #log: Log
  readonly #strikes = new Strikes()
  readonly #counts = { rows: 0, files: 0, failed: 0 }

  constructor(storage: Storage, folder: string, log: Log) {
    this.#storage = storage
    this.#folder = folder
    this.#log = log
  }

  counts() {
    return { ...this.#counts }
  }

  /** One page of one file; answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    await this.#removeEnded()
    const job = await this.#led(takeExport)
    if (job === null) return EXPORTS_LOOK_MS
    try {
      await this.#step(job)
      this.#strikes.forget()
    } catch (fault) {
      this.#counts.failed++
      this.#log.warn({ exportId: job.id, reason: String(fault) }, 'a file for somebody could not be written')
      if (!this.#strikes.isLast(job.id, fault)) throw fault
      await this.#giveUp(job, databaseErrorCode(fault) ?? 'FAULT')
    }
    return 0
  }

  async #giveUp(job: ExportJobRow, problem: string): Promise<void> {
    await this.#led(async (unit) => {
      const now = await takeExport(unit)
      if (now?.id === job.id) await saveExport(unit, { ...now, state: 'FAILED', problem, finishedAt: unit.clock.now() })
    })
  }

  async #step(job: ExportJobRow): Promise<void> {
    const path = exportPath(this.#folder, job)
    const { rows, next } = await this.#storage.read(PLATFORM_SCOPE, (db) => exportPage(db, job))
    const head = job.state === 'WAITING' ? headOf(job) : ''
    const text = head + rows.map((row) => lineOf(job, row)).join('')
    const bytes = job.format === 'CSV_GB18030' ? gb18030(text) : Buffer.from(text)
    await append(this.#folder, path, job.bytes, bytes)
    const written = { ...job, rows: job.rows + rows.length, bytes: job.bytes + bytes.length }
    const sha256 = next === null ? await fileHash(path) : null
    await this.#led(async (unit) => {
      const now = await takeExport(unit)
      if (now === null || now.id !== job.id || now.version !== job.version) return
      this.#counts.rows += rows.length
      if (next !== null) return await saveExport(unit, { ...written, state: 'WRITING', cursor: next })
      const at = unit.clock.now()
      this.#counts.files++
      await saveExport(unit, { ...written, state: 'READY', cursor: null, sha256, finishedAt: at })
      const data = { kind: job.kind, format: job.format, rows: written.rows, bytes: written.bytes }
      unit.append([{ type: 'ExportReady', subject: job.id, path: job.path, at, data }])
    })
  }

  async #removeEnded(): Promise<void> {
    await this.#led(async (unit) => {
      for (const job of await takeEndedExports(unit, EXPORTS_ENDED_MAX)) {
        await rm(exportPath(this.#folder, job), { force: true })
        await saveExport(unit, { ...job, state: 'EXPIRED' })
      }
    })
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'exports', () => work(unit)),
    )
  }
}

function headOf({ format, kind }: ExportJobRow): string {
  if (format === 'JSONL') return ''
  return (format === 'CSV' ? BYTE_ORDER_MARK : '') + csvText([...EXPORT_COLUMNS[kind]])
}

function lineOf(job: ExportJobRow, row: ExportedRow): string {
  if (job.format !== 'JSONL') return csvText(EXPORT_COLUMNS[job.kind].map((name) => row[name] ?? null))
  // amounts are texts in JSON
  return `${JSON.stringify(row, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`
}

async function append(folder: string, path: string, from: number, bytes: Buffer): Promise<void> {
  await mkdir(join(folder, 'exports'), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a', 0o600)
  try {
    await truncate(path, from)
    await file.appendFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}
