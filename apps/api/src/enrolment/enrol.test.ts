import { randomBytes } from 'node:crypto'
import {
  EnrolmentAnswer,
  type EnrolmentRequest,
  makeEnrolmentRequest,
  mqttSecretHash,
  newKeyPair,
  openEnrolment,
  parseEnrolmentCode,
  toBase64url,
  unsealLinkSecrets,
  unsealPresenceSecrets,
  deriveSecrets,
  fromBase64url,
} from '@budeng/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { ENROLMENT_LIFE_MS } from '../limits.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

let keys = 0
const CREATE = 'mutation($i:EnrolmentCreateInput!){enrolmentCreate(input:$i){code expiresAt userErrors{code path}}}'
const REVOKE =
  'mutation($i:DeviceRevokeInput!){deviceRevoke(input:$i){device{id state revokedAt} userErrors{code path}}}'
const create = (changed: object, client = ops) =>
  client.ask(CREATE, {
    i: {
      terminalId: house.fleet.terminals.teahouse[0]?.id,
      serial: 'SN-NEW-1',
      idempotencyKey: `e-${keys++}`,
      ...changed,
    },
  })
const revoke = (deviceId: unknown, changed: object = {}, client = ops) =>
  client.ask(REVOKE, { i: { deviceId, reason: 'stolen', idempotencyKey: `v-${keys++}`, ...changed } })

async function codeFor(index: number, serial: string): Promise<string> {
  const answer = await create({ terminalId: house.fleet.terminals.teahouse[index]?.id, serial })
  expect(answer.at('enrolmentCreate.userErrors')).toEqual([])
  return parseEnrolmentCode(String(answer.at('enrolmentCreate.code'))) ?? ''
}
const requestOf = (serial: string, code: string): EnrolmentRequest =>
  makeEnrolmentRequest({ serial, publicKey: newKeyPair().x, nonce: toBase64url(randomBytes(32)) }, code)
