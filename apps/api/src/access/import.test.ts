import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import type { ImportAnswer } from './import-answer.ts'

let house: TestHouse
let admin: Client

beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
})
afterAll(() => house.close())

async function send(
  client: Client,
  body: string | Uint8Array<ArrayBuffer>,
  { dryRun = false, headers = {} }: { dryRun?: boolean; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${house.url}/import/organisations${dryRun ? '?dryRun=1' : ''}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', cookie: client.cookie, 'accept-language': 'en', ...headers },
    body,
  })
  return { status: response.status, answer: (await response.json()) as ImportAnswer }
}
const total = async (q: string) =>
  (
    (await admin.ask('query($q:String){organisations(q:$q,first:200){nodes{id}}}', { q })).at(
      'organisations.nodes',
    ) as unknown[]
  ).length

const FILE = `类型,编码,名称,上级,时区,电话,地址,联系人,营业时间,备注
代理商,west,西部代理,,,,,,,x
商户,w-1,蜀香园,west,,028-1111,,王,,
门店,01,蜀香园（春熙路店）,west/w-1,Asia/Shanghai,+86 28 1,"春熙路 1 号, 2 楼",,"Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00",
`

describe('an import', () => {
  test('is previewed by being done and rolled back, done once, and changes nothing the second time', async () => {
    const preview = await send(admin, FILE, { dryRun: true })
    expect(preview.answer).toMatchObject({
      imported: false,
      rows: 3,
      creates: 3,
      problems: [],
      encoding: 'utf-8',
      ignoredColumns: ['备注'],
    })
    expect(await total('蜀香园')).toBe(0)
    const done = await send(admin, `\uFEFF${FILE}`)
    expect(done.answer).toMatchObject({ imported: true, creates: 3, updates: 0 })
    expect(await total('蜀香园')).toBe(2)
    expect((await send(admin, FILE)).answer).toMatchObject({ imported: true, creates: 0, updates: 0, unchanged: 3 })
    const seen = await admin.ask('{organisations(q:"春熙"){nodes{address timeZone openingHoursText parent{name}}}}')
    expect(seen.at('organisations.nodes.0')).toEqual({
      address: '春熙路 1 号, 2 楼',
      timeZone: 'Asia/Shanghai',
      openingHoursText: 'Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00',
      parent: { name: '蜀香园' },
    })
  })

  test('GB18030 as a Chinese spreadsheet writes it', async () => {
    // 类型,编码,名称,上级 / 商户,gb-1,茶馆,west
    const gb = Buffer.from(
      'c0e0d0cd2cb1e0c2eb2cc3fbb3c62cc9cfbcb60d0ac9ccbba72c67622d312cb2e8b9dd2c776573740d0a',
      'hex',
    )
    expect((await send(admin, new Uint8Array(gb))).answer).toMatchObject({
      imported: true,
      creates: 1,
      encoding: 'gb18030',
    })
    expect((await admin.ask('{organisations(q:"gb-1"){nodes{name}}}')).at('organisations.nodes.0.name')).toBe('茶馆')
  })

  test('one faulty row stops all of it, and each is told with its line', async () => {
    const { answer } = await send(
      admin,
      'kind,code,name,parent\nmerchant,ok-1,Fine,west\nstore,x,X,nowhere\n\nplanet,y,Y,\n',
    )
    expect(answer).toMatchObject({ imported: false, creates: 1, faultyRows: 2, problemCount: 2 })
    expect(answer.problems).toEqual([
      {
        ...{ line: 3, column: 'parent', value: 'nowhere', code: 'IMPORT_PARENT_UNKNOWN' },
        message: 'There is no such organisation above.',
      },
      {
        ...{ line: 5, column: 'kind', value: 'planet', code: 'IMPORT_KIND' },
        message: 'The kind is agent, merchant or store.',
      },
    ])
    expect(await total('ok-1')).toBe(0)
  })

  test.each([
    ['FILE_EMPTY', ''],
    ['FILE_COLUMN_MISSING', 'kind,name\nmerchant,x\n'],
    ['FILE_COLUMN_TWICE', 'kind,code,name,编码\nmerchant,x,x,y\n'],
    ['FILE_MALFORMED', 'kind,code,name\nmerchant,"x,x\n'],
    ['FILE_ENCODING', new Uint8Array([0xff, 0xff, 0xff])],
    ['FILE_TOO_MANY_ROWS', `kind,code,name\n${'merchant,x,x\n'.repeat(3_001)}`],
  ])('%s', async (code, file) => {
    const { answer } = await send(admin, file)
    expect([answer.imported, answer.problems.map((one) => one.code)]).toEqual([false, [code]])
  })

  test('three thousand rows are one transaction of about a second', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `merchant,bulk-${index},Shop ${index},west\n`)
    const startedAt = performance.now()
    const { answer } = await send(admin, `kind,code,name,parent\n${rows.join('')}`)
    console.log(`3,000 organisations imported in ${Math.round(performance.now() - startedAt)} ms`)
    expect(answer).toMatchObject({ imported: true, creates: 3_000 })
  })

  test('is for those who may, from our own pages, within its size', async () => {
    expect((await send(await house.as('ops@cup.test'), FILE)).answer.problems[0]?.code).toBe('NOT_PERMITTED')
    expect((await send(house.stranger(), FILE)).status).toBe(401)
    expect((await send(admin, FILE, { headers: { origin: 'https://evil.test' } })).status).toBe(403)
    expect((await send(admin, FILE, { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
    expect((await send(admin, 'x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413)
  })

  test("another acquirer's organisations are no parents, and its codes are free", async () => {
    const { answer } = await send(admin, 'kind,code,name,parent\nmerchant,m,M,elseAgent\nagent,elseAgent,Ours,\n')
    expect(answer.problems.map(({ line, code }) => [line, code])).toEqual([[2, 'IMPORT_PARENT_UNKNOWN']])
  })
})

test('an export holds only the own subtree, runs in no spreadsheet, and can be imported again', async () => {
  await send(admin, 'kind,code,name,parent,phone\nmerchant,plus,"=HYPERLINK(""x"")",west,+86 1\n')
  const get = async (client: Client) =>
    await (
      await fetch(`${house.url}/export/organisations.csv`, {
        headers: { cookie: client.cookie, 'accept-language': 'zh-CN' },
      })
    ).text()
  const file = await get(admin)
  expect(file).toContain(`"'=HYPERLINK(""x"")"`)
  expect(file).toContain('类型,编码,名称,上级,时区,电话,地址,联系人,营业时间')
  expect(
    (
      await send(
        admin,
        file
          .split('\r\n')
          .filter((line) => !line.includes('bulk-'))
          .join('\r\n'),
      )
    ).answer,
  ).toMatchObject({
    imported: true,
    creates: 0,
    updates: 0,
    problems: [],
  })
  const north = await get(await house.as('li@north.test'))
  expect(north).toContain('海底捞')
  expect(north).not.toContain('South')
  expect(north).not.toContain('蜀香园')
})
