import { withoutCards } from '@budeng/kernel'
import { TEST_CARD as CARD } from '@budeng/kernel/testing'
import { request as httpRequest } from 'node:http'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, saveMapping } from '@budeng/storage'
import { printFlowLine } from '@budeng/transactions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { importPath } from './upload.route.ts'
import { withoutCardsInCells, withoutCardsInFlow } from './line-filter.ts'

let house: TestHouse
let ops: string

beforeAll(async () => {
  house = await startTestHouse()
  ops = (await house.as('ops@cup.test')).cookie
})
afterAll(() => house.close())

const line = (stan: number, over: object = {}) =>
  printFlowLine({
    ...{
      acquirer: '48020000',
      forwarder: '48020000',
      stan: String(stan),
      time: '0115120000',
      pan: CARD,
      amount: '100',
    },
    ...{
      mti: '0200',
      processingCode: '000000',
      tid: '10000001',
      mid: '898000000000001',
      rrn: 'R1',
      conditionCode: '00',
      entryMode: '051',
    },
    ...over,
  })

async function send(
  body: Buffer | string,
  {
    cookie = ops,
    query = 'format=FLOW&day=2027-01-15&name=flow.txt',
    type = 'application/octet-stream',
    ...headers
  }: Record<string, string> = {},
) {
  const response = await fetch(`${house.url}/imports/files?${query}`, {
    method: 'POST',
    headers: { 'content-type': type, cookie, ...headers },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const stored = (id: unknown) => readFileSync(importPath(house.filesFolder, String(id)), 'utf8')

test('a file is kept without card numbers and waits for the worker; the same bytes again are that import', async () => {
  const text = `${line(1)}\r\n${line(2)}\n`
  const { status, body } = await send(text)
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { replayed: false, lines: 2, bytes: Buffer.byteLength(text) },
  })
  const kept = stored(body['id'])
  expect(kept).toBe(`${line(1, { pan: '622848*********0018' })}\n${line(2, { pan: '622848*********0018' })}\n`)
  expect(await send(text)).toMatchObject({ status: 200, body: { id: body['id'], replayed: true } })
  const [row] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query('select state, format, business_date from file_import where id = $1', [body['id']]),
  )
  expect(row).toEqual({ state: 'WAITING', format: 'FLOW', business_date: '2027-01-15' })
  expect(readdirSync(join(house.filesFolder, 'imports'))).toHaveLength(1)
})

test.each([
  ['a line of another length', `some text ${CARD} and more`],
  ['with spaces', '6228 4804 0256 4890 018'],
  ['full-width digits', CARD.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))],
  ['at a cell of a table', `a\t${CARD}\tb`],
])('a card number hidden in %s is not kept', async (_, text) => {
  for (const filter of [withoutCards, withoutCardsInFlow, (one: string) => withoutCardsInCells(one, '\t')])
    expect(filter(text).normalize('NFKC').replace(/\D/g, '')).not.toContain(CARD)
  const { body } = await send(`${text}\n`)
  expect(stored(body['id']).normalize('NFKC').replace(/\D/g, '')).not.toContain(CARD)
})

test('a card number in a text of two bytes a character is not kept, nor are zeros, which no database takes', async () => {
  const { body } = await send(Buffer.from(`card ${CARD}\n`, 'utf-16le'))
  expect(stored(body['id']).replace(/\D/g, '')).not.toContain(CARD)
  expect(stored(body['id'])).not.toContain('\0')
})

test('merchant numbers of fifteen digits stay, whatever their last digit', () => {
  for (let last = 0; last < 10; last++) expect(withoutCards(`89812345678901${last}`)).toBe(`89812345678901${last}`)
  expect(withoutCards(['378282', '246310005'].join(''))).toBe('378282*****0005')
})

test('chunks part lines, characters and card numbers anywhere', async () => {
  const bytes = Buffer.from(`${line(3)}\n中文 ${CARD}\n`)
  const answer = await new Promise<string>((resolve, reject) => {
    const sending = httpRequest(`${house.url}/imports/files?format=FLOW&day=2027-01-15`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', cookie: ops },
    })
    sending.on('error', reject).on('response', (response) => {
      let text = ''
      response.on('data', (more) => (text += String(more))).on('end', () => resolve(text))
    })
    void (async () => {
      for (const byte of bytes) {
        sending.write(Buffer.from([byte]))
        if (byte % 16 === 0) await new Promise((resume) => setImmediate(resume))
      }
      sending.end()
    })()
  })
  expect(stored(JSON.parse(answer).id)).toBe(`${line(3, { pan: '622848*********0018' })}\n中文 622848*********0018\n`)
})

test('a CSV file is read in the encoding of its mapping', async () => {
  const [{ id: acquirerId } = { id: '' }] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string }>(`select split_part(path::text, '.', 1) as id from person where email = 'ops@cup.test'`),
  )
  const id = house.owner.newId('csvMapping')
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    saveMapping(unit, {
      ...{ id, acquirerId, name: 'bank', createdBy: 'usr_x', expectedVersion: 0 },
      mapping: { delimiter: '\t', encoding: 'gb18030' },
    }),
  )
  const bytes = Buffer.concat([Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]), Buffer.from(`\t${CARD}\t12345678\n`)])
  const { status, body } = await send(bytes, { query: `format=CSV&day=2027-01-15&mapping=${id}`, type: 'text/csv' })
  expect(status).toBe(201)
  expect(stored(body['id'])).toBe('中国\t622848*********0018\t12345678\n')
})

test.each([
  ['no format', 'day=2027-01-15'],
  ['no such day', 'format=FLOW&day=2027-02-30'],
  ['no such year', 'format=FLOW&day=0000-01-01'],
  ['no mapping', 'format=CSV&day=2027-01-15'],
  ['a mapping of nobody', 'format=CSV&day=2027-01-15&mapping=map_00000000000000000000000001'],
])('%s is refused', async (_, query) => {
  expect(await send('x\n', { query })).toMatchObject({ status: 400 })
})

test('an empty file, and one of another type, are refused and leave nothing', async () => {
  const before = readdirSync(join(house.filesFolder, 'imports'))
  expect(await send('')).toMatchObject({ status: 400 })
  expect(await send('x', { type: 'application/json' })).toMatchObject({ status: 415 })
  expect(readdirSync(join(house.filesFolder, 'imports'))).toEqual(before)
})

test('whoever is not of the acquirer, may not import, or comes from a foreign page is turned away', async () => {
  expect(await send('x\n', { cookie: '' })).toMatchObject({ status: 401 })
  for (const email of ['viewer@cup.test', 'auditor@cup.test', 'head@north.test', 'li@north.test'])
    expect(await send('x\n', { cookie: (await house.as(email)).cookie }), email).toMatchObject({ status: 403 })
  expect(await send('x\n', { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
  expect(await send('x\n', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
})

test('a sender that goes away leaves nothing behind', async () => {
  const count = () => readdirSync(join(house.filesFolder, 'imports')).length
  const before = count()
  const sending = httpRequest(`${house.url}/imports/files?format=FLOW&day=2027-01-15`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: ops },
  })
  const gone = new Promise((resolve) => sending.once('error', resolve))
  sending.write(line(9))
  await expect.poll(count).toBe(before + 1)
  sending.destroy()
  await gone
  await expect.poll(count).toBe(before)
  expect(existsSync(house.filesFolder)).toBe(true)
})
