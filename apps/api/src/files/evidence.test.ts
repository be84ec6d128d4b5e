import { existsSync, readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { TEST_CARD } from '@budeng/kernel/testing'
import { evidenceOfTerminal, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeColleague } from '../testing/hermit.ts'
import { makeWorkOrder } from '../testing/recoveries.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { evidencePath } from './attachment.ts'

let house: TestHouse
let maker: string

beforeAll(async () => {
  house = await startTestHouse()
  await makeColleague(house.owner, 'ops@cup.test', 'maker@cup.test', 'CORRECTION_MAKER')
  await makeColleague(house.owner, 'chen@south.test', 'maker@south.test', 'CORRECTION_MAKER')
  maker = (await house.as('maker@cup.test')).cookie
})
afterAll(() => house.close())

const terminalId = () => house.fleet.terminals.xuhui[0]?.id ?? ''

interface Sent {
  readonly cookie?: string
  readonly terminal?: string
  readonly name?: string
  readonly query?: string
  readonly type?: string
}

async function send(
  body: Buffer | string,
  { cookie = maker, terminal, name = 'slip.txt', query = '', type }: Sent = {},
) {
  const address = `${house.url}/evidence?terminal=${terminal ?? terminalId()}&name=${encodeURIComponent(name)}${query}`
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': type ?? 'text/plain', cookie, 'accept-language': 'en' },
    body,
  })
  const answer = (await response.json()) as { sha256?: string; replayed?: boolean; errors?: { message: string }[] }
  return { status: response.status, ...answer, message: answer.errors?.[0]?.message }
}

const take = (sha256: string, cookie = maker, terminal = terminalId()) =>
  fetch(`${house.url}/evidence/${terminal}/${sha256}`, { headers: { cookie } })

/** A PDF with one compressed page. */
function pdf(content: string): Buffer {
  const stream = deflateSync(Buffer.from(content))
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj <</Length 99 /Filter /FlateDecode>> stream\n'),
    stream,
    Buffer.from('\nendstream endobj\nxref\n0 3\n0000000000 65535 f\n0000000016 00000 n\n0000004992 00000 n\n%%EOF'),
  ])
}

function png(width: number, chunks: readonly [string, Buffer][] = []): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    return Buffer.concat([size, Buffer.from(kind), data, Buffer.alloc(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(width, 4)
  const parts = chunks.map(([kind, data]) => chunk(kind, data))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), ...parts])
}

