import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  changeLabels,
  exportById,
  type ExportJobRow,
  insertExport,
  type NewExport,
  NO_FILTER,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postEntries,
  recordLineTable,
  silentLog,
  type Storage,
  transactionTable,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { type Branch, handClock, makeBranch, makeTerminal } from '@budeng/storage/fleet-fixture'
import { csvCells } from '@budeng/transactions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { saleRowOf } from '../files/file-rows.fixture.ts'
import { ExportJobs, exportPath } from './export-jobs.ts'

const clock = handClock(Date.parse('2027-01-15T08:00:00Z'))
const folder = mkdtempSync(join(tmpdir(), 'budeng-exports-'))
const SALES = 2_300
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const asOwner = byPlatform(owner)
const mine = await asOwner((unit) => makeBranch(unit, 'mine'))
const theirs = await asOwner((unit) => makeBranch(unit, 'theirs', mine.acquirer))
const myTerminal = await asOwner((unit) => makeTerminal(unit, mine, 'M'))
const theirTerminal = await asOwner((unit) => makeTerminal(unit, theirs, 'N'))

beforeAll(async () => {
  await asOwner((unit) => sell(unit, mine, myTerminal, SALES))
  await asOwner((unit) => sell(unit, theirs, theirTerminal, 3))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Sales of one terminal, as rows, as lines and in the books. */
async function sell(unit: Unit, branch: Branch, terminalId: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, place) =>
    sale(branch, terminalId, unit.newId('transaction'), place + 1),
  )
  await unnestInsert(unit, transactionTable, rows)
  await unnestInsert(
    unit,
    recordLineTable,
    rows.map((row) => ({ ...row, at: row.occurredAt ?? 0, first6: '622848', last4: '0014' })),
  )
  await postEntries(
    unit,
    rows.map((row) => ({
      ...{ kind: 'BOOKED', terminal: row, transactionId: row.id, version: 1, businessDate: row.effectiveDate },
      ...{ occurredAt: row.occurredAt, gross: 100n, fee: 1n },
      postings: [
        { account: 'TERMINAL_CLEARING', minor: 100n, currency: 'CNY' },
        { account: 'MERCHANT_PAYABLE', minor: -99n, currency: 'CNY' },
        { account: 'FEE_INCOME', minor: -1n, currency: 'CNY' },
      ],
    })),
  )
}
const sale = (branch: Branch, terminalId: string, id: string, number: number) =>
  saleRowOf({ branch, terminalId, at: clock.now() + number }, id, number, {
    ...{ amount: 100n, netAmount: 100n, panMasked: '622848******0014' },
    merchantOrder: number === 1 ? '=HYPERLINK("http://x")' : null,
  })

async function wish(over: Partial<NewExport>): Promise<string> {
  const id = owner.newId('exportJob')
  const base: NewExport = {
    ...{ id, personId: 'usr_x', sessionId: 'ses_x', acquirerId: mine.acquirer.id, path: mine.acquirer.path },
    ...{ kind: 'TRANSACTIONS', format: 'CSV', filter: { since: 0, until: clock.now() + 1_000_000 }, language: 'en' },
    expiresAt: clock.now() + 3_600_000,
  }
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => insertExport(unit, { ...base, ...over }))
  return id
}
async function jobOf(id: string): Promise<ExportJobRow> {
  const row = await worker.read(PLATFORM_SCOPE, (db) => exportById(db, id))
  if (row === null) throw new Error('no export')
  return row
}
async function written(id: string): Promise<{ job: ExportJobRow; text: string }> {
  const jobs = new ExportJobs(worker, folder, silentLog)
  while ((await jobs.turn()) === 0);
  const job = await jobOf(id)
  return { job, text: readFileSync(exportPath(folder, job), 'utf8') }
}
const linesOf = (text: string) => text.split('\r\n').slice(0, -1)

test('all transactions under the place, once, and no formula', async () => {
  const { job, text } = await written(await wish({ path: mine.agent.path }))
  expect(job).toMatchObject({ state: 'READY', rows: SALES, bytes: Buffer.byteLength(text) })
  expect(text.startsWith('\ufeffid,at,tid,type,')).toBe(true)
  const lines = linesOf(text).slice(1)
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(SALES)
  expect(csvCells(lines[0] ?? '', ',')[10]).toBe(`'=HYPERLINK("http://x")`)
  const other = await written(await wish({ path: theirs.store.path, format: 'JSONL' }))
  expect(other.job.rows).toBe(3)
  expect(JSON.parse(other.text.split('\n')[0] ?? '')).toMatchObject({ amountMinor: '100', type: 'PURCHASE' })
  expect((await written(await wish({ path: theirs.merchant.path }))).job.rows).toBe(3)
  expect((await written(await wish({}))).job.rows).toBe(SALES + 3)
})

