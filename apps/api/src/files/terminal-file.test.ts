import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { FILE_ADDRESS_MS, FILE_BYTES_MAX } from '@budeng/fleet'
import { maskCardNumber } from '@budeng/kernel'
import { TEST_CARD } from '@budeng/kernel/testing'
import { newKeyPair, packageText, signBytes, ticketHash, toBase64url } from '@budeng/protocol'
import { type NewTerminalFile, openTerminalFiles, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { terminalFilePath } from './screen-file.ts'

let house: TestHouse
let ops: Client
let platform: Platform

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  platform = new Platform(house)
})
afterAll(() => house.close())

let keys = 0
/** A command that its terminal has, with the ticket that only the terminal knows. */
async function asked(
  file: Partial<NewTerminalFile> = {},
  command: object = { logsUpload: {} },
): Promise<{ id: string; ticket: string }> {
  const answer = await ops.ask(
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id} userErrors{code}}}',
    {
      i: {
        terminalId: house.fleet.terminals.xuhui[keys % 2]?.id,
        command,
        reason: 'it is slow',
        idempotencyKey: `log-${keys++}`,
      },
    },
  )
  expect(answer.at('commandRequest.userErrors')).toEqual([])
  const id = String(answer.at('commandRequest.command.id'))
  await platform.deliver(id)
  const ticket = toBase64url(randomBytes(16))
  const at = house.clock.now()
  await house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    openTerminalFiles(unit, [
      {
        ...{ commandId: id, kind: 'LOGS', attempt: 1, ticketHash: ticketHash(ticket).toString('hex') },
        ...{ bytesMax: FILE_BYTES_MAX.LOGS, expiresAt: at + FILE_ADDRESS_MS, ...file },
      },
    ]),
  )
  return { id, ticket }
}

interface Sent {
  readonly id: string
  readonly ticket: string
  readonly file: Buffer
  readonly from: number
  readonly to?: number
  readonly length?: number
  readonly type?: string
  readonly sha256?: string
}

async function send({ id, ticket, file, from, to = file.length, ...over }: Sent) {
  const response = await fetch(`${house.url}/files/${id}/${ticket}`, {
    method: 'PATCH',
    headers: {
      'upload-offset': String(from),
      'upload-length': String(over.length ?? file.length),
      'upload-sha256': over.sha256 ?? createHash('sha256').update(file).digest('base64url'),
      'content-type': over.type ?? 'text/plain; charset=utf-8',
    },
    body: new Uint8Array(file.subarray(from, to)),
  })
  const text = await response.text()
  const { code } = (text === '' ? {} : JSON.parse(text)) as { code?: string }
  return { status: response.status, offset: response.headers.get('upload-offset'), code }
}

const take = (id: string, client: Client) =>
  fetch(`${house.url}/terminal-files/${id}`, { headers: { cookie: client.cookie } })
const onDisk = () =>
  readdirSync(join(house.filesFolder, 'terminals')).map((name) =>
    readFileSync(join(house.filesFolder, 'terminals', name), 'latin1'),
  )
const log = (lines: number) =>
  Buffer.from(`boot 7\ncard ${TEST_CARD} was read\n${'the network came back at once\n'.repeat(lines)}`)

