import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FileImportRow,
  type FileLineRow,
  fileLines,
  importsByIds,
  insertImport,
  lockImport,
  makeFileMonths,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  removeFileMonth,
  restartImport,
  saveImport,
  silentLog,
  type Storage,
  transactionTable,
  recordLineTable,
  type TransactionRow,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { openDoors } from '@budeng/storage/doors-fixture'
import { type Branch, handClock, makeBranch, makeTerminal } from '@budeng/storage/fleet-fixture'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { FileImports } from './file-imports.ts'
import { DAY, flowFile, flowLine, saleRowOf } from './file-rows.fixture.ts'
import { MissingJob } from './missing-job.ts'
import { importPath } from './stored-file.ts'

const clock = handClock(Date.parse('2027-01-16T02:00:00Z'))
const folder = mkdtempSync(join(tmpdir(), 'budeng-files-'))
mkdirSync(join(folder, 'imports'))
const { owner, worker, app } = await openDoors(clock, 'owner', 'worker', 'app')
let branch: Branch
let terminalId: string
let made = 0

afterAll(() => rmSync(folder, { recursive: true }))

/** An acquirer of its own with one terminal, T0000000, and approved sales 1 to 20 of 100 + n each. */
beforeEach(async () => {
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    branch = await makeBranch(unit, `b${made++}`)
    terminalId = await makeTerminal(unit, branch)
    const sales = Array.from({ length: 20 }, (_, place) => saleRow(unit.newId('transaction'), place + 1))
    await unnestInsert(unit, transactionTable, sales)
  })
})

const saleRow = (id: string, number: number) => saleRowOf({ branch, terminalId, at: clock.now() }, id, number)

async function receive(text: string, over: Partial<FileImportRow> = {}): Promise<string> {
  // files are begun one after the other
  clock.advance(1)
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest()
  const id = app.newId('fileImport')
  writeFileSync(importPath(folder, id), bytes)
  await app.write({ path: branch.acquirer.id }, PLATFORM_ACTOR, (unit) =>
    insertImport(unit, {
      ...{
        id,
        acquirerId: branch.acquirer.id,
        name: 'file',
        format: 'FLOW',
        mapping: null,
        mappingId: null,
        businessDate: DAY,
      },
      ...{
        originalSha256: sha256,
        originalBytes: bytes.length,
        storedSha256: sha256,
        storedBytes: bytes.length,
        createdBy: 'usr_x',
      },
      ...over,
    }),
  )
  return id
}

async function finish(id: string): Promise<FileImportRow> {
  const imports = new FileImports(worker, folder, silentLog)
  while ((await imports.turn()) === 0);
  return await stateOf(id)
}
async function stateOf(id: string): Promise<FileImportRow> {
  const [row] = await app.read({ path: branch.acquirer.id }, (db) => importsByIds(db, [id]))
  if (row === undefined) throw new Error('no import')
  return row
}
const linesOf = (importId: string, state: FileLineRow['state'] | null = null) =>
  app.read({ path: branch.acquirer.id }, (db) =>
    fileLines(db, { importId, businessDate: DAY }, { state, afterLine: 0, limit: 1_000 }),
  )
const rows = <Row extends object>(sql: string, ...params: unknown[]) =>
  owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))

test('a flow file: what is there, what is not, what is otherwise', async () => {
  const lines = flowFile(18)
  lines[4] = flowLine(5, { amount: '999' })
  lines.push(flowLine(77), flowLine(3), flowLine(1, { tid: 'UNKNOWN1' }), flowLine(20, { responseCode: '51' }))
  lines.push(flowLine(6, { mti: '0420', stan: '000099', originalStan: '000006' }))
  const id = await receive(`${lines.join('\n')}\n`)
  expect(await finish(id)).toMatchObject({
    ...{
      state: 'DONE',
      rows: 23,
      badRows: 0,
      matched: 17,
      missingHere: 2,
      contradicting: 2,
      repeated: 1,
      unknownTerminals: 1,
    },
    problem: null,
  })
  expect(await linesOf(id, 'CONTRADICTING')).toMatchObject([
    { line: 5, problem: { code: 'AMOUNT', ours: '105' } },
    { line: 23, problem: { code: 'REVERSED_THERE' } },
  ])
  expect(await linesOf(id, 'REPEATED')).toMatchObject([{ line: 20, problem: { code: 'REPEATED', line: 3 } }])
  expect((await linesOf(id)).every(({ panMasked }) => panMasked === '622848******0014')).toBe(true)
  const matches = await rows(
    `select state, count(*)::int as n from record_match where acquirer_id = $1 group by 1 order by 1`,
    branch.acquirer.id,
  )
  expect(matches).toEqual([
    { state: 'CONTRADICTING', n: 2 },
    { state: 'EXPECTED', n: 2 },
    { state: 'MATCHED', n: 16 },
  ])
  expect(await settled()).toEqual([
    { state: 'CLEARED', n: 18 },
    { state: 'IN_OPEN_BATCH', n: 2 },
  ])
})