test('a worker that falls after any page leaves no line out and writes none twice', async () => {
  const id = await wish({ path: mine.merchant.path })
  const lost = {
    ...worker,
    write: ((scope, actor, work) =>
      worker.write(scope, actor, async (unit) => {
        const answer = await work(unit)
        // the page is on disk, its end is not noted
        if (answer === undefined && (await unit.query("select from export_job where state = 'WRITING'")).length > 0)
          throw new Error('killed')
        return answer
      })) as Storage['write'],
  }
  let falls = 0
  for (; (await jobOf(id)).state !== 'READY'; falls++)
    await new ExportJobs(falls % 2 === 1 ? lost : worker, folder, silentLog).turn().catch(() => undefined)
  expect(falls).toBeGreaterThan(3)
  const lines = linesOf(readFileSync(exportPath(folder, await jobOf(id)), 'utf8')).slice(1)
  expect(lines).toHaveLength(SALES)
  expect(new Set(lines).size).toBe(SALES)
})

test('postings of the accounts of a place, and a statement, sum up', async () => {
  const filter = { from: '2027-01-01', to: '2027-01-31' }
  const all = await written(await wish({ kind: 'POSTINGS', format: 'JSONL', filter }))
  const minors = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { account: string; minor: string })
  expect(minors(all.text)).toHaveLength(3 * (SALES + 3))
  expect(minors(all.text).reduce((sum, { minor }) => sum + BigInt(minor), 0n)).toBe(0n)
  const below = await written(await wish({ kind: 'POSTINGS', format: 'JSONL', filter, path: theirs.agent.path }))
  expect([...new Set(minors(below.text).map(({ account }) => account))].sort()).toEqual([
    'MERCHANT_PAYABLE',
    'TERMINAL_CLEARING',
  ])
  const statement = { ...filter, merchantId: theirs.merchant.id, currency: 'CNY' }
  expect((await written(await wish({ kind: 'STATEMENT', filter: statement }))).job.rows).toBe(3)
  // whoever asks for the statement of a merchant elsewhere gets nothing
  expect((await written(await wish({ kind: 'STATEMENT', filter: statement, path: mine.agent.path }))).job.rows).toBe(0)
})

test('terminals as they are narrowed, under a place of the asker’s, in either encoding', async () => {
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await changeLabels(unit, [theirTerminal], { add: ['旗舰店', '=1+1'], remove: [] })
    await unit.execute(`update node set name = '海底捞, 徐汇', address = '@home' where id = $1`, [theirs.store.id])
  })
  const narrowed = { filter: { ...NO_FILTER, labels: ['旗舰店'] }, organisationId: null }
  const all = await written(await wish({ kind: 'TERMINALS', filter: narrowed, path: mine.acquirer.path }))
  const [head = '', line = ''] = linesOf(all.text)
  expect(all.job.rows).toBe(1)
  const row = Object.fromEntries(csvCells(head.slice(1), ',').map((name, at) => [name, csvCells(line, ',')[at]]))
  expect(row).toMatchObject({
    store: '海底捞, 徐汇',
    address: "'@home",
    labels: "'=1+1;旗舰店",
    presence: expect.any(String),
  })
  const gb = await wish({ kind: 'TERMINALS', format: 'CSV_GB18030', filter: narrowed, path: mine.acquirer.path })
  const { job } = await written(gb)
  const bytes = readFileSync(exportPath(folder, job))
  expect(bytes.length).toBe(job.bytes)
  expect(new TextDecoder('gb18030', { fatal: true }).decode(bytes)).toBe(all.text.slice(1))
  // from beside nothing is seen, and an organisation elsewhere is nowhere
  const other = { filter: NO_FILTER, organisationId: theirs.merchant.id }
  expect((await written(await wish({ kind: 'TERMINALS', filter: narrowed, path: mine.agent.path }))).job.rows).toBe(0)
  expect((await written(await wish({ kind: 'TERMINALS', filter: other, path: mine.agent.path }))).job.rows).toBe(0)
  expect((await written(await wish({ kind: 'TERMINALS', filter: other, path: mine.acquirer.path }))).job.rows).toBe(1)
})

test('a file that cannot be written is given up, and hinders no other', async () => {
  const bad = await wish({ path: theirs.store.path })
  clock.advance(1)
  const good = await wish({ path: theirs.store.path })
  mkdirSync(exportPath(folder, await jobOf(bad)))
  const jobs = new ExportJobs(worker, folder, silentLog)
  for (let turn = 0; turn < 30; turn++) await jobs.turn().catch(() => undefined)
  expect(await jobOf(bad)).toMatchObject({ state: 'FAILED', problem: 'EISDIR' })
  expect((await jobOf(good)).state).toBe('READY')
  rmSync(exportPath(folder, await jobOf(bad)), { recursive: true })
})

test('a file past its time goes', async () => {
  const id = await wish({ path: theirs.store.path })
  const { job } = await written(id)
  clock.advance(2 * 3_600_000)
  await new ExportJobs(worker, folder, silentLog).turn()
  expect((await jobOf(id)).state).toBe('EXPIRED')
  expect(existsSync(exportPath(folder, job))).toBe(false)
})