describe('a terminal sends its log', () => {
  test('in parts, interrupted, and what is kept holds no card number', async () => {
    const { id, ticket } = await asked()
    // more than any stream reads at once
    const file = log(8_000)
    expect(await send({ id, ticket, file, from: 0, to: 20 })).toMatchObject({ status: 204, offset: '20' })
    expect(onDisk().join('')).not.toContain('boot 7')
    // the answer was lost: the same part again, and the question how far it came
    expect(await send({ id, ticket, file, from: 0, to: 20 })).toMatchObject({ status: 409, offset: '20' })
    const head = await fetch(`${house.url}/files/${id}/${ticket}`, { method: 'HEAD' })
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '20'])
    expect(await send({ id, ticket, file, from: 20, to: 10_000 })).toMatchObject({ status: 204 })
    expect((await platform.load(id))?.evidence).toEqual([])
    expect(await send({ id, ticket, file, from: 10_000 })).toMatchObject({ status: 201 })
    expect(await send({ id, ticket, file, from: 10_000 })).toMatchObject({ status: 201 })
    expect((await platform.load(id))?.evidence).toMatchObject([
      { kind: 'FILE_RECEIVED', witness: 'PLATFORM', facts: { bytes: file.length } },
    ])
    const kept = readFileSync(terminalFilePath(house.filesFolder, id), 'utf8')
    expect(kept).toBe(file.toString().replace(TEST_CARD, maskCardNumber(TEST_CARD)))
    expect(onDisk().join('')).not.toContain(TEST_CARD)
    const given = await take(id, ops)
    expect([given.status, await given.text()]).toEqual([200, kept])
    expect(given.headers.get('content-disposition')).toContain('attachment')
    const events = await ops.ask('{events(filter:{types:["TerminalFileReceived"]}){nodes{text}}}')
    expect(events.at('events.nodes.0.text')).toMatch(/card numbers masked: 1/)
    expect(house.logged()).not.toContain(ticket)
  })
  test('whose end comes several times at once is looked through once', async () => {
    const { id, ticket } = await asked()
    const file = log(8_000)
    const ends = [0, ...Array.from({ length: 6 }, () => file.length)].map((from) => send({ id, ticket, file, from }))
    const answers = await Promise.all(ends)
    expect(answers.filter(({ status }) => ![201, 409, 503].includes(status))).toEqual([])
    expect(answers.map(({ status }) => status)).toContain(201)
    const kept = readFileSync(terminalFilePath(house.filesFolder, id), 'utf8')
    expect(kept).toBe(file.toString().replace(TEST_CARD, maskCardNumber(TEST_CARD)))
  })
  test('and nobody else does, or takes it', async () => {
    const { id, ticket } = await asked()
    const file = log(1)
    for (const wrong of [toBase64url(randomBytes(16)), 'x', `${ticket}A`])
      expect(await send({ id, ticket: wrong, file, from: 0 })).toMatchObject({ status: 404, code: 'GONE' })
    expect((await fetch(`${house.url}/files/${id}/${toBase64url(randomBytes(16))}`, { method: 'HEAD' })).status).toBe(
      404,
    )
    expect(await send({ id, ticket, file, from: 0 })).toMatchObject({ status: 201 })
    expect((await take(id, await house.as('chen@south.test'))).status).toBe(404)
    expect((await take(id, await house.as('viewer@cup.test'))).status).toBe(403)
    expect((await fetch(`${house.url}/terminal-files/${id}`)).status).toBe(401)
  })
  test.each([
    ['too large', { length: FILE_BYTES_MAX.LOGS + 1 }, 413, 'TOO_LARGE'],
    ['of another hash', { sha256: toBase64url(Buffer.alloc(32, 1)) }, 422, 'MISMATCH'],
    ['of another type', { type: 'image/png' }, 422, 'BAD_TYPE'],
    ['of no length', { length: 0 }, 400, 'BAD_HEADERS'],
  ] as const)('a file %s is not taken', async (_name, changed, status, code) => {
    const address = await asked()
    expect(await send({ ...address, file: log(2), from: 0, ...changed })).toMatchObject({ status, code })
    expect((await platform.load(address.id))?.evidence).toEqual([])
  })
})

