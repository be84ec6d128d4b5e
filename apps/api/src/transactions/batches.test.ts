import { TEST_CARD } from '@budeng/kernel/testing'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeExport } from '../testing/everything.ts'
import { makeImport } from '../testing/files.ts'
import { makeColleague } from '../testing/hermit.ts'
import { bringRecords, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
let checker: Client
let key = 0
const newKey = () => `batch-${++key}`

beforeAll(async () => {
  house = await startTestHouse()
  await makeColleague(house.owner, 'ops@cup.test', 'checker@cup.test', 'CORRECTION_CHECKER')
  ops = await house.as('ops@cup.test')
  checker = await house.as('checker@cup.test')
  await bringRecords(house, shop(), [sale(1, '100'), sale(2, '200')])
})
afterAll(() => house.close())

function shop() {
  const [terminal] = house.fleet.terminals.xuhui
  if (terminal === undefined) throw new Error('the store has no terminal')
  return terminal
}

interface Shown {
  readonly id: string
  readonly version: number
}
const batch = async (batchNo: string) => {
  const answer = await ops.ask(
    'query($f:BatchFilter){batches(filter:$f){nodes{id version state reason lateCount recordCount closedBy{name} net{amount currency} totals{side count amount{amount}}}}}',
    { f: { batchNo, tid: shop().tid } },
  )
  return answer.at('batches.nodes.0') as Shown & Record<string, unknown>
}
const forceClose = (client: Client, { id, version }: Shown, change: object = {}) =>
  client.ask(
    'mutation($i:BatchForceCloseInput!){batchForceClose(input:$i){batch{state version} replayed userErrors{code path}}}',
    { i: { batchId: id, expectedVersion: version, reason: '终端被盗', idempotencyKey: newKey(), ...change } },
  )
const codeOf = (answer: Awaited<ReturnType<typeof forceClose>>) => {
  expect(answer.errors).toEqual([])
  return answer.at('batchForceClose.userErrors.0.code')
}

describe('a batch', () => {
  test('is closed without agreement by a checker only, with a reason, as it was shown', async () => {
    const open = await batch('726')
    expect(open).toMatchObject({
      state: 'OPEN',
      totals: [{ side: 'DEBIT', count: 2, amount: { amount: '300' } }],
      net: [{ amount: '300', currency: 'CNY' }],
    })
    expect(codeOf(await forceClose(ops, open))).toBe('NOT_PERMITTED')
    expect(codeOf(await forceClose(checker, open, { reason: ' ' }))).toBe('REASON_MISSING')
    expect(codeOf(await forceClose(checker, open, { reason: TEST_CARD }))).toBe('CARD_NUMBER_IN_TEXT')
    expect(codeOf(await forceClose(checker, { ...open, version: open.version + 1 }))).toBe('VERSION_CHANGED')
    expect(codeOf(await forceClose(await house.as('ops@else.test'), open))).toBe('NOT_FOUND')
    expect((await batch('726'))['state']).toBe('OPEN')
    const done = await forceClose(checker, open, { idempotencyKey: 'once' })
    expect(done.at('batchForceClose')).toMatchObject({ batch: { state: 'FORCE_CLOSED' }, userErrors: [] })
    expect((await forceClose(checker, open, { idempotencyKey: 'once' })).at('batchForceClose.replayed')).toBe(true)
    expect(await batch('726')).toMatchObject({ reason: '终端被盗', closedBy: { name: 'checker@cup.test' } })
    const told = await ops.ask(
      '{events(first:1,filter:{types:["BatchForceClosed"]}){nodes{text terminal{tid} actor{name}}}}',
    )
    expect(told.at('events.nodes.0')).toMatchObject({
      terminal: { tid: shop().tid },
      actor: { name: 'checker@cup.test' },
    })
    expect(told.at('events.nodes.0.text')).toContain('终端被盗')
  })

  test('takes a record that comes later as late', async () => {
    await bringRecords(house, shop(), [sale(3, '400'), sale(1, '50', { batch: '000727' })], 3)
    expect(await batch('726')).toMatchObject({ state: 'FORCE_CLOSED', lateCount: 1 })
    const late = await ops.ask('{transactions(filter:{late:true}){nodes{stan late batchNo}}}')
    expect(late.at('transactions.nodes')).toEqual([{ stan: '000003', late: true, batchNo: '000726' }])
  })

  test('is found by how long it is open', async () => {
    const open = (unsettledFor: string) =>
      ops.ask('query($f:BatchFilter){batches(filter:$f){nodes{batchNo}}}', { f: { unsettledFor, tid: shop().tid } })
    const all = await ops.ask('{batches(filter:{unsettledFor:"PT0S"}){nodes{batchNo state}}}')
    expect(all.errors).toEqual([])
    expect((await open('PT0S')).at('batches.nodes')).toEqual([{ batchNo: '000727' }])
    expect((await open('P1D')).at('batches.nodes')).toEqual([])
    const since = 'update batch set opened_at = opened_at - interval $$2 days$$ where terminal_id = $1'
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(since, [shop().id]))
    expect((await open('P1D')).at('batches.nodes')).toEqual([{ batchNo: '000727' }])
  })
})

