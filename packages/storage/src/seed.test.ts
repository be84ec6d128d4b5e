import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from './doors.fixture.ts'
import { handClock } from './fleet.fixture.ts'
import {
  nodesByKey,
  PLATFORM_SCOPE,
  type SeedNode,
  seedCounts,
  seedNodes,
  seedPeople,
  type SeedTerminal,
  seedTerminals,
} from './index.ts'

const clock = handClock(1_800_000_000_000)
const { owner, app } = await openDoors(clock, 'owner', 'app')

const plain = { timeZone: 'Asia/Shanghai', phone: null, address: null, contact: null }
const nodes: SeedNode[] = [
  { ...plain, key: 'east', parentKey: null, kind: 'ACQUIRER', code: 'east', name: '华东收单' },
  { ...plain, key: 'east/a1', parentKey: 'east', kind: 'AGENT', code: 'a1', name: '沪上代理' },
  { ...plain, key: 'east/a1/m1', parentKey: 'east/a1', kind: 'MERCHANT', code: 'm1', name: '清泉便利' },
  { ...plain, key: 'east/a1/m1/s1', parentKey: 'east/a1/m1', kind: 'STORE', code: 's1', name: '清泉便利（徐汇店）' },
]
const write = byPlatform(owner)

function terminals(from: number, count: number, newDeviceId: () => string): SeedTerminal[] {
  return Array.from({ length: count }, (_, index) => ({
    storeKey: 'east/a1/m1/s1',
    tid: String(10_000_001 + from + index),
    mid: '898310580000001',
    model: 'A920',
    serial: `SN${from + index}`,
    device: {
      id: newDeviceId(),
      publicKey: 'x',
      mqttSecretHash: randomBytes(32),
      sealedLink: randomBytes(40),
      sealedPresence: randomBytes(40),
    },
  }))
}

test('organisations, thousands of terminals and people are made, and only what is missing the second time', async () => {
  const make = (from: number, count: number) =>
    write(async (unit) => {
      const byKey = await seedNodes(unit, nodes)
      return await seedTerminals(
        unit,
        byKey,
        terminals(from, count, () => unit.newId('device')),
      )
    })
  expect(await make(0, 6_000)).toHaveLength(6_000)
  expect(await make(6_000, 10)).toHaveLength(10)
  expect(await owner.read(PLATFORM_SCOPE, seedCounts)).toEqual(new Map([['east', { merchants: 1, terminals: 6_010 }]]))
  expect([...(await owner.read(PLATFORM_SCOPE, nodesByKey)).keys()]).toEqual(nodes.map(({ key }) => key))

  const people = [
    {
      nodeKey: 'east/a1',
      email: 'li@demo',
      name: '李敏',
      role: 'AGENT',
      passwordHash: 'x',
      language: 'zh-CN' as const,
      timeZone: 'Asia/Shanghai',
    },
  ]
  const seed = () => write(async (unit) => await seedPeople(unit, await seedNodes(unit, nodes), people))
  expect([await seed(), await seed()]).toEqual([1, 0])
})

test('what was made stands in its scope, with device, keys and an event', async () => {
  const east = (await owner.read(PLATFORM_SCOPE, nodesByKey)).get('east/a1')
  const look = (path: string) =>
    app.read({ path }, (db) =>
      db.query<{ tid: string; agentId: string; secrets: number }>(
        `select tid, agent_id as "agentId", (select count(*) from device_link_secret where device_id = device.id) as secrets
         from terminal join device on device.terminal_id = terminal.id order by tid limit 2`,
      ),
    )
  expect(await look(east?.path ?? '')).toEqual([
    { tid: '10000001', agentId: east?.id, secrets: 1 },
    { tid: '10000002', agentId: east?.id, secrets: 1 },
  ])
  expect(await look('org_elsewhere')).toEqual([])
  const events = await owner.read(PLATFORM_SCOPE, (db) => db.query<{ type: string }>('select type from event'))
  expect(events).toEqual([{ type: 'OrganisationCreated' }])
})

test('a terminal of an unknown store is a fault, and nothing of it is kept', async () => {
  const wrong = write(async (unit) => {
    const [first] = terminals(9_000, 1, () => unit.newId('device'))
    if (first) await seedTerminals(unit, await seedNodes(unit, nodes), [{ ...first, storeKey: 'east/nowhere' }])
  })
  await expect(wrong).rejects.toThrow('there is no organisation east/nowhere')
})