const settled = () =>
  rows<{ state: string; n: number }>(
    `select settlement_state as state, count(*)::int as n from transaction where terminal_id = $1 group by 1 order by 1`,
    terminalId,
  )

test('what no file has is expected, then late, then missing; a record that comes after its line is matched', async () => {
  const start = clock.now()
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const lines = await unit.query<TransactionRow>(`select id, stan, type from transaction where terminal_id = $1`, [
      terminalId,
    ])
    await unnestInsert(
      unit,
      recordLineTable,
      lines.map(({ id, stan }) => ({
        ...saleRow(id, Number(stan)),
        at: Date.parse('2027-01-15T04:00:00Z'),
        first6: null,
        last4: null,
      })),
    )
  })
  const look = async () => {
    const job = new MissingJob(worker)
    while ((await job.turn()) === 0);
    return await rows<{ state: string; n: number }>(
      `select state, count(*)::int as n from record_match where acquirer_id = $1 and state <> 'MATCHED' group by 1 order by 1`,
      branch.acquirer.id,
    )
  }
  await finish(await receive(`${flowFile(18).join('\n')}\n${flowLine(30)}\n`))
  expect(await look()).toEqual([{ state: 'EXPECTED', n: 1 }])
  clock.advance(24 * 3_600_000)
  // the next day's file is not there: what came after the cut-off may stand in it
  expect(await look()).toEqual([{ state: 'LATE', n: 1 }])
  await finish(await receive(`${flowLine(19)}\n`, { businessDate: '2027-01-16' }))
  expect(await look()).toEqual([{ state: 'LATE', n: 2 }])
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unnestInsert(unit, transactionTable, [saleRow(unit.newId('transaction'), 30)]),
  )
  clock.advance(24 * 3_600_000)
  expect(await look()).toEqual([{ state: 'MISSING_THERE', n: 1 }])
  expect(
    await rows(
      `select missing_here, matched from file_import where acquirer_id = $1 and business_date = $2::date`,
      branch.acquirer.id,
      DAY,
    ),
  ).toEqual([{ missing_here: 0, matched: 19 }])
  clock.advance(start - clock.now())
})

test('one bad line among many is told with its place; a file that was cut off says so', async () => {
  const lines = flowFile(2_500).map((line, place) => (place === 1_233 ? line.slice(0, 200) : line))
  const text = lines.join('\n')
  const id = await receive(text.slice(0, -25))
  const row = await finish(id)
  expect(row).toMatchObject({ state: 'DONE', rows: 2_500, badRows: 2, problem: { code: 'CUT_OFF', line: 2_500 } })
  expect(await linesOf(id, 'BAD')).toMatchObject([
    { line: 1_234, problem: [{ code: 'TOO_SHORT' }] },
    { line: 2_500, problem: [{ code: 'TOO_SHORT' }] },
  ])
})

test('bytes that are no text spoil their own line', async () => {
  const lines = flowFile(3)
  lines[1] = `${lines[1]?.slice(0, 100)}\ufffd${lines[1]?.slice(101)}`
  const id = await receive(`${lines.join('\n')}\n`)
  expect(await finish(id)).toMatchObject({ state: 'DONE', matched: 2, badRows: 1 })
  expect(await linesOf(id, 'BAD')).toMatchObject([{ line: 2, problem: [{ code: 'ENCODING' }] }])
})