describe('a comparison', () => {
  const compare = (client: Client, batchId: string) =>
    client.ask('mutation($i:BatchCompareInput!){batchCompare(input:$i){batch{id compare{allowed}} userErrors{code}}}', {
      i: { batchId, idempotencyKey: newKey() },
    })
  const codes = async (client: Client, batchId: string) => {
    const { code } = ((await compare(client, batchId)).at('batchCompare.userErrors.0') ?? {}) as { code?: string }
    return code
  }
  const set = (sql: string) =>
    house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(sql, [shop().id]))

  test('is asked of a batch that the terminal has closed and still holds, at a terminal that can answer', async () => {
    const { id } = await batch('727')
    expect(await codes(ops, id)).toBe('BATCH_OPEN')
    await set(`update batch set through_seq = 9, state = 'UNBALANCED' where terminal_id = $1 and batch_no = '000727'`)
    await set(`update terminal set level = 'L1', presence = 'ONLINE' where id = $1`)
    expect(await codes(ops, id)).toBe('NO_DIGESTS')
    await set(`update terminal set level = 'L3', presence = 'OFFLINE' where id = $1`)
    expect(await codes(ops, id)).toBe('TERMINAL_AWAY')
    const right = await ops.ask('query($id:ID!){batch(id:$id){compare{allowed reasons{code message}}}}', { id })
    expect(right.at('batch.compare')).toMatchObject({ allowed: false, reasons: [{ code: 'TERMINAL_AWAY' }] })
    await set(`update terminal set presence = 'ONLINE' where id = $1`)
    expect(await codes(checker, id)).toBe('NOT_PERMITTED')
    expect(await codes(await house.as('ops@else.test'), id)).toBe('NOT_FOUND')
    expect((await compare(ops, id)).at('batchCompare')).toMatchObject({
      batch: { compare: { allowed: true } },
      userErrors: [],
    })
    const told = await ops.ask('{events(first:1,filter:{types:["BatchCompareAsked"]}){nodes{text terminal{tid}}}}')
    expect(told.at('events.nodes.0')).toMatchObject({ terminal: { tid: shop().tid } })
  })
})

