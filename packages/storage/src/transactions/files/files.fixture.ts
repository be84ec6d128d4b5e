import { createHash } from 'node:crypto'
import type { FileRow, JournalRecord } from '@budeng/transactions'
import type { FileImportRow } from '../../rows/index.ts'
import { PLATFORM_SCOPE } from '../../scope.ts'
import type { Storage } from '../../storage.ts'
import { PLATFORM_ACTOR } from '../../unit.ts'
import type { JournalHand } from '../journal/journal.fixture.ts'
import type { HostFactRow } from './host-records.ts'
import { importsByIds, insertImport, lockImport, saveImport } from './imports.ts'
import { takeFileLines } from './take-lines.ts'

/** A line of a file that says of a record what it says itself. */
export function lineOf(hand: JournalHand, record: JournalRecord, change: Partial<FileRow> = {}): FileRow {
  return {
    ...{ tid: hand.tid, mid: null, stan: record.stan ?? null, rrn: record.rrn ?? null, authCode: null },
    ...{ responseCode: '00', panMasked: null, type: record.type, minor: BigInt(record.amount ?? 0) },
    ...{ currency: record.currency ?? 'CNY', exponent: record.exponent ?? 2, feeMinor: null, settlementDate: null },
    ...{ localTime: null, originalStan: null, originalTime: null },
    ...change,
  }
}

/** What its host says of a record, there in its log: that it approved it, unless it is said otherwise. */
export function hostFactOf(
  hand: JournalHand,
  record: JournalRecord,
  change: Pick<HostFactRow, 'position' | 'at'> & Partial<HostFactRow>,
): HostFactRow {
  const { type, batch = '', stan = '', amount = '0', rrn = null, panMasked = null, panToken = null } = record
  return {
    ...{ fact: 'trade', tid: hand.tid, batchNo: batch, stan, responseCode: '00', detail: null, type, mti: '0200' },
    ...{ fate: 'APPROVED', mid: null, midReturned: null, amount: BigInt(amount), currency: 'CNY', panMasked, panToken },
    ...{ entryMode: null, cardScope: 'DOMESTIC', rrn, authCode: null, merchantOrder: null, channelOrder: null },
    ...{ localTime: null, settlementDate: null, original: null },
    ...change,
  }
}

/** A file of these lines, received and read to its end in one piece by the worker. Answers its import. */
export async function readFile(
  worker: Storage,
  app: Storage,
  acquirerId: string,
  businessDate: string,
  rows: readonly FileRow[],
): Promise<FileImportRow> {
  const id = app.newId('fileImport')
  const sha256 = createHash('sha256').update(id).digest()
  await app.write({ path: acquirerId }, PLATFORM_ACTOR, (unit) =>
    insertImport(unit, {
      ...{ id, acquirerId, name: 'file', format: 'FLOW', mapping: null, mappingId: null, businessDate },
      ...{ originalSha256: sha256, originalBytes: 1, storedSha256: sha256, storedBytes: 1, createdBy: 'usr_x' },
    }),
  )
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const locked = await lockImport(unit, id)
    if (locked === null) throw new Error('no import')
    const file = { ...locked, startedAt: unit.clock.now() }
    await saveImport(unit, file)
    const lines = rows.map((row, place) => ({ line: place + 1, row }))
    await takeFileLines(unit, file, lines, [])
    await saveImport(unit, { ...file, state: 'DONE', rows: rows.length, finishedAt: unit.clock.now() })
  })
  const [row] = await app.read({ path: acquirerId }, (db) => importsByIds(db, [id]))
  if (row === undefined) throw new Error('no import')
  return row
}
