import { leafHash, rootByInclusion } from '@budeng/kernel'
import { readCheckpoint, sha256 } from '@budeng/protocol'
import { beat, leave, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { sealEverything } from '../testing/seal.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const FORMULA = '=cmd|calc!A1'
let house: TestHouse
let ops: Client
let agent: Client
let far: Client
let personId: string
let eventId: string

beforeAll(async () => {
  house = await startTestHouse()
  ;[ops, agent, far] = await Promise.all([
    house.as('ops@cup.test'),
    house.as('li@north.test'),
    house.as('ops@else.test'),
  ])
  const terminal = house.fleet.terminals.xuhui[0]
  const revoked = await ops.ask('mutation($i:DeviceRevokeInput!){deviceRevoke(input:$i){userErrors{code}}}', {
    i: { deviceId: terminal?.deviceId, reason: FORMULA, idempotencyKey: 'a1' },
  })
  if (!revoked.text.includes('"userErrors":[]')) throw new Error(revoked.text)
  await agent.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){userErrors{code}}}', {
    i: { terminalId: terminal?.id, command: { statusGet: {} }, reason: 'agent', idempotencyKey: 'a2' },
  })
  personId = String((await ops.ask('{viewer{person{id}}}')).at('viewer.person.id'))
  await house.owner.write(
    PLATFORM_SCOPE,
    { kind: 'PERSON', id: 'usr_01m81v9d59fmts8a1kztkak84x', behalfOf: personId, address: '192.0.2.9' },
    async (unit) =>
      unit.append([
        { type: 'Deputised', subject: personId, path: house.fleet.nodes.cup.path, at: unit.clock.now(), data: {} },
      ]),
  )
  await sealEverything(house)
  const events = await ops.ask('{events(filter:{types:["DeviceRevoked"]}){nodes{id}}}')
  eventId = String(events.at('events.nodes.0.id'))
})
afterAll(() => house.close())

const EVENTS =
  'query($f:EventFilter){events(first:200,filter:$f){nodes{id type actorKind address actor{name} behalfOf{id} changes{name before after}}}}'
interface Shown {
  readonly type: string
  readonly address: string | null
  readonly behalfOf: { readonly id: string } | null
  readonly changes: readonly object[]
}
const list = async (client: Client, filter: object) =>
  (await client.ask(EVENTS, { f: filter })).at('events.nodes') as readonly Shown[]

describe('the record', () => {
  test('tells who, from where, and what was before and after', async () => {
    const [revoked] = await list(ops, { types: ['DeviceRevoked'] })
    expect(revoked).toMatchObject({
      address: '127.0.0.1',
      actorKind: 'PERSON',
      changes: [
        { name: 'state', before: 'ASSIGNED', after: 'BLOCKED' },
        { name: 'revokedAt', before: null, after: expect.any(Number) },
      ],
    })
  })

  test('is narrowed by who, for whom, from where, and what kind', async () => {
    const types = async (filter: object) => new Set((await list(ops, filter)).map(({ type }) => type))
    expect(await types({ actorId: personId })).toEqual(new Set(['SessionStarted', 'DeviceRevoked']))
    expect(await types({ actorId: personId, types: ['DeviceRevoked'], address: '127.0.0.1' })).toEqual(
      new Set(['DeviceRevoked']),
    )
    expect(await types({ behalfOf: personId })).toEqual(new Set(['Deputised']))
    expect(await types({ address: '192.0.2.9' })).toEqual(new Set(['Deputised']))
    expect(await types({ actorKinds: ['TERMINAL'] })).toEqual(new Set())
    for (const odd of [{ actorId: 'nobody' }, { behalfOf: 'trm_1' }, { address: '10.9.9.9' }])
      expect(await list(ops, odd)).toEqual([])
    expect((await list(ops, { behalfOf: personId }))[0]?.behalfOf?.id).toBe(personId)
  })

  test('hides addresses from those who may not read people, and does not answer questions about them', async () => {
    const mine = await list(agent, {})
    expect(mine.length).toBeGreaterThan(0)
    expect(mine.every(({ address }) => address === null)).toBe(true)
    expect((await agent.ask(EVENTS, { f: { address: '127.0.0.1' } })).codes).toEqual(['FORBIDDEN'])
  })
})

