import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportAnswer } from '../access/import-answer.ts'
import type { Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let admin: Client

beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
})
afterAll(() => house.close())

async function send(client: Client, body: string | Uint8Array<ArrayBuffer>, dryRun = false, columns?: string) {
  const asked = new URLSearchParams({ ...(dryRun && { dryRun: '1' }), ...(columns !== undefined && { columns }) })
  const response = await fetch(`${house.url}/import/terminals?${asked.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', cookie: client.cookie, 'accept-language': 'en' },
    body,
  })
  return { status: response.status, answer: (await response.json()) as ImportAnswer }
}
const exported = async (client: Client) => {
  const response = await fetch(`${house.url}/export/terminals.csv`, {
    headers: { cookie: client.cookie, 'accept-language': 'en' },
  })
  return Buffer.from(await response.arrayBuffer()).toString('utf8')
}
const found = async (q: string) =>
  (await admin.ask('query($q:String){terminals(filter:{q:$q}){nodes{tid mid model state store{name}}}}', { q })).at(
    'terminals.nodes',
  )
const problems = ({ answer }: { answer: ImportAnswer }) =>
  answer.problems.map(({ line, column, code }) => [line, column, code])

const FILE = `终端号,商户号,门店,型号,序列号,备注
50000001,898000000000001,haidilao/xuhui,P2,NEW-1,x
50000002,898000000000001,haidilao/xuhui,=P2+1,,
`

test('a file is tried by being done and rolled back, done once, and changes nothing the second time', async () => {
  const preview = await send(admin, FILE, true)
  expect(preview.answer).toMatchObject({
    ...{ imported: false, rows: 2, creates: 2, problems: [], encoding: 'utf-8', ignoredColumns: ['备注'] },
  })
  expect(await found('50000001')).toEqual([])
  expect((await send(admin, `\uFEFF${FILE}`)).answer).toMatchObject({ imported: true, creates: 2 })
  expect(await found('50000001')).toEqual([
    { ...{ tid: '50000001', mid: '898000000000001', model: 'P2', state: 'REGISTERED' }, store: expect.anything() },
  ])
  expect((await send(admin, FILE)).answer).toMatchObject({ imported: true, creates: 0, updates: 0, unchanged: 2 })
  const changed = await send(admin, 'tid,mid\n50000001,8981\n')
  expect(changed.answer).toMatchObject({ imported: true, creates: 0, updates: 1 })
})

test('GB18030 as a Chinese spreadsheet writes it', async () => {
  // 终端号,商户号,门店
  const head = Buffer.from('d6d5b6cbbac52cc9ccbba7bac52cc3c5b5ea0d0a', 'hex')
  const body = Buffer.from('50000003,8980,haidilao/xuhui\r\n')
  const { answer } = await send(admin, new Uint8Array(Buffer.concat([head, body])))
  expect(answer).toMatchObject({ imported: true, creates: 1, encoding: 'gb18030' })
})

test("every row's faults are told with line and column, and nothing of the file is kept", async () => {
  const taken = house.fleet.terminals.harbin[0]?.serial ?? ''
  const faulty = await send(
    admin,
    `tid,mid,store,serial\n50000009,1,haidilao/xuhui,\nx,-,nowhere,a b\n50000010,1,haidilao/xuhui,${taken}\n50000001,8981,teahouse,NEW-1\n`,
  )
  // four cells of one row are one faulty row: the rows add up
  expect(faulty.answer).toMatchObject({ imported: false, rows: 4, creates: 2, faultyRows: 3, problemCount: 6 })
  expect(faulty.answer.problems.map(({ value }) => value)).toEqual(['x', '-', 'a b', 'nowhere', taken, 'teahouse'])
  expect(problems(faulty)).toEqual([
    [3, 'tid', 'TID_MALFORMED'],
    [3, 'mid', 'MID_MALFORMED'],
    [3, 'serial', 'SERIAL_MALFORMED'],
    [3, 'store', 'REGISTRATION_STORE_UNKNOWN'],
    [4, 'serial', 'SERIAL_TAKEN'],
    [5, 'store', 'REGISTRATION_STORE_OTHER'],
  ])
  expect(await found('50000009')).toEqual([])
})

test.each([true, false])(
  'what stands where nobody here sees it is told with the rest; as a preview: %j',
  async (dryRun) => {
    const [tea] = house.fleet.terminals.teahouse
    const north = await house.as('head@north.test')
    const file = `tid,mid,store,serial
50000008,1,haidilao/xuhui,${tea?.serial}
${tea?.tid},1,haidilao/xuhui,
50000007,-,haidilao/xuhui,
50000006,1,haidilao/xuhui,FREE-1
`
    expect(problems(await send(north, file, dryRun))).toEqual([
      [2, 'serial', 'SERIAL_TAKEN'],
      [3, 'tid', 'TID_TAKEN'],
      [4, 'mid', 'MID_MALFORMED'],
    ])
    expect(await found('50000006')).toEqual([])
  },
)

test('a file with other headings is read as it is mapped, in either encoding', async () => {
  const columns = JSON.stringify([
    { field: 'tid', title: '终端编号' },
    { field: 'store', title: 'Shop' },
    { field: 'mid', title: '终端号' },
  ])
  const file = '终端编号,终端号,Shop,型号\n50000031,8981,haidilao/xuhui,P2\nx,-,nowhere,\n'
  const unmapped = await send(admin, file, true)
  expect(problems(unmapped)).toContainEqual([2, 'store', 'REGISTRATION_STORE_UNKNOWN'])
  const faulty = await send(admin, `\uFEFF${file}`, true, columns)
  expect(faulty.answer.titles).toEqual(['终端编号', '终端号', 'Shop', '型号'])
  expect(faulty.answer.columns).toEqual([
    ...[
      { field: 'tid', title: '终端编号' },
      { field: 'mid', title: '终端号' },
      { field: 'store', title: 'Shop' },
    ],
    { field: 'model', title: '型号' },
  ])
  expect(problems(faulty)).toEqual([
    [3, 'tid', 'TID_MALFORMED'],
    [3, 'mid', 'MID_MALFORMED'],
    [3, 'store', 'REGISTRATION_STORE_UNKNOWN'],
  ])
  // 终端编号,终端号,Shop,型号
  const head = Buffer.from('d6d5b6cbb1e0bac52cd6d5b6cbbac52c53686f702cd0cdbac50d0a', 'hex')
  const body = Buffer.from('50000031,8981,haidilao/xuhui,P2\r\n')
  const { answer } = await send(admin, new Uint8Array(Buffer.concat([head, body])), false, columns)
  expect(answer).toMatchObject({ imported: true, creates: 1, encoding: 'gb18030' })
  const missing = await send(admin, 'tid,mid\n50000031,1\n', true, columns)
  expect(problems(missing)).toEqual([[null, null, 'FILE_COLUMN_MISSING']])
  expect(missing.answer.titles).toEqual(['tid', 'mid'])
  for (const bad of ['{', '[{"field":"colour","title":"x"}]', '"x"', `[${'1,'.repeat(2_000)}1]`])
    expect(problems(await send(admin, file, true, bad))).toEqual([[null, null, 'HEADING_MALFORMED']])
})

test('headings are kept for the acquirer under a name', async () => {
  const SAVE =
    'mutation($i:RegistrationMappingSaveInput!){registrationMappingSave(input:$i){mapping{version columns{field title}} userErrors{code}}}'
  const save = async (client: Client, columns: object[], key: string) =>
    (await client.ask(SAVE, { i: { name: '银联', columns, idempotencyKey: key } })).at('registrationMappingSave')
  const columns = [{ field: 'tid', title: '终端编号' }]
  expect(await save(admin, columns, 'm1')).toEqual({ mapping: { version: 1, columns }, userErrors: [] })
  expect(await save(admin, [...columns, { field: 'mid', title: '商户' }], 'm2')).toMatchObject({
    mapping: { version: 2 },
  })
  expect(await save(admin, [...columns, ...columns], 'm3')).toMatchObject({ userErrors: [{ code: 'HEADING_TWICE' }] })
  const list = async (email: string) =>
    (await (await house.as(email)).ask('{registrationMappings{name}}')).at('registrationMappings')
  expect(await list('ops@cup.test')).toEqual([{ name: '银联' }])
  expect(await list('li@north.test')).toEqual([])
  expect(await list('ops@else.test')).toEqual([])
})

test('another acquirer has the same numbers for itself, and no store here', async () => {
  const other = await house.as('admin@else.test').catch(() => null)
  if (other !== null)
    expect(problems(await send(other, FILE)).map(([, , code]) => code)).toContain('REGISTRATION_STORE_UNKNOWN')
  expect((await send(house.stranger(), FILE)).status).toBe(401)
  const viewer = await house.as('viewer@cup.test')
  expect(problems(await send(viewer, FILE))).toEqual([[null, null, 'NOT_PERMITTED']])
})

test('an export holds the own terminals only, runs in no spreadsheet, and can be registered again', async () => {
  const text = await exported(admin)
  expect(text.startsWith('\uFEFFtid,mid,store,model,serial\r\n')).toBe(true)
  expect(text).toContain('50000002,898000000000001,north/haidilao/xuhui,')
  expect(text).toContain("'=P2+1")
  const again = await send(admin, text)
  expect(again.answer).toMatchObject({ imported: true, creates: 0, updates: 0, problems: [] })
  const desk = await exported(await house.as('desk@xuhui.test'))
  expect(desk.split('\r\n').length).toBe(8 + 4 + 2)
})