test('the same bytes are received once; two files that contradict are told', async () => {
  const text = `${flowFile(10).join('\n')}\n`
  const first = await receive(text)
  await finish(first)
  const again = await receive(text)
  await expect(stateOf(again)).rejects.toThrow('no import')
  const other = await receive(`${flowLine(1)}\n${flowLine(2, { amount: '1' })}\n${flowLine(11)}\n`)
  expect(await finish(other)).toMatchObject({ matched: 1, repeated: 1, contradicting: 1 })
  expect(await linesOf(other, 'CONTRADICTING')).toMatchObject([
    { line: 2, problem: { code: 'CONTRADICTS', importId: first, line: 2 } },
  ])
  const [match] = await rows(
    `select m.state from record_match m join transaction t on t.id = m.transaction_id where t.terminal_id = $1 and t.stan = '000002'`,
    terminalId,
  )
  expect(match).toEqual({ state: 'CONTRADICTING' })
})

test('a worker that falls at any piece loses no line and counts none twice', async () => {
  const id = await receive(`${flowFile(8_000).join('\n')}\n`)
  let falls = 0
  // each falls after its turn, or in the middle of a transaction that is then rolled back
  for (; (await stateOf(id)).state !== 'DONE'; falls++) {
    const dying = falls % 2 === 1 ? withFault(worker) : worker
    await new FileImports(dying, folder, silentLog).turn().catch((fault: unknown) => {
      expect(String(fault)).toContain('killed')
    })
  }
  expect(falls).toBeGreaterThan(6)
  expect(await stateOf(id)).toMatchObject({ rows: 8_000, matched: 20, missingHere: 7_980, line: 8_000 })
  expect(
    await rows('select count(*)::int as n, count(distinct line)::int as lines from file_line where import_id = $1', id),
  ).toEqual([{ n: 8_000, lines: 8_000 }])
  expect(await clearings()).toEqual({ entries: 20, off: 0 })
})

/** Entries of files at the acquirer, and how much they are off zero together. */
async function clearings() {
  const [row] = await rows<{ entries: number; off: number }>(
    `select (select count(*)::int from ledger_entry where acquirer_id = $1 and book = 'CLEARING') as entries,
       (select coalesce(sum(p.minor), 0)::int from ledger_entry e join ledger_posting p on p.entry_id = e.id where e.acquirer_id = $1) as off`,
    branch.acquirer.id,
  )
  return row
}

test('a file that failed is read on from the line at which it stood, and checked again before', async () => {
  const id = await receive(`${flowFile(4_000).join('\n')}\n`)
  const imports = new FileImports(worker, folder, silentLog)
  await imports.turn()
  await imports.turn()
  const half = await stateOf(id)
  expect(half).toMatchObject({ state: 'READING', matched: 20 })
  expect(half.line).toBeGreaterThan(100)
  const change = (work: (unit: Unit, row: FileImportRow) => Promise<unknown>) =>
    owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const row = await lockImport(unit, id)
      if (row !== null) await work(unit, row)
    })
  await change((unit, row) =>
    saveImport(unit, { ...row, state: 'FAILED', finishedAt: unit.clock.now(), problem: { code: 'DISK' } }),
  )
  await change((unit, row) => restartImport(unit, row, null))
  expect(await stateOf(id)).toMatchObject({ state: 'WAITING', position: half.position, line: half.line, problem: null })
  expect(await finish(id)).toMatchObject({ state: 'DONE', rows: 4_000, line: 4_000, matched: 20, missingHere: 3_980 })
  expect(await clearings()).toEqual({ entries: 20, off: 0 })
  await change(async (unit, row) => expect(await restartImport(unit, row, null)).toBeNull())
})

/** A storage whose transactions do all their work and then are lost. */
function withFault(storage: Storage): Storage {
  return {
    ...storage,
    write: (scope, actor, work) =>
      storage.write(scope, actor, async (unit) => {
        const answer = await work(unit)
        if ((await unit.query("select from file_import where state = 'READING'")).length > 0 && answer === undefined)
          throw new Error('killed')
        return answer
      }),
  }
}

test('a file that is not what was received is not read', async () => {
  const id = await receive(`${flowLine(1)}\n`)
  writeFileSync(importPath(folder, id), `${flowLine(2)}\n`)
  expect(await finish(id)).toMatchObject({ state: 'FAILED', rows: 0, problem: { code: 'FILE_CHANGED' } })
  const gone = await receive(`${flowLine(3)}\n`)
  rmSync(importPath(folder, gone))
  expect(await finish(gone)).toMatchObject({ state: 'FAILED', problem: { code: 'FILE_GONE' } })
})

