import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { idMaker } from '@budeng/kernel'
import { insertImport, PLATFORM_ACTOR } from '@budeng/storage'
import { printFlowLine } from '@budeng/transactions'
import type { Pool } from 'pg'
import { median, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { FILE_LINES, FILE_POLL_MS, FILE_TIMEOUT_MS, JOURNAL_TERMINALS } from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, NO_GOAL } from '../report/row.ts'
import { startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool, withStorage } from '../servers/database.ts'

const DAY = '2026-11-15'
/** What the core knows of a sale that was written and not told of by anybody else; `n` is its number. */
const FACTS = `jsonb_build_object('founding', jsonb_build_object('seq', n, 'type', 'PURCHASE', 'outcome', 'APPROVED', 'scope', 'DOMESTIC',
  'money', jsonb_build_object('minor', (100 + n)::text, 'currency', 'CNY', 'exponent', 2), 'cardType', null, 'original', null))`
/** A worker's memory, however long the file is. */
const GOAL_MB = 512

/**
 * (h) Rows per second of an acquirer's file, from its receipt to the last row that is read, matched both ways and kept;
 * beside a mere COPY of its lines into a bare table.
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
      const ground = { pool, databaseUrl, filesFolder, terminals: await sell(pool) }
      const [ours, copy]: [number[], number[]] = [[], []]
      for (let run = 0; run <= runs; run++) {
        const text = fileOf(ground.terminals, run)
        const rate = await importRate(ground, text)
        const bare = await copyRate(pool, text)
        if (run === 0) continue
        ours.push(rate)
        copy.push(bare)
      }
      const { memory } = await worker.usage('now')
      const megabytes = memory.rss / 2 ** 20
      return {
        rows: [
          {
            group: 'h',
            what: `rows of a flow file of ${FILE_LINES.toLocaleString('en-US')}, matched`,
            ours: shown(median(ours), 'rows/s'),
            beside: `COPY of its lines ${shown(median(copy), 'rows/s')}`,
            ratio: median(ours) / median(copy),
            ...NO_GOAL,
          },
          {
            group: 'h',
            what: 'memory of the worker after it',
            ours: shown(megabytes, 'MB'),
            beside: 'the limit',
            ratio: megabytes / GOAL_MB,
            ...atMost(megabytes, GOAL_MB, ' MB'),
          },
        ],
        figures: { ours, copy, lines: FILE_LINES, rss: memory.rss },
      }
    })
  } finally {
    await worker.stop()
  }
}

interface Ground {
  readonly pool: Pool
  readonly databaseUrl: string
  readonly filesFolder: string
  readonly terminals: readonly SoldTerminal[]
}

interface SoldTerminal {
  readonly tid: string
  readonly acquirerId: string
}

/** Approved transactions of one acquirer and their lines, as many as the file has, put there by SQL. */
async function sell(pool: Pool): Promise<SoldTerminal[]> {
  const { rows } = await pool.query<SoldTerminal>(
    `select t.tid, t.acquirer_id as "acquirerId" from terminal t join node a on a.id = t.acquirer_id where a.code = 'huaxin' order by t.tid`,
  )
  await pool.query(
    `insert into transaction (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, id, epoch, batch_no, stan, msg_class, seq, type,
       auth_state, reversal_state, follow_up_state, settlement_state, sync_state, amount, net_amount, currency, exponent, tid, rrn, occurred_at, recorded_at, effective_date, seqs, facts, changed_at)
     select t.id, acquirer_id, agent_id, merchant_id, store_id, path, 'txn_' || lpad(n::text, 12, '0') || tid, 1, '000001', lpad(n::text, 6, '0'), 'FIN', n, 'PURCHASE',
       'APPROVED', 'NONE', 'NONE', 'SETTLED', 'ACKNOWLEDGED', 100 + n, 100 + n, 'CNY', 2, tid, 'R' || tid || lpad(n::text, 3, '0'), timestamptz '${DAY} 04:00Z', now(), '${DAY}', array[n], ${FACTS}, now()
     from generate_series(1, ${Math.ceil(FILE_LINES / rows.length)}) n, terminal t where t.tid = any($1) and t.acquirer_id = $2 order by n`,
    [rows.map(({ tid }) => tid), rows[0]?.acquirerId],
  )
  // each has its line in the explorer, which moves with it and stands in its month
  await pool.query(`select record_month_make(date '${DAY.slice(0, 7)}-01')`)
  await pool.query(
    `insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, rrn, type,
       auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at)
     select terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, occurred_at, id, batch_no, stan, rrn, type,
       auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, false, recorded_at
     from transaction order by occurred_at, id`,
  )
  await pool.query('vacuum analyze transaction, record_line')
  return rows
}