describe('a package of a vendor', () => {
  const vendor = newKeyPair()
  const add = async (bytes: Buffer, version: string, client = ops, more: Readonly<Record<string, string>> = {}) => {
    const about = { model: 'test', version, bytes: bytes.length, sha256: hashOf(bytes) }
    const signature = signBytes(packageText(about), vendor.privateKey)
    const query = new URLSearchParams({ model: 'test', version, signature, ...more })
    const headers = { 'content-type': 'application/octet-stream', cookie: client.cookie }
    const response = await fetch(`${house.url}/packages?${query.toString()}`, {
      ...{ method: 'POST', headers, body: new Uint8Array(bytes) },
    })
    const body = (await response.json()) as { readonly id?: string; readonly errors?: { message: string }[] }
    return { status: response.status, body, said: body.errors?.[0]?.message }
  }
  const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')
  const partOf = async ({ id, ticket }: { id: string; ticket: string }, range: string, key = ticket) => {
    const response = await fetch(`${house.url}/files/${id}/${key}`, { headers: range === '' ? {} : { range } })
    return [response.status, Buffer.from(await response.arrayBuffer())] as const
  }
  test('is one for ever, and goes in parts to the terminal that was told to take it', async () => {
    const bytes = randomBytes(300_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const said = { bytes: bytes.length, sha256 }
    expect(await add(bytes, '2.0.0')).toMatchObject({ status: 201, body: { ...said, replayed: false } })
    expect(await add(bytes, '2.0.0')).toMatchObject({ status: 200, body: { ...said, replayed: true } })
    expect((await add(randomBytes(10), '2.0.0')).status).toBe(409)
    expect((await add(bytes, 'no version')).status).toBe(400)
    expect((await add(bytes, '2.0.1', await house.as('chen@south.test'))).status).toBe(403)
    const address = await asked({ kind: 'SOFTWARE', bytes: bytes.length, sha256 })
    const part = (range: string, key?: string) => partOf(address, range, key)
    const [first, second] = [await part('bytes=0-262143'), await part('bytes=262144-999999')]
    expect([first[0], second[0]]).toEqual([206, 206])
    expect(Buffer.concat([first[1], second[1]]).equals(bytes)).toBe(true)
    for (const range of ['', 'bytes=0-262144', 'bytes=300000-300001']) expect((await part(range))[0]).toBe(416)
    expect((await part('bytes=0-1', toBase64url(randomBytes(16))))[0]).toBe(404)
    const listed = await ops.ask('{viewer{softwarePackages{model version bytes sha256 vendorKey addedBy{email}}}}')
    expect(listed.at('viewer.softwarePackages')).toEqual([
      {
        ...{ model: 'test', version: '2.0.0', bytes: bytes.length, sha256: hashOf(bytes), vendorKey: null },
        addedBy: { email: 'ops@cup.test' },
      },
    ])
  })
  test('that is not what its manifest says, or not signed by whom it says, is not kept', async () => {
    const bytes = randomBytes(10)
    expect(await add(bytes, '3.0.0', ops, { sha256: hashOf(randomBytes(10)) })).toMatchObject({
      ...{ status: 422, said: expect.stringContaining('SHA-256') },
    })
    expect(await add(bytes, '3.0.0', ops, { key: newKeyPair().x })).toMatchObject({
      ...{ status: 422, said: expect.stringContaining('signature') },
    })
    expect(await add(bytes, '3.0.0', ops, { key: vendor.x, sha256: hashOf(bytes) })).toMatchObject({ status: 201 })
  })
  test('whose sender goes away leaves nothing behind', async () => {
    const packages = () => readdirSync(join(house.filesFolder, 'packages'))
    const before = packages()
    const query = new URLSearchParams({ model: 'test', version: '9.0.0', signature: signBytes('x', vendor.privateKey) })
    const sending = request(`${house.url}/packages?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', cookie: ops.cookie },
    }).on('error', () => undefined)
    sending.write(randomBytes(1_000))
    await expect.poll(packages).not.toEqual(before)
    sending.destroy()
    await expect.poll(packages).toEqual(before)
  })
  test('that was withdrawn is given to nobody: not to a terminal that has half of it, and not anew', async () => {
    const bytes = randomBytes(20)
    const { body } = await add(bytes, '4.0.0')
    const about = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    const under = await asked({ kind: 'SOFTWARE', ...about })
    expect((await partOf(under, 'bytes=0-9'))[0]).toBe(206)
    const withdraw = (reason: string) =>
      ops.ask(
        'mutation($i:SoftwarePackageWithdrawInput!){softwarePackageWithdraw(input:$i){softwarePackage{withdrawnReason withdrawnBy{email} runningOn} userErrors{code}}}',
        { i: { packageId: body.id, reason, idempotencyKey: `withdraw-${keys++}` } },
      )
    expect((await withdraw('it burns')).at('softwarePackageWithdraw')).toEqual({
      softwarePackage: { withdrawnReason: 'it burns', withdrawnBy: { email: 'ops@cup.test' }, runningOn: 0 },
      userErrors: [],
    })
    expect((await withdraw('again')).at('softwarePackageWithdraw.userErrors')).toEqual([{ code: 'PACKAGE_WITHDRAWN' }])
    expect((await partOf(under, 'bytes=10-19'))[0]).toBe(404)
    // the command was waiting to be signed
    expect((await partOf(await asked({ kind: 'SOFTWARE', ...about }), 'bytes=0-9'))[0]).toBe(404)
    expect((await add(bytes, '4.0.0')).status).toBe(409)
    const manifest = { model: 'test', version: '4.0.0', bytes: 20, sha256: hashOf(bytes) }
    const software = { ...manifest, signature: signBytes(packageText(manifest), vendor.privateKey) }
    const update = async (changed: object) => {
      const answer = await ops.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){userErrors{code}}}', {
        i: {
          ...{
            terminalId: house.fleet.terminals.xuhui[0]?.id,
            command: { softwareUpdate: { ...software, ...changed } },
          },
          ...{ reason: 'new', idempotencyKey: `withdrawn-${keys++}` },
        },
      })
      return answer.at('commandRequest.userErrors')
    }
    expect(await update({})).toEqual([{ code: 'PACKAGE_WITHDRAWN' }])
    // what nobody could fetch is said when it is asked for
    expect(await update({ version: '9.9.9' })).toEqual([{ code: 'PACKAGE_UNKNOWN' }])
    expect(await update({ sha256: 'A'.repeat(43) })).toEqual([{ code: 'PACKAGE_UNKNOWN' }])
    expect(await update({ bytes: 21 })).toEqual([{ code: 'PACKAGE_UNKNOWN' }])
  })
})

describe('a large backup', () => {
  const type = 'application/octet-stream'
  const backup = async () => {
    const { id, ticket } = await asked({}, { backup: {} })
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      // as it is at its signature: there is no file before its first part
      await unit.execute('delete from terminal_file where command_id = $1', [id])
      await unit.execute('update command set ticket_hash = $2 where id = $1', [id, ticketHash(ticket).toString('hex')])
    })
    return { id, ticket }
  }
  test('is taken by the ticket of its command, whole and as it is, and proves it', async () => {
    const { id, ticket } = await backup()
    const file = randomBytes(300_000)
    expect(await send({ id, ticket: toBase64url(randomBytes(16)), file, from: 0, to: 9, type })).toMatchObject({
      status: 404,
    })
    expect(await send({ id, ticket, file, from: 0, to: 200_000, type })).toMatchObject({ status: 204 })
    expect(await send({ id, ticket, file, from: 200_000, type })).toMatchObject({ status: 201 })
    expect((await platform.load(id)).evidence).toMatchObject([{ kind: 'BACKUP_MATCHED', witness: 'PLATFORM' }])
    expect(readFileSync(terminalFilePath(house.filesFolder, id)).equals(file)).toBe(true)
    expect((await take(id, ops)).status).toBe(404)
  })
  test('in which a card number stands is not kept, and proves nothing', async () => {
    const { id, ticket } = await backup()
    const file = Buffer.from(`{"journal":["${TEST_CARD}"]}`)
    expect(await send({ id, ticket, file, from: 0, type })).toMatchObject({ status: 422, code: 'CARD_DATA' })
    expect((await platform.load(id)).evidence).toEqual([])
    expect(onDisk().join('')).not.toContain(TEST_CARD)
  })
})

// last: sessions do not live so long either
test('a file is not taken for longer than its address is good', async () => {
  const address = await asked()
  house.clock.advance(FILE_ADDRESS_MS)
  expect(await send({ ...address, file: log(2), from: 0 })).toMatchObject({ status: 404 })
})
