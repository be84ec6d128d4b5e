import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { idMaker } from '@budeng/kernel'
import { insertImport, PLATFORM_ACTOR } from '@budeng/storage'
import type { Pool } from 'pg'
import { median, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import {
  FILE_LARGE_LINES,
  FILE_LINES,
  FILE_POLL_MS,
  FILE_TIMEOUT_MS,
  FILE_WARM_UP_LINES,
  JOURNAL_TERMINALS,
} from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, NO_GOAL } from '../report/row.ts'
import { startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool, withStorage } from '../servers/database.ts'
import { DAY, numbersOf, type Sales, sell, sellers, type SoldTerminal, writeFlowFile } from './sales.ts'

/** A worker's memory, however long the file is. */
const GOAL_MB = 512

/**
 * (h) Rows per second of an acquirer's file, from its receipt to the last row that is read, matched both ways and kept;
 * beside a mere COPY of its lines into a bare table. Each file tells of sales that no file told of before. At last one
 * file of a million rows, and the most memory that the worker ever had.
 */
export async function measureImport(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const databaseUrl = await createMigrated(database, 'files')
  const keysFolder = join(folder, 'files-keys')
  const filesFolder = join(folder, 'files')
  mkdirSync(join(filesFolder, 'imports'), { recursive: true })
  await seedFleet(databaseUrl, keysFolder, JOURNAL_TERMINALS)
  const worker = await startWorker({ databaseUrl, keysFolder, filesFolder })
  try {
    return await withPool(databaseUrl, async (pool) => {
      const ground = new Ground(pool, databaseUrl, filesFolder, await sellers(pool))
      await ground.measure(FILE_WARM_UP_LINES)
      const [ours, copy, peaks]: [number[], number[], number[]] = [[], [], []]
      for (let run = 0; run < runs; run++) {
        const { rate, path } = await ground.measure(FILE_LINES)
        ours.push(rate)
        copy.push(await copyRate(pool, path))
        peaks.push((await worker.usage('now')).peakRss)
      }
      const large = await ground.measure(FILE_LARGE_LINES)
      const { memory, peakRss } = await worker.usage('now')
      const collected = (await worker.usage('collected')).memory
      const megabytes = peakRss / 2 ** 20
      const beside = `COPY of its lines ${shown(median(copy), 'rows/s')}`
      return {
        rows: [
          {
            group: 'h',
            what: `rows of a flow file of ${inFigures(FILE_LINES)}, matched`,
            ours: shown(median(ours), 'rows/s'),
            beside,
            ratio: median(ours) / median(copy),
            ...NO_GOAL,
          },
          {
            group: 'h',
            what: `rows of a flow file of ${inFigures(FILE_LARGE_LINES)}, matched`,
            ours: shown(large.rate, 'rows/s'),
            beside,
            ratio: large.rate / median(copy),
            ...NO_GOAL,
          },
          {
            group: 'h',
            what: `the most memory of the worker, ${inFigures(FILE_LARGE_LINES)} rows in one file`,
            ours: shown(megabytes, 'MB'),
            beside: 'the limit',
            ratio: megabytes / GOAL_MB,
            ...atMost(megabytes, GOAL_MB, ' MB'),
          },
        ],
        figures: { ours, copy, lines: FILE_LINES, large: large.rate, peaks, peakRss, memory, collected },
      }
    })
  } finally {
    await worker.stop()
  }
}

const inFigures = (count: number) => count.toLocaleString('en-US')

interface Imported {
  /** Rows a second. */
  readonly rate: number
  /** Where the file lies. */
  readonly path: string
}

/** Where sales are made and files of them are read. */
class Ground {
  readonly #pool: Pool
  readonly #databaseUrl: string
  readonly #folder: string
  readonly #terminals: readonly SoldTerminal[]
  #from = 1

  constructor(pool: Pool, databaseUrl: string, folder: string, terminals: readonly SoldTerminal[]) {
    this.#pool = pool
    this.#databaseUrl = databaseUrl
    this.#folder = folder
    this.#terminals = terminals
  }

  /** Makes so many sales, and measures the import of a file that tells of them. */
  async measure(lines: number): Promise<Imported> {
    const sales = { terminals: this.#terminals, from: this.#from, lines }
    this.#from += numbersOf(sales)
    await sell(this.#pool, sales)
    return await this.#imported(sales)
  }

  async #imported(sales: Sales): Promise<Imported> {
    const id = idMaker(Date.now, randomBytes)('fileImport')
    const path = join(this.#folder, 'imports', `${id}.txt`)
    const { bytes, sha256 } = writeFlowFile(path, sales)
    const acquirerId = sales.terminals[0]?.acquirerId ?? ''
    const startedAt = performance.now()
    await withStorage(this.#databaseUrl, 'app', (app) =>
      app.write({ path: acquirerId }, PLATFORM_ACTOR, (unit) =>
        insertImport(unit, {
          ...{ id, acquirerId, name: 'bench', format: 'FLOW', mapping: null, mappingId: null, businessDate: DAY },
          ...{ originalSha256: sha256, originalBytes: bytes, storedSha256: sha256, storedBytes: bytes },
          createdBy: 'usr_bench',
        }),
      ),
    )
    await this.#untilDone(id, sales.lines, startedAt)
    return { rate: sales.lines / ((performance.now() - startedAt) / 1_000), path }
  }

  async #untilDone(id: string, lines: number, startedAt: number): Promise<void> {
    for (;;) {
      const { rows } = await this.#pool.query<{ state: string; rows: number; matched: number }>(
        'select state, rows, matched from file_import where id = $1',
        [id],
      )
      const [row] = rows
      if (row?.state === 'DONE') {
        if (row.rows !== lines || row.matched !== lines) throw new Error(JSON.stringify(row))
        return
      }
      if (row?.state === 'FAILED' || performance.now() - startedAt > FILE_TIMEOUT_MS)
        throw new Error(`the import is ${row?.state}, at row ${row?.rows}`)
      await wait(FILE_POLL_MS)
    }
  }
}

/** The server reads a file of the same lines into a table without keys. */
async function copyRate(pool: Pool, path: string): Promise<number> {
  const { rows } = await pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const file = join(rows[0]?.folder ?? '', 'bench-file')
  await pool.query('drop table if exists bare')
  await pool.query('create table bare (line text)')
  await pool.query(`create temporary table lines as select unnest(string_to_array($1, E'\\n')) as line`, [
    readFileSync(path, 'utf8').trimEnd(),
  ])
  rmSync(path)
  await pool.query(`copy lines to '${file.replaceAll("'", "''")}'`)
  await pool.query('drop table lines')
  const startedAt = performance.now()
  const { rowCount } = await pool.query(`copy bare from '${file.replaceAll("'", "''")}'`)
  return (rowCount ?? 0) / ((performance.now() - startedAt) / 1_000)
}
