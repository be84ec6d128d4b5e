import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { byPlatform, openDoors } from './doors.fixture.ts'
import { handClock, makeBranch, makeTerminals, request } from './fleet.fixture.ts'
import {
  addressesOf,
  lockForRequests,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedCounts,
  type SeedNode,
  seedNodes,
  seedTerminals,
} from './index.ts'

const clock = handClock(1_800_000_000_000)
const plain = { timeZone: 'Asia/Shanghai', phone: null, address: null, contact: null }
const TREE: readonly SeedNode[] = [
  { ...plain, key: 'training', parentKey: null, kind: 'ACQUIRER', code: 'training', name: '培训', training: true },
  { ...plain, key: 'training/m', parentKey: 'training', kind: 'MERCHANT', code: 'm', name: 'M' },
  { ...plain, key: 'training/m/s', parentKey: 'training/m', kind: 'STORE', code: 's', name: 'S' },
]

const { owner, app } = await openDoors(clock, 'owner', 'app')
/** Paths of the two acquirers, and a terminal of each. */
const at = { work: '', training: '', real: '', simulated: '' }

const write = byPlatform(owner)

const deviceOf = (serial: string, id: string) => ({
  ...{ storeKey: 'training/m/s', tid: '90000001', mid: '8980', model: 'A920', serial },
  device: {
    ...{ id, publicKey: 'x', mqttSecretHash: randomBytes(32) },
    ...{ sealedLink: randomBytes(40), sealedPresence: randomBytes(40) },
  },
})

beforeAll(async () => {
  await write(async (unit) => {
    const work = await makeBranch(unit, 'work')
    const nodes = await seedNodes(unit, TREE)
    at.work = work.acquirer.path
    at.training = nodes.get('training')?.path ?? ''
    at.real = (await makeTerminals(unit, work, 3)).terminalIds[0] ?? ''
    at.simulated = (await seedTerminals(unit, nodes, [deviceOf('TRAINING-0001', unit.newId('device'))]))[0] ?? ''
  })
})

test.each([
  ['a real device where people learn', `update device set serial = 'N910-1' where terminal_id = $2 and $1 <> ''`],
  ['a simulated one at work', `update device set serial = 'TRAINING-7' where terminal_id = $1 and $2 <> ''`],
  [
    'a real device that is taken over',
    'update device set acquirer_id = (select acquirer_id from terminal where id = $2) where terminal_id = $1',
  ],
  ['a simulated device at a terminal of others', 'update device set terminal_id = $1 where terminal_id = $2'],
  [
    'a code for a real device',
    `insert into enrolment (code_hash, code_sealed, terminal_id, path, serial, expires_at, created_at)
       select sha256('a'), 'x', id, path, 'N910-1', now(), now() from terminal where id = $2 and $1 <> ''`,
  ],
  [
    'a code at work for a simulated one',
    `insert into enrolment (code_hash, code_sealed, terminal_id, path, serial, expires_at, created_at)
       select sha256('b'), 'x', id, path, 'TRAINING-7', now(), now() from terminal where id = $1 and $2 <> ''`,
  ],
  ['training that ends', `update node set training = null where training and $1 <> $2`],
  ['training that begins', `update node set training = true where kind = 'ACQUIRER' and training is null and $1 <> $2`],
  ['training below an acquirer', `update node set training = true where kind = 'STORE' and $1 <> $2`],
])('the database refuses %s', async (_, sql) => {
  await expect(write((unit) => unit.execute(sql, [at.real, at.simulated]))).rejects.toThrow(
    /kept apart|of another acquirer|decided when it is made/,
  )
})

test('whoever learns finds no real terminal, and nobody at work counts a simulated one', async () => {
  const asked = [at.real, at.simulated]
  const seen = async (path: string) => [
    ...(await app.write({ path, personId: 'usr_x' }, PLATFORM_ACTOR, (unit) => lockForRequests(unit, asked))).keys(),
  ]
  expect(await seen(at.training)).toEqual([at.simulated])
  expect(await seen(at.work)).toEqual([at.real])
  expect([...(await owner.read(PLATFORM_SCOPE, seedCounts)).keys()]).toEqual(['workacquirer'])
})

test('no bytes are made for a command whose device is in the wrong place, whatever was written there', async () => {
  const [id = ''] = await write((unit) => request(unit, [at.real], 'STATUS_GET'))
  const addresses = () => write((unit) => addressesOf(unit, [id]))
  await write((unit) =>
    unit.execute('update command set device_id = (select id from device where terminal_id = $1) where id = $2', [
      at.real,
      id,
    ]),
  )
  expect([...(await addresses()).keys()]).toEqual([id])
  // somebody with the owner's rights takes the wall away
  await write(async (unit) => {
    await unit.execute('alter table device disable trigger device_training')
    await unit.execute(`update device set serial = 'TRAINING-9' where terminal_id = $1`, [at.real])
    await unit.execute('alter table device enable trigger device_training')
  })
  expect((await addresses()).size).toBe(0)
})