describe('an attachment', () => {
  test('is kept once by its content, and is given back as it was to whoever sees the terminal', async () => {
    const text = 'slip of 15 January: 90.00'
    const first = await send(text, { name: '小票.txt' })
    const sha256 = createHash('sha256').update(text).digest('hex')
    expect(first).toMatchObject({ status: 201, sha256, replayed: false })
    expect(await send(text, { name: 'again.txt' })).toMatchObject({ status: 200, sha256, replayed: true })
    expect(readFileSync(evidencePath(house.filesFolder, sha256), 'utf8')).toBe(text)
    const rows = await house.owner.read(PLATFORM_SCOPE, (db) => evidenceOfTerminal(db, terminalId(), 10))
    expect(rows).toMatchObject([{ name: '小票.txt', type: 'text/plain', bytes: text.length }])
    const answer = await take(sha256)
    expect(await answer.text()).toBe(text)
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('小票.txt')}`,
    )
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('is nowhere for others: another agency, another terminal, nobody', async () => {
    const { sha256 = '' } = await send('seen by few')
    const south = (await house.as('maker@south.test')).cookie
    const other = house.fleet.terminals.harbin[0]?.id ?? ''
    for (const [cookie, terminal] of [
      [south, terminalId()],
      [maker, other],
      [maker, 'trm_none'],
    ] as const)
      expect((await take(sha256, cookie, terminal)).status).toBe(404)
    expect((await take('../../keys')).status).toBe(404)
    expect((await take(sha256, '')).status).toBe(401)
    expect((await send('x', { cookie: south })).status).toBe(400)
    expect((await send('x', { cookie: '' })).status).toBe(401)
    // who reads does not write
    expect((await send('x', { cookie: (await house.as('viewer@cup.test')).cookie })).status).toBe(403)
  })

  test.each<[string, Buffer | string, Sent, number]>([
    ['a PDF with one compressed page', pdf('BT (slip of 90.00) Tj ET'), { type: 'application/pdf' }, 201],
    ['a picture', png(800), { type: 'image/png' }, 201],
    ['a type with a character set', 'a,b\r\n1,2', { type: 'text/csv; charset=utf-8' }, 201],
    ['nothing', '', {}, 422],
    ['too much', Buffer.alloc(5 * 1024 * 1024 + 1, 32), {}, 413],
    ['a type that is none', 'PK', { type: 'application/zip' }, 422],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]), {}, 422],
    ['a page that says it is a picture', '<script>alert(1)</script>', { type: 'image/png' }, 422],
    ['a picture that unfolds too wide', png(60_000), { type: 'image/png' }, 422],
    ['a PDF that unfolds too far', pdf(' '.repeat(40 * 1024 * 1024)), { type: 'application/pdf' }, 413],
    [
      'a picture whose text does',
      png(8, [['zTXt', compressed(' '.repeat(40 * 1024 * 1024))]]),
      { type: 'image/png' },
      413,
    ],
    ['a card number', `card ${TEST_CARD}`, {}, 422],
    ['one in the name', 'slip', { name: `${TEST_CARD}.txt` }, 422],
    ['one in a cell', `a,${TEST_CARD.replace(/(....)/g, '$1 ')}`, { type: 'text/csv' }, 422],
    ['one in a compressed page', pdf(`BT (card ${TEST_CARD}) Tj ET`), { type: 'application/pdf' }, 422],
    [
      'one in pieces',
      pdf(`BT [(${TEST_CARD.slice(0, 8)}) -20 (${TEST_CARD.slice(8)})] TJ ET`),
      { type: 'application/pdf' },
      422,
    ],
    [
      'one in hexadecimal',
      pdf(`BT <${Buffer.from(TEST_CARD).toString('hex')}> Tj ET`),
      { type: 'application/pdf' },
      422,
    ],
    ['one in a compressed text of a picture', png(8, [['zTXt', compressed(TEST_CARD)]]), { type: 'image/png' }, 422],
    ['what nobody can look through', '%PDF-1.7 trailer <</Encrypt 5 0 R>>', { type: 'application/pdf' }, 422],
    ['another case', 'slip', { query: '&case=cas_none' }, 400],
  ])('%s', async (_, body, asked, status) => {
    const answer = await send(body, asked)
    expect(answer.status, answer.message).toBe(status)
    if (status !== 201) expect(answer.message).toMatch(/\w/)
    const sha256 = createHash('sha256').update(body).digest('hex')
    expect(existsSync(evidencePath(house.filesFolder, sha256))).toBe(status === 201)
  })
})

/** Of a zTXt chunk: a name, the method, the text. */
function compressed(text: string): Buffer {
  return Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.from(text))])
}

describe('a photograph of a work order', () => {
  const photos = (order: string, cookie: string, body: Buffer, name = 'printer.png') =>
    fetch(`${house.url}/work-orders/${order}/photos?name=${name}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', cookie, 'accept-language': 'en' },
      body: new Uint8Array(body),
    })

  test('is shown with it to whoever sees it, added by whoever may work on it, and nowhere for others', async () => {
    const { id } = await makeWorkOrder(house)
    const ops = await house.as('ops@cup.test')
    const [viewer, other] = [await house.as('viewer@cup.test'), await house.as('ops@else.test')]
    const { cookie } = ops
    expect((await photos(id, cookie, png(8))).status).toBe(201)
    expect((await photos(id, cookie, png(8))).status).toBe(200)
    expect((await photos(id, viewer.cookie, png(9))).status).toBe(403)
    expect((await photos('wko_none', cookie, png(9))).status).toBe(400)
    const text = await fetch(`${house.url}/work-orders/${id}/photos?name=a.txt`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie },
      body: 'no picture',
    })
    expect(text.status).toBe(422)
    const asked = await ops.ask(
      `{ node(id: "${id}") { ... on WorkOrder { photos { name bytes sentAt address } timeline { text } } } }`,
    )
    expect(asked.at('node.photos')).toMatchObject([{ name: 'printer.png', bytes: png(8).length }])
    expect(JSON.stringify(asked.at('node.timeline'))).toContain('printer.png')
    const fetched = (by: string) =>
      fetch(`${house.url}${String(asked.at('node.photos.0.address'))}`, { headers: { cookie: by } })
    expect(Buffer.from(await (await fetched(cookie)).arrayBuffer())).toEqual(png(8))
    expect((await fetched(viewer.cookie)).status).toBe(200)
    expect((await fetched(other.cookie)).status).toBe(404)
  })
})