async function post(body: unknown): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${house.url}/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text(), headers: response.headers }
}
const REFUSED =
  /^\{"errors":\[\{"message":"Enrolment refused\.","extensions":\{"code":"FORBIDDEN","requestId":"[^"]+"\}\}\]\}$/
const revokeOn = async (index: number) => revoke(house.fleet.terminals.teahouse[index]?.deviceId)

describe('enrolment', () => {
  test('gives a device its keys, readable only with the code', async () => {
    await revokeOn(0)
    const code = await codeFor(0, 'SN-NEW-1')
    const request = requestOf('SN-NEW-1', code)
    const answer = await post(request)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const opening = openEnrolment(EnrolmentAnswer.parse(JSON.parse(answer.text)), code, request.nonce)
    if (!opening.ok) throw new Error(opening.reason)
    const { device, acquirer, tid, mqttSecret, k, rootKey, keyList } = opening.enrolled
    expect({ acquirer, tid, rootKey, keyList }).toEqual({
      acquirer: 'cup',
      tid: '30000001',
      rootKey: house.keys.ring().newest.rootX,
      keyList: house.keys.ring().newest.jws,
    })
    const [row] = await house.owner.read({ path: null }, (db) =>
      db.query<{ hash: Buffer; link: Buffer; presence: Buffer; state: string; epoch: number; key: string }>(
        `select device.mqtt_secret_hash as hash, link.sealed as link, link.epoch, presence.sealed as presence, device.state, device.public_key as key
         from device join device_link_secret link on link.device_id = device.id join device_presence_secret presence on presence.device_id = device.id where device.id = $1`,
        [device],
      ),
    )
    const secrets = deriveSecrets(fromBase64url(k) as Buffer)
    expect(row).toMatchObject({ state: 'ASSIGNED', key: request.publicKey, hash: mqttSecretHash(mqttSecret) })
    expect(unsealLinkSecrets(house.keys.sealLink, device, row?.link as Buffer)).toEqual({
      leaf: secrets.leaf,
      up: secrets.up,
      ack: secrets.ack,
    })
    expect(unsealPresenceSecrets(house.keys.sealPresence, device, row?.presence as Buffer)).toEqual({
      digits: secrets.digits,
      words: secrets.words,
    })
    const events = await ops.ask('{events(filter:{types:["EnrolmentCreated","DeviceEnrolled"]}){nodes{type text}}}')
    expect(events.at('events.nodes')).toEqual([
      { type: 'DeviceEnrolled', text: 'Device SN-NEW-1 was enrolled.' },
      { type: 'EnrolmentCreated', text: expect.stringContaining('SN-NEW-1') },
    ])
    for (const secret of [code, k, mqttSecret]) expect(house.logged()).not.toContain(secret)
  })

  test('sends the same bytes to the same request again, until they are erased; any other use is refused', async () => {
    await revokeOn(1)
    const code = await codeFor(1, 'SN-NEW-2')
    const body = JSON.stringify(requestOf('SN-NEW-2', code))
    const [first, ...more] = await Promise.all([post(body), post(body), post(body)])
    expect([first?.status, more.every((one) => one.text === first?.text)]).toEqual([200, true])
    expect((await post(`${body} `)).text).toMatch(REFUSED)
    expect((await post(requestOf('SN-NEW-2', code))).text).toMatch(REFUSED)
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update enrolment set answer = null'),
    )
    expect((await post(body)).text).toMatch(REFUSED)
  })

  test('refuses everything else alike', async () => {
    await revokeOn(2)
    const code = await codeFor(2, 'SN-NEW-3')
    const good = requestOf('SN-NEW-3', code)
    const bad: readonly unknown[] = [
      { ...good, mac: toBase64url(randomBytes(32)) },
      { ...good, serial: 'SN-OTHER' },
      { ...good, publicKey: newKeyPair().x },
      requestOf('SN-NEW-3', 'AAAAAAAAAAAAAAAA'),
      requestOf('SN-NEVER', code),
      { ...good, serial: "x' or 1=1" },
      {},
      [],
      'null',
      '{"serial":',
      '',
      '\u0000',
    ]
    for (const body of bad) {
      const answer = await post(body)
      expect([answer.status, REFUSED.test(answer.text)]).toEqual([403, true])
    }
    expect((await post(`{"serial":"${'x'.repeat(20_000)}"}`)).status).toBe(413)
    house.clock.advance(ENROLMENT_LIFE_MS)
    expect((await post(good)).text).toMatch(REFUSED)
    ops = await house.as('ops@cup.test')
  })

  test('a serial number that is in use enrols again only after revocation, with a new epoch', async () => {
    const { id, serial, deviceId } = house.fleet.terminals.teahouse[3] as {
      id: string
      serial: string
      deviceId: string
    }
    const code = await codeFor(3, serial)
    expect((await post(requestOf(serial, code))).text).toMatch(REFUSED)
    expect((await revoke(deviceId)).at('deviceRevoke.device')).toEqual({
      id: deviceId,
      state: 'BLOCKED',
      revokedAt: expect.any(String),
    })
    expect((await post(requestOf(serial, await codeFor(3, serial)))).status).toBe(200)
    const answer = await ops.ask('query($id:ID!){terminal(id:$id){device{id state revokedAt}}}', { id })
    expect(answer.at('terminal.device')).toEqual({ id: deviceId, state: 'ASSIGNED', revokedAt: null })
    const [row] = await house.owner.read({ path: null }, (db) =>
      db.query<{ epoch: number }>('select journal_epoch as epoch from terminal where id = $1', [id]),
    )
    expect(row?.epoch).toBe(2)
  })

  test('another device on the same terminal swaps the first one out', async () => {
    const terminal = house.fleet.terminals.teahouse[0]
    const running = async () =>
      (await ops.ask('{terminals(filter:{appVersions:["4.2.0"]}){nodes{id}}}')).at('terminals.nodes')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(
        `insert into terminal_trait (terminal_id, acquirer_id, agent_id, tid, app)
         select id, acquirer_id, agent_id, tid, '4.2.0' from terminal where id = $1`,
        [terminal?.id],
      ),
    )
    expect(await running()).toEqual([{ id: terminal?.id }])
    expect((await post(requestOf('SN-SWAP', await codeFor(0, 'SN-SWAP')))).status).toBe(200)
    // what ran on the one says nothing of the other
    expect(await running()).toEqual([])
    const answer = await ops.ask('query($id:ID!){terminal(id:$id){device{serial}}}', { id: terminal?.id })
    expect(answer.at('terminal.device.serial')).toBe('SN-SWAP')
    expect(
      (await ops.ask('{events(filter:{types:["DeviceSwappedOut"]}){nodes{text}}}')).at('events.nodes.0.text'),
    ).toBe('Device SN-NEW-1 was swapped out.')
  })

  test('a device that is revoked stands there until another takes its place', async () => {
    const { id, serial, deviceId } = house.fleet.terminals.teahouse[2] as {
      id: string
      serial: string
      deviceId: string
    }
    const standing = async () =>
      (await ops.ask('query($id:ID!){terminal(id:$id){device{serial state}}}', { id })).at('terminal.device')
    await revoke(deviceId)
    expect(await standing()).toEqual({ serial, state: 'BLOCKED' })
    expect((await post(requestOf('SN-AFTER', await codeFor(2, 'SN-AFTER')))).status).toBe(200)
    expect(await standing()).toEqual({ serial: 'SN-AFTER', state: 'ASSIGNED' })
  })

  test('a code is shown once, and one made later ends it', async () => {
    const first = await create({
      serial: 'SN-X',
      idempotencyKey: 'enrol-once',
      terminalId: house.fleet.terminals.xuhui[0]?.id,
    })
    const again = await create({
      serial: 'SN-X',
      idempotencyKey: 'enrol-once',
      terminalId: house.fleet.terminals.xuhui[0]?.id,
    })
    expect(first.at('enrolmentCreate.code')).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
    expect(again.at('enrolmentCreate')).toMatchObject({
      code: null,
      expiresAt: first.at('enrolmentCreate.expiresAt'),
      userErrors: [{ code: 'CODE_SHOWN_ONCE' }],
    })
    await create({ serial: 'SN-X', terminalId: house.fleet.terminals.xuhui[0]?.id })
    const code = parseEnrolmentCode(String(first.at('enrolmentCreate.code'))) ?? ''
    expect((await post(requestOf('SN-X', code))).text).toMatch(REFUSED)
    const stored = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>(
        'select enrolment::text as row from enrolment union all select idempotency::text from idempotency',
      ),
    )
    expect(stored.some(({ row }) => row.includes(code))).toBe(false)
  })

  test.each([
    ['a foreign terminal', { terminalId: 'trm_01m81v9d59fmts8a1kztkak84x' }, 'NOT_FOUND', ['input', 'terminalId']],
    ['no serial number', { serial: ' ' }, 'SERIAL_MALFORMED', ['input', 'serial']],
    ['a simulated terminal at work', { serial: 'TRAINING-1' }, 'SERIAL_TRAINING', ['input', 'serial']],
    ['no key', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_MISSING', ['input', 'idempotencyKey']],
  ])('no code for %s', async (_name, changed, code, path) => {
    expect((await create(changed)).at('enrolmentCreate')).toEqual({
      code: null,
      expiresAt: null,
      userErrors: [{ code, path }],
    })
  })

  test('codes and revocation are for those who may', async () => {
    const agent = await house.as('chen@south.test')
    expect((await create({}, agent)).at('enrolmentCreate.userErrors.0.code')).toBe('NOT_PERMITTED')
    const deviceId = house.fleet.terminals.teahouse[1]?.deviceId
    expect((await revoke(deviceId, {}, agent)).at('deviceRevoke.userErrors.0.code')).toBe('NOT_PERMITTED')
    expect((await revoke(deviceId, {}, await house.as('li@north.test'))).at('deviceRevoke')).toEqual({
      device: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['input', 'deviceId'] }],
    })
    expect(
      (await revoke(house.fleet.terminals.xuhui[1]?.deviceId, { reason: '' })).at('deviceRevoke.userErrors.0.code'),
    ).toBe('REASON_MISSING')
    expect((await revoke(deviceId)).at('deviceRevoke.userErrors.0.code')).toBe('DEVICE_REVOKED')
  })
})

test('an address that tries too often is told to wait', async () => {
  const own = await startTestHouse()
  const statuses = await Promise.all(
    Array.from({ length: 80 }, async () => (await fetch(`${own.url}/enrol`, { method: 'POST', body: '{}' })).status),
  )
  expect(new Set(statuses)).toEqual(new Set([403, 429]))
  await own.close()
})