test('a file at which the database stops is given up, and hinders no other', async () => {
  const bad = await receive(`${flowLine(1)}\n\0\n`)
  const good = await receive(`${flowLine(2)}\n`)
  const imports = new FileImports(worker, folder, silentLog)
  for (let turn = 0; turn < 40; turn++) await imports.turn().catch(() => undefined)
  expect(await stateOf(bad)).toMatchObject({ state: 'FAILED', problem: { code: 'FAULT', fault: '22021' } })
  expect(await stateOf(good)).toMatchObject({ state: 'DONE', rows: 1 })
})

const MAPPING = {
  columns: { tid: 'TID', stan: 'STAN', rrn: 'RRN', amount: 'Amount', type: 'Type', pan: 'Card', settlementDate: 'Day' },
  ...{ delimiter: ',', amountForm: 'DECIMAL', timeForm: 'MMDDhhmmss', dateForm: 'YYYY-MM-DD', currency: 'CNY' },
  types: { SALE: 'PURCHASE' },
  type: null,
}

test('a CSV file by its mapping, with every fault of a row', async () => {
  const text = [
    '\ufeffTID,STAN,RRN,Amount,Type,Card,Day',
    'T0000000,1,R1,1.01,SALE,622848******0014,2027-01-15',
    'T0000000,2,R2,"1.02",SALE,622848******0014,2027-01-15',
    'T0000000,x,R3,-1,SALE,,2027-02-30',
    '',
    'T0000000,4,R4,1.04,SOMETHING,,2027-01-15',
    'T0000000,5,R5',
    "'T0000000,6,R6,1.06,PURCHASE,,2027-01-15",
  ].join('\r\n')
  const id = await receive(text.replaceAll('\r\n', '\n'), { format: 'CSV', mapping: MAPPING })
  expect(await finish(id)).toMatchObject({ state: 'DONE', rows: 6, matched: 3, badRows: 3 })
  const bad = await linesOf(id, 'BAD')
  expect(bad.map(({ line }) => line)).toEqual([4, 6, 7])
  expect(bad[0]?.problem).toMatchObject(
    expect.arrayContaining([
      { code: 'WRONG_FORM', field: 'stan' },
      { code: 'NEGATIVE', field: 'amount' },
      { code: 'WRONG_FORM', field: 'settlementDate' },
    ]),
  )
})

test('a mapping that does not fit the file reads none of it', async () => {
  const id = await receive('TID,STAN\nT0000000,1\n', { format: 'CSV', mapping: MAPPING })
  expect(await finish(id)).toMatchObject({ state: 'FAILED', rows: 0, problem: { code: 'MAPPING' } })
})

test('months of lines are made ahead, once; lines that came before are moved in and stay where they are found', async () => {
  const id = await receive(flowFile(3).join('\n'))
  await finish(id)
  const make = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, makeFileMonths)
  expect(await make()).toBe(3)
  expect(await make()).toBe(0)
  expect(
    await rows(
      `select tableoid::regclass::text as name, count(*)::int as n from file_line where acquirer_id = $1 and import_id = $2 group by 1`,
      branch.acquirer.id,
      id,
    ),
  ).toEqual([{ name: 'partition.file_line_2027_01', n: 3 }])
})

test('a month of lines that is past its life is removed, with an event; a younger one the database refuses', async () => {
  const remove = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, removeFileMonth)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await unit.query(`select file_month_make('2020-01-01')`)
    await unit.execute(
      `insert into file_line (import_id, line, business_date, acquirer_id, path, state) values ('imp_old', 1, '2020-01-31', $1::text, $1::ltree, 'BAD')`,
      [branch.acquirer.id],
    )
  })
  expect([await remove(), await remove()]).toEqual([1, 0])
  expect(
    await rows(`select data from event where type = 'FileLinesRemoved' and subject = $1`, branch.acquirer.id),
  ).toEqual([{ data: { month: '2020-01', lines: 1 } }])
  const young = `select file_month_remove(now()::date)`
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, makeFileMonths)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.query(`select file_month_make(now()::date)`))
  await expect(worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.query(young))).rejects.toThrow('12 months')
})