describe('a proof', () => {
  const PROOF =
    'query($id:ID!){auditProof(eventId:$id){eventId position entry size path checkpoint{origin size root at note} publicKeys}}'

  test('leads from the fact to the signed root', async () => {
    const answer = await ops.ask(PROOF, { id: eventId })
    const proof = answer.at('auditProof') as {
      position: string
      entry: string
      size: string
      path: string[]
      checkpoint: { note: string; root: string; size: string }
      publicKeys: string[]
    }
    expect(JSON.parse(proof.entry)).toMatchObject({ id: eventId, type: 'DeviceRevoked', position: proof.position })
    const reading = readCheckpoint(proof.checkpoint.note, proof.publicKeys)
    expect(reading).toMatchObject({ ok: true, checkpoint: { size: Number(proof.size) } })
    const place = {
      leaf: leafHash(sha256, Buffer.from(proof.entry)),
      index: Number(proof.position) - 1,
      size: Number(proof.size),
    }
    const root = rootByInclusion(
      sha256,
      place,
      proof.path.map((hash) => Buffer.from(hash, 'base64')),
    )
    expect(Buffer.from(root ?? []).toString('base64')).toBe(proof.checkpoint.root)
  })

  test('is for those who see the fact', async () => {
    for (const id of [eventId, 'evt_01m81v9d59fmts8a1kztkak84x', 'nonsense'])
      expect((await far.ask(PROOF, { id })).data).toEqual({ auditProof: null })
  })

  test('tells nobody an address that is hidden beside the fact: what is hashed cannot be cut', async () => {
    expect((await agent.ask(PROOF, { id: eventId })).at('auditProof')).toBeNull()
    await agent.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){userErrors{code}}}', {
      i: {
        terminalId: house.fleet.terminals.xuhui[1]?.id,
        command: { statusGet: {} },
        reason: 'own',
        idempotencyKey: 'a3',
      },
    })
    await sealEverything(house)
    const own = await agent.ask('{events(filter:{types:["CommandRequested"]},first:1){nodes{id}}}')
    const { entry } = (await agent.ask(PROOF, { id: own.at('events.nodes.0.id') })).at('auditProof') as {
      entry: string
    }
    expect(JSON.parse(entry)).toMatchObject({ address: '127.0.0.1' })
  })

  test('tells of the whole record at an acquirer only, and the place of the feed counts nobody else’s facts', async () => {
    const li = await house.as('li@north.test')
    expect((await li.ask('{auditStatus{sealedThrough}}')).at('auditStatus')).toBeNull()
    await sealEverything(house)
    const place = async (client: Client) => String((await client.ask('{feedPosition}')).at('feedPosition'))
    const [before, above] = [await place(li), await place(ops)]
    const shown = await li.ask('{events(first:1){nodes{position}}}')
    expect(before).toBe(shown.at('events.nodes.0.position'))
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) => {
      const { id, path } = house.fleet.nodes.south
      unit.append([{ type: 'OrganisationChanged', subject: id, path, at: house.clock.now(), data: {} }])
      return Promise.resolve()
    })
    await sealEverything(house)
    expect(await place(li)).toBe(before)
    expect(Number(await place(ops))).toBeGreaterThan(Number(above))
  })

  test('waits for the seal, and the status tells how far it is', async () => {
    const before = (await ops.ask('{auditStatus{sealedThrough unsealed checkpoint{size}}}')).at('auditStatus')
    expect(before).toMatchObject({ unsealed: 0 })
    await house.as('chen@south.test')
    const found = await ops.ask('{events(first:1){nodes{id type position}}}')
    expect(found.at('events.nodes.0.type')).toBe('SessionStarted')
    expect((await ops.ask(PROOF, { id: found.at('events.nodes.0.id') })).at('auditProof')).toBeNull()
    await sealEverything(house)
    expect((await ops.ask(PROOF, { id: found.at('events.nodes.0.id') })).at('auditProof')).not.toBeNull()
  })
})

describe('an export', () => {
  const get = (client: Client, file: string, filter?: object, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/audit/${file}${filter ? `?filter=${encodeURIComponent(JSON.stringify(filter))}` : ''}`, {
      headers: { cookie: client.cookie, ...headers },
    })

  test('holds what the list shows, as text that calculates nothing', async () => {
    const answer = await get(ops, 'events.csv', { types: ['DeviceRevoked'] }, { 'accept-language': 'en' })
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="budeng-events-.*\.csv"$/)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf')
    const [head, row, ...rest] = bytes.toString('utf8').trim().split('\r\n')
    expect(head).toContain('position,at,type,text,subject')
    expect(row).toMatch(/^\d+,2\d{3}-.*,DeviceRevoked,/)
    expect(rest).toEqual([])
    const lines = (await (await get(ops, 'events.jsonl', { actorId: personId })).text()).trim().split('\n')
    const shown = await list(ops, { actorId: personId })
    // the exports themselves are on record by now
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      shown.slice(-lines.length).map((event) => (event as unknown as { id: string }).id),
    )
    expect(lines.length).toBeGreaterThanOrEqual(2)
  })

  test('is itself a fact of the record', async () => {
    const [exported] = await list(ops, { types: ['EventsExported'] })
    expect(exported).toMatchObject({ actorKind: 'PERSON', address: '127.0.0.1' })
  })

  test('holds only what its asker sees', async () => {
    const text = await (await get(far, 'events.jsonl')).text()
    expect(text).toContain('SessionStarted')
    expect(text).not.toContain('DeviceRevoked')
    expect(await (await get(agent, 'events.jsonl')).text()).not.toContain('127.0.0.1')
  })

  test('is refused to strangers, foreign pages, and a filter that is none', async () => {
    expect((await get(house.stranger(), 'events.csv')).status).toBe(401)
    expect((await get(ops, 'events.csv', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get(ops, 'events.csv', {}, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await get(ops, 'events.csv', { types: 'x' })).status).toBe(400)
    expect((await get(agent, 'events.csv', { address: '127.0.0.1' })).status).toBe(400)
    const statuses = []
    for (let n = 0; n < 8; n++) statuses.push((await get(far, 'events.csv')).status)
    expect(statuses.at(-1)).toBe(429)
  })
})

test('a sealer that stands still is a warning, not an outage', async () => {
  const beating = (behindMs: number) =>
    house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await beat(unit, { id: 'w', kind: 'worker', detail: { sealer: { behindMs } } })
      await beat(unit, { id: 'g', kind: 'gateway', detail: {} })
    })
  const ready = async () => (await (await fetch(`${house.url}/readyz`)).json()) as object
  await beating(2_000)
  expect(await ready()).toEqual({ ready: true, missing: [] })
  await beating(60_000)
  expect(await ready()).toEqual({ ready: true, missing: [], warnings: ['sealer'] })
  await house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await leave(unit, 'w')
    await leave(unit, 'g')
  })
})
