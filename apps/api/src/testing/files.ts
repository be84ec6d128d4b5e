import { createHash } from 'node:crypto'
import {
  declareFileSchedule,
  insertHostRecords,
  insertImport,
  lockImport,
  notePayout,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveImport,
  saveMapping,
  takeFileLines,
} from '@budeng/storage'
import { addDays, bookingDay, type FileRow } from '@budeng/transactions'
import { personIdOf } from './hermit.ts'
import { bringRecords, sale } from './money.ts'
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

/** A mapping of that name; answers its id. */
export async function makeMapping(house: TestHouse, name: string): Promise<string> {
  const createdBy = await personIdOf(house.owner, 'admin@cup.test')
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const id = unit.newId('csvMapping')
    const made = { id, acquirerId: house.fleet.nodes.cup.id, name, mapping: { columns: { tid: 'TID' } }, createdBy }
    await saveMapping(unit, { ...made, expectedVersion: 0 })
    return id
  })
}

/** Files of a mapping of that name, promised for each day; answers the schedule's id. */
export async function makeSchedule(house: TestHouse, name: string): Promise<string> {
  const by = await personIdOf(house.owner, 'admin@cup.test')
  const mappingId = await makeMapping(house, name)
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const firstDay = addDays(bookingDay(unit.clock.now(), 'Asia/Shanghai'), -3)
    const days = { weekdays: [1, 2, 3, 4, 5, 6, 7], closedDays: [], openDays: [], onClosed: 'NONE' as const }
    const kind = { acquirerId: house.fleet.nodes.cup.id, format: 'CSV' as const, mappingId }
    const terms = { ...days, dueDays: 1, dueMin: 630, firstDay }
    return (await declareFileSchedule(unit, null, kind, { terms, by })).id
  })
}

/** A mapping, and a file not read yet; answers the file's id. */
export async function makeImport(house: TestHouse, name: string): Promise<string> {
  const acquirerId = house.fleet.nodes.cup.id
  const createdBy = await personIdOf(house.owner, 'admin@cup.test')
  const id = house.owner.newId('fileImport')
  const sha256 = createHash('sha256').update(id).digest()
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const mapping = { columns: { tid: 'TID' }, delimiter: ',' }
    const mappingId = unit.newId('csvMapping')
    await saveMapping(unit, { id: mappingId, acquirerId, name, mapping, createdBy, expectedVersion: 0 })
    const bytes = { originalSha256: sha256, originalBytes: 10, storedSha256: sha256, storedBytes: 10 }
    const businessDate = bookingDay(unit.clock.now(), 'Asia/Shanghai')
    await insertImport(unit, {
      ...{ id, acquirerId, name, format: 'CSV', mapping, mappingId, businessDate, createdBy },
      ...bytes,
    })
  })
  return id
}

/** A file that could not be read. */
export async function makeFailedImport(house: TestHouse, name: string): Promise<string> {
  const id = await makeImport(house, name)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const file = await lockImport(unit, id)
    const finishedAt = unit.clock.now()
    if (file !== null) await saveImport(unit, { ...file, state: 'FAILED', finishedAt, problem: { code: 'FILE_GONE' } })
  })
  return id
}

/** A sale of ten yuan of a teahouse, and a file that says so much of it. Answers the business day. */
async function makeFiledSale(house: TestHouse, number: number, minor: bigint): Promise<string> {
  const terminal = house.fleet.terminals.teahouse.at(-1)
  if (terminal === undefined) throw new Error('the teahouse has no terminal')
  await bringRecords(house, terminal, [sale(number, '1000')], number)
  const id = await makeImport(house, `filed-${number}`)
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const file = await lockImport(unit, id)
    if (file === null) throw new Error('the file is not there')
    await takeFileLines(unit, file, [{ line: 1, row: row(terminal.tid, number, minor) }], [])
    const at = unit.clock.now()
    await saveImport(unit, { ...file, state: 'DONE', rows: 1, startedAt: at, finishedAt: at })
    return file.businessDate
  })
}

/** Something that may be paid to the merchant of the teahouse. */
export async function makePayable(house: TestHouse, number: number) {
  const throughDate = await makeFiledSale(house, number, 1_000n)
  return { merchantId: house.fleet.nodes.tea.id, currency: 'CNY', throughDate }
}

/** A payout to the merchant of the teahouse, noted by two. Answers its id. */
export async function makePayout(house: TestHouse, number: number): Promise<string> {
  const throughDate = await makeFiledSale(house, number, 1_000n)
  const { cup, tea } = house.fleet.nodes
  const id = house.owner.newId('change')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    notePayout(unit, {
      ...{ id, acquirerId: cup.id, agentId: null, merchantId: tea.id, path: tea.path, currency: 'CNY', minor: 1n },
      ...{ throughDate, reference: 'bank transfer', zone: 'Asia/Shanghai' },
    }),
  )
  return id
}

/** A sale of which a file pays one fen too little; answers the number of the difference. */
export async function makeShort(house: TestHouse, number: number): Promise<string> {
  await makeFiledSale(house, number, 999n)
  const [match] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ number: string }>(
      `select m.id::text as number from record_match m join transaction t on t.id = m.transaction_id
       where t.stan = $1 and t.tid = $2 and m.source = 'FILE'`,
      [String(number).padStart(6, '0'), house.fleet.terminals.teahouse.at(-1)?.tid],
    ),
  )
  return match?.number ?? ''
}

/** A file with a line of every kind about the sales of `makeMoney`, read as the worker reads it; and what the host says. */
export async function makeFiles(house: TestHouse, terminal: { readonly tid: string }): Promise<void> {
  const id = await makeImport(house, 'everything.csv')
  const { tid } = terminal
  await makeSchedule(house, 'promised')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const file = await lockImport(unit, id)
    if (file === null) throw new Error('the file is not there')
    const read = [row(tid, 78, 11_800n), row(tid, 80, 99n), row(tid, 990, 500n)]
    const good = read.map((one, place) => ({
      line: place + 1,
      row: { ...one, type: place === 1 ? ('QR_PAY' as const) : one.type },
    }))
    await takeFileLines(unit, file, good, [{ line: 4, text: 'x,y', faults: [{ code: 'WRONG_FORM', field: 'amount' }] }])
    const at = unit.clock.now()
    const counts = { rows: 4, badRows: 1 }
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