/** The file of a day; each run has other bytes, since the same ones are imported once. */
function fileOf(terminals: readonly SoldTerminal[], run: number): string {
  const lines = Array.from({ length: FILE_LINES }, (_, place) => {
    const { tid = '' } = terminals[place % terminals.length] ?? {}
    const n = 1 + Math.floor(place / terminals.length)
    return printFlowLine({
      ...{ acquirer: '48020000', forwarder: '48020000', stan: String(n).padStart(6, '0'), time: '1115120000' },
      ...{ pan: '622848******0014', amount: String(100 + n), mti: '0200', processingCode: '000000', mcc: '5411', tid },
      ...{ mid: '898000000000001', rrn: `R${tid}${String(n).padStart(3, '0')}`, conditionCode: '00' },
      ...{ authCode: `A${String(run).padStart(5, '0')}`, receiver: '01020000', responseCode: '00', entryMode: '051' },
    })
  })
  return `${lines.join('\n')}\n`
}

async function importRate({ pool, databaseUrl, filesFolder, terminals }: Ground, text: string): Promise<number> {
  const id = idMaker(Date.now, randomBytes)('fileImport')
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest()
  writeFileSync(join(filesFolder, 'imports', `${id}.txt`), bytes)
  const acquirerId = terminals[0]?.acquirerId ?? ''
  const startedAt = performance.now()
  await withStorage(databaseUrl, 'app', (app) =>
    app.write({ path: acquirerId }, PLATFORM_ACTOR, (unit) =>
      insertImport(unit, {
        ...{ id, acquirerId, name: 'bench', format: 'FLOW', mapping: null, mappingId: null, businessDate: DAY },
        ...{ originalSha256: sha256, originalBytes: bytes.length, storedSha256: sha256, storedBytes: bytes.length },
        createdBy: 'usr_bench',
      }),
    ),
  )
  for (;;) {
    const { rows } = await pool.query<{ state: string; rows: number; matched: number; repeated: number }>(
      'select state, rows, matched, repeated from file_import where id = $1',
      [id],
    )
    const tookMs = performance.now() - startedAt
    const [row] = rows
    if (row?.state === 'DONE') {
      // from the second run on every line says again what an earlier file said
      if (row.rows !== FILE_LINES || row.matched + row.repeated !== FILE_LINES) throw new Error(JSON.stringify(row))
      return FILE_LINES / (tookMs / 1_000)
    }
    if (row?.state === 'FAILED' || tookMs > FILE_TIMEOUT_MS) throw new Error(`the import is ${row?.state}`)
    await wait(FILE_POLL_MS)
  }
}

/** The server reads a file of the same lines into a table without keys. */
async function copyRate(pool: Pool, text: string): Promise<number> {
  const { rows } = await pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const file = join(rows[0]?.folder ?? '', 'bench-file')
  await pool.query('drop table if exists bare')
  await pool.query('create table bare (line text)')
  await pool.query(`create temporary table lines as select unnest(string_to_array($1, E'\\n')) as line`, [
    text.trimEnd(),
  ])
  await pool.query(`copy lines to '${file.replaceAll("'", "''")}'`)
  await pool.query('drop table lines')
  const startedAt = performance.now()
  const { rowCount } = await pool.query(`copy bare from '${file.replaceAll("'", "''")}'`)
  return (rowCount ?? 0) / ((performance.now() - startedAt) / 1_000)
}
