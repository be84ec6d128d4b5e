import { createHash } from 'node:crypto'
import {
  badLines,
  insertFileLines,
  insertHostRecords,
  insertImport,
  lockImport,
  matchLines,
  noteMatches,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveImport,
  saveMapping,
} from '@budeng/storage'
import { bookingDay, type FileRow } from '@budeng/transactions'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** A line of a file about a sale of `money.ts`. */
function row(tid: string, number: number, minor: bigint): FileRow {
  return {
    ...{
      tid,
      mid: '898000000000001',
      stan: String(number).padStart(6, '0'),
      rrn: `X${String(number).padStart(11, '0')}`,
    },
    ...{ authCode: '123456', responseCode: '00', panMasked: '622200******1234', type: 'PURCHASE', minor },
    ...{ currency: 'CNY', exponent: 2, feeMinor: 30n, settlementDate: null, localTime: '0115120000' },
    ...{ originalStan: null, originalTime: null },
  }
}

/** A mapping, and a file not read yet; answers the file's id. */
export async function makeImport(house: TestHouse, name: string): Promise<string> {
  const acquirerId = house.fleet.nodes.cup.id
  const createdBy = await personIdOf(house.owner, 'admin@cup.test')
  const id = house.owner.newId('fileImport')
  const sha256 = createHash('sha256').update(id).digest()
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const mapping = { columns: { tid: 'TID' }, delimiter: ',' }
    const kept = await saveMapping(unit, { id: unit.newId('csvMapping'), acquirerId, name, mapping, createdBy })
    const bytes = { originalSha256: sha256, originalBytes: 10, storedSha256: sha256, storedBytes: 10 }
    const businessDate = bookingDay(unit.clock.now(), 'Asia/Shanghai')
    await insertImport(unit, {
      ...{ id, acquirerId, name, format: 'CSV', mapping, mappingId: kept.id, businessDate, createdBy },
      ...bytes,
    })
  })
  return id
}

/** A file with a line of every kind about the sales of `makeMoney`, read as the worker reads it; and what the host says. */
export async function makeFiles(house: TestHouse, terminal: { readonly tid: string }): Promise<void> {
  const id = await makeImport(house, 'everything.csv')
  const { tid } = terminal
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const file = await lockImport(unit, id)
    if (file === null) throw new Error('the file is not there')
    const read = [row(tid, 78, 11_800n), row(tid, 80, 99n), row(tid, 990, 500n)]
    const lines = [
      ...(await matchLines(
        unit,
        file,
        read.map((one, place) => ({ line: place + 1, row: { ...one, type: place === 1 ? 'QR_PAY' : 'PURCHASE' } })),
      )),
      ...badLines(file, [{ line: 4, text: 'x,y', faults: [{ code: 'WRONG_FORM', field: 'amount' }] }]),
    ]
    await insertFileLines(unit, lines)
    await noteMatches(unit, file, lines)
    const at = unit.clock.now()
    const counts = { rows: 4, badRows: 1, matched: 1, missingHere: 1, contradicting: 1 }
    await saveImport(unit, {
      ...file,
      ...counts,
      state: 'DONE',
      position: 10,
      line: 4,
      startedAt: at,
      finishedAt: at,
      problem: { code: 'CUT_OFF', line: 4 },
    })
    await insertHostRecords(unit, file.acquirerId, [
      {
        ...{ position: 1, tid, fact: 'DECIDED', at, batchNo: '000726', stan: '000078', type: 'PURCHASE', mti: '0200' },
        ...{ fate: 'ANSWERED', responseCode: '00', mid: null, midReturned: null, amount: 11_800n, currency: 'CNY' },
        ...{ panMasked: '622200******1234', panToken: null, entryMode: '051', cardScope: 'DOMESTIC' },
        ...{ rrn: 'X00000000078', authCode: '123456', merchantOrder: null, channelOrder: null, localTime: null },
        ...{ settlementDate: file.businessDate, original: { stan: '000001' }, detail: null },
      },
    ])
  })
}