describe('files of the acquirer', () => {
  const columns = ['tid', 'amount', 'stan', 'pan'].map((field) => ({ field, title: field.toUpperCase() }))
  const preview = (client: Client, text: string, mapping: object | null) =>
    client.ask(
      'query($t:String!,$d:Date!,$m:CsvMappingInput){fileImportPreview(text:$t,day:$d,mapping:$m){problems{code field} bad lines{line state tid stan maskedCard amount{amount} faults{code field} text}}}',
      { t: text, d: '2026-11-27', m: mapping },
    )

  test('are looked at before they are sent: every fault of every line, and no card number', async () => {
    const text = ['TID,AMOUNT,STAN,PAN', `10000001,118.00,1,${TEST_CARD}`, 'x,-1,abc,', '10000001,1'].join('\n')
    const answer = await preview(ops, text, { columns, type: 'PURCHASE' })
    expect(answer.text).not.toContain(TEST_CARD)
    expect(answer.at('fileImportPreview.problems')).toEqual([])
    expect(answer.at('fileImportPreview.bad')).toBe(2)
    const [good, bad, short] = answer.at('fileImportPreview.lines') as {
      faults: { code: string; field: string | null }[]
    }[]
    expect(good).toMatchObject({ line: 2, tid: '10000001', stan: '000001', amount: { amount: '11800' }, faults: [] })
    expect(good).toMatchObject({ maskedCard: expect.stringMatching(/^622848\*+0018$/) })
    expect(bad?.faults.map(({ field }) => field).toSorted()).toEqual(['amount', 'stan', 'tid'])
    expect(short?.faults).toEqual([{ code: 'TOO_SHORT', field: null }])
    const other = await preview(ops, 'A,B\n1,2', { columns, type: 'PURCHASE' })
    expect(other.at('fileImportPreview.problems')).toContainEqual({ code: 'COLUMN_MISSING', field: 'tid' })
    expect(
      (await preview(ops, 'too short for the flow file', null)).at('fileImportPreview.lines.0.faults'),
    ).toMatchObject([{ code: 'TOO_SHORT' }])
    expect((await preview(await house.as('viewer@cup.test'), text, { columns })).at('fileImportPreview')).toBeNull()
  })

  test('are read by a saved mapping, which must be able to read something', async () => {
    const save = (client: Client, mapping: object, expectedVersion = 1) =>
      client.ask(
        'mutation($i:CsvMappingSaveInput!){csvMappingSave(input:$i){csvMapping{name version mapping} userErrors{code facts{name value}}}}',
        {
          i: { name: '银联', mapping, expectedVersion, idempotencyKey: newKey() },
        },
      )
    const code = 'csvMappingSave.userErrors.0.code'
    expect((await save(ops, { columns, type: 'PURCHASE' })).at(code)).toBe('VERSION_CHANGED')
    expect((await save(ops, { columns, type: 'PURCHASE' }, 0)).at('csvMappingSave.csvMapping')).toMatchObject({
      name: '银联',
      version: 1,
    })
    // a second one of that name replaces nothing that its writer has not seen
    expect((await save(ops, { columns, type: 'REFUND' }, 0)).at(code)).toBe('VERSION_CHANGED')
    expect((await save(ops, { columns, type: 'REFUND' })).at('csvMappingSave.csvMapping.version')).toBe(2)
    expect((await save(ops, { columns: [], type: 'REFUND' })).at(code)).toBe('BAD_MAPPING')
    expect((await save(await house.as('head@north.test'), { columns, type: 'REFUND' })).at(code)).toBe('FILE_PLACE')
    expect((await save(ops, { columns, encoding: 'utf-7' })).codes).toEqual(['BAD_USER_INPUT'])
    expect((await ops.ask('{csvMappings{name version}}')).at('csvMappings')).toEqual([{ name: '银联', version: 2 }])
  })

  test('are called off while they are not read to the end', async () => {
    const importId = await makeImport(house, 'called off')
    const cancel = () =>
      ops.ask('mutation($i:FileImportCancelInput!){fileImportCancel(input:$i){fileImport{state} userErrors{code}}}', {
        i: { importId, reason: 'wrong day', idempotencyKey: newKey() },
      })
    expect((await cancel()).at('fileImportCancel')).toEqual({ fileImport: { state: 'CANCELLED' }, userErrors: [] })
    expect((await cancel()).at('fileImportCancel.userErrors.0.code')).toBe('FILE_OVER')
  })
})

describe('an export', () => {
  const start = (client: Client, input: object) =>
    client.ask('mutation($i:ExportStartInput!){exportStart(input:$i){export{id state url rows} userErrors{code}}}', {
      i: { format: 'CSV', idempotencyKey: newKey(), ...input },
    })
  const period = { from: '2026-01-01', to: '2026-01-31' }

  test('is somebody’s own, and is fetched when it is ready', async () => {
    const asked = await start(ops, { kind: 'POSTINGS', ...period })
    expect(asked.at('exportStart')).toMatchObject({
      export: { state: 'WAITING', url: null, rows: '0' },
      userErrors: [],
    })
    const id = String(asked.at('exportStart.export.id'))
    const colleague = await house.as('second@cup.test')
    expect(
      (await colleague.ask('query($id:ID!){export(id:$id){id} node(id:$id){id} exports{id}}', { id })).data,
    ).toEqual({
      ...{ export: null, node: null, exports: [] },
    })
  })

  test('holds what its asker may read, and needs its span', async () => {
    const merchantId = house.fleet.nodes.haidilao.id
    const agent = await house.as('li@north.test')
    expect((await start(agent, { kind: 'POSTINGS', ...period })).at('exportStart.userErrors.0.code')).toBe(
      'NOT_PERMITTED',
    )
    expect((await start(agent, { kind: 'STATEMENT', merchantId, ...period })).at('exportStart.userErrors.0.code')).toBe(
      'NOT_PERMITTED',
    )
    const boss = await house.as('boss@haidilao.test')
    expect((await start(boss, { kind: 'STATEMENT', merchantId, ...period })).at('exportStart.userErrors')).toEqual([])
    const strange = { kind: 'STATEMENT', merchantId: house.fleet.nodes.elseMerchant.id, ...period }
    expect((await start(ops, strange)).at('exportStart.userErrors.0.code')).toBe('NOT_FOUND')
    expect((await start(ops, { kind: 'TRANSACTIONS' })).codes).toEqual(['BAD_USER_INPUT'])
    expect((await start(ops, { kind: 'POSTINGS' })).codes).toEqual(['BAD_USER_INPUT'])
  })

  test('is one of a few at once', async () => {
    const second = await house.as('second@cup.test')
    for (let turn = 0; turn < 5; turn++) await makeExport(second)
    expect((await start(second, { kind: 'POSTINGS', ...period })).at('exportStart.userErrors.0.code')).toBe(
      'EXPORTS_UNDER_WAY',
    )
  })
})
