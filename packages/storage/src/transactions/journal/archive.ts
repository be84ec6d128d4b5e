import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { JOURNAL_BODIES_KEPT_MS, RECORD_MONTHS_AHEAD } from '../../limits.ts'
import { monthMaker } from '../../months.ts'
import { type BatchRow, batchTable } from '../../rows/batch.ts'
import { journalArchiveTable } from '../../rows/journal.ts'
import { columnList, unnestInsert } from '../../rows/unnest.ts'
import type { Scoped, Unit } from '../../unit.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

export const makeRecordMonths = monthMaker('record', RECORD_MONTHS_AHEAD)

/** A record as the archive keeps it. */
export interface ArchivedRecord {
  readonly seq: number
  readonly body: string
}

/**
 * Puts the bodies of one batch that was closed long ago into the archive, in one piece, and takes them out of its records:
 * keys, leaves and payload hashes stay where they are, so that a repeat is still a repeat. Answers its id, or null.
 */
export async function archiveBatch(unit: Unit): Promise<string | null> {
  const at = unit.clock.now()
  const [batch] = await unit.query<BatchRow>(
    `select ${columnList(batchTable, 'b')} from batch b
     where closed_at < $1 and archived_at is null order by closed_at, id limit 1 for no key update skip locked`,
    [new Date(at - JOURNAL_BODIES_KEPT_MS)],
  )
  if (batch === undefined) return null
  const records = await unit.query<ArchivedRecord>(
    `select seq, body from journal_record where terminal_id = $1 and epoch = $2 and batch_no = $3 and body is not null order by seq`,
    [batch.terminalId, batch.epoch, batch.batchNo],
  )
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('')
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = batch
  await unnestInsert(unit, journalArchiveTable, [
    {
      terminalId,
      acquirerId,
      agentId,
      merchantId,
      storeId,
      path,
      batchId: batch.id,
      recordCount: records.length,
      sha256: hash('sha256', text, 'buffer'),
      bytes: await pack(text),
      at,
    },
  ])
  await unit.query('select journal_bodies_erase($1)', [batch.id])
  await unit.execute('update batch set archived_at = $2, version = version + 1 where id = $1', [batch.id, new Date(at)])
  unit.append([
    {
      type: 'BatchArchived',
      subject: batch.id,
      terminal: { terminalId, acquirerId, agentId, merchantId, storeId, path },
      path,
      at,
      data: { batch: batch.batchNo, epoch: batch.epoch, records: records.length },
    },
  ])
  return batch.id
}

/** The records of an archived batch; null when there is none, or its bytes are not those that were written. */
export async function readArchive(db: Scoped, batchId: string): Promise<readonly ArchivedRecord[] | null> {
  const [row] = await db.query<{ sha256: Buffer; bytes: Buffer }>(
    'select sha256, bytes from journal_archive where batch_id = $1',
    [batchId],
  )
  if (row === undefined) return null
  const text = (await unpack(row.bytes)).toString('utf8')
  if (!hash('sha256', text, 'buffer').equals(row.sha256)) return null
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ArchivedRecord)
}
