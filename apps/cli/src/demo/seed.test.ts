import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  deriveSecrets,
  ensureKeyFiles,
  fromBase64url,
  keyPairFromSeed,
  mqttSecretHash,
  readSealKeys,
  toBase64url,
  unsealLinkSecrets,
  unsealPresenceSecrets,
} from '@budeng/protocol'
import { DEMO, DEMO_MODELS, openMachineFile } from '@budeng/simulator'
import {
  isPasswordRight,
  openStorage,
  packagePath,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  seedNodes,
  type Storage,
} from '@budeng/storage'
import { testDatabase, type TestDatabase } from '@budeng/storage/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processClock } from '../clock.ts'
import { readEnvironment } from '../environment.ts'
import { type Places, placesIn } from '../house/places.ts'
import { demoPeople } from './people.ts'
import { ForeignDataError, seedDemo } from './seed.ts'
import { prepareTraining } from './training.ts'

let folder: string
let places: Places
let database: TestDatabase
let storage: Storage
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-demo-'))
  places = placesIn(folder, join(folder, 'keys'))
  ensureKeyFiles(places.keys, Date.now())
  database = await testDatabase()
  storage = await openStorage({ ...processClock(1, 0), url: database.url, role: 'owner', poolMax: 2 })
})
afterEach(async () => {
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const seed = (terminals: number) =>
  seedDemo({ storage, places, filesFolder: folder, seed: 42, terminals, scenario: DEMO })
const rows = <Row extends object>(sql: string) => storage.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql))

test('a demonstration is made once, and grows when more is asked for', async () => {
  expect(await seed(40)).toEqual({ before: 0, added: 40 })
  expect(await seed(40)).toEqual({ before: 40, added: 0 })
  expect(await seed(10)).toEqual({ before: 40, added: 0 })
  expect(await seed(60)).toEqual({ before: 40, added: 20 })
  const [count] = await rows<{ active: number; registered: number; people: number }>(
    `select count(*) filter (where state = 'ACTIVE') as active, count(*) filter (where state = 'REGISTERED') as registered,
       (select count(*) from person) as people from terminal`,
  )
  expect(count).toEqual({ active: 60, registered: 1, people: 8 })
  expect([...openMachineFile(places.machines).entries()]).toHaveLength(60)
})

test('staff of the demonstration log a terminal in again without a code, by the acquirer’s own word', async () => {
  await seed(1)
  await seed(1)
  const words = await rows<{ code: string; value: object }>(
    `select code, value from node_policy join node on node.id = node_id where node_policy.kind = 'STEP_UP' order by code`,
  )
  expect(words.map(({ value }) => value)).toEqual(words.map(() => ({ singleR1: ['AGENT', 'TECHNICIAN'] })))
  expect(words.length).toBe((await rows(`select from node where kind = 'ACQUIRER'`)).length)
})

test('software lies there for every model, with the bytes that its vendor signed', async () => {
  await seed(1)
  await seed(1)
  const packages = await rows<{ code: string; model: string; version: string; sha256: string }>(
    `select code, model, software_package.version, sha256 from software_package join node using (path) where code = 'huaxin'`,
  )
  const models = new Set(packages.filter(({ version }) => version === '5.0.0').map(({ model }) => model))
  expect(models).toEqual(new Set(DEMO_MODELS))
  expect(packages).toHaveLength(DEMO_MODELS.length + 1)
  for (const { sha256 } of packages)
    expect(
      createHash('sha256')
        .update(readFileSync(packagePath(folder, sha256)))
        .digest('hex'),
    ).toBe(sha256)
})

test('people log in with what is printed, and their file is closed to others', async () => {
  await seed(1)
  const people = demoPeople(places)
  expect(demoPeople(places)).toEqual(people)
  expect(statSync(places.people).mode & 0o777).toBe(0o600)
  const stored = await rows<{ email: string; hash: string; role: string }>(
    'select email, password_hash as hash, role from person',
  )
  for (const { email, password, role } of people) {
    const row = stored.find((one) => one.email === email)
    expect(row?.role).toBe(role)
    expect(await isPasswordRight(password, row?.hash ?? '')).toBe(true)
  }
})

test('a machine of the file is the device of the row: the same keys, as after an enrolment', async () => {
  await seed(3)
  expect(statSync(places.machines).mode & 0o777).toBe(0o600)
  const devices = await rows<{ id: string; serial: string; x: string; secret: Buffer; link: Buffer; presence: Buffer }>(
    `select device.id, serial, public_key as x, mqtt_secret_hash as secret, link.sealed as link, presence.sealed as presence
     from device join device_link_secret link on link.device_id = device.id join device_presence_secret presence on presence.device_id = device.id`,
  )
  const machines = openMachineFile(places.machines)
  expect(devices).toHaveLength(3)
  for (const { id, serial, x, secret, link, presence } of devices) {
    const identity = machines.get(id)?.identity
    const { leaf, up, ack, digits, words } = deriveSecrets(fromBase64url(identity?.k ?? '') ?? Buffer.alloc(0))
    expect(identity?.serial).toBe(serial)
    expect(keyPairFromSeed(fromBase64url(identity?.seed ?? '') ?? Buffer.alloc(32)).x).toBe(x)
    expect(toBase64url(mqttSecretHash(identity?.mqttSecret ?? ''))).toBe(toBase64url(secret))
    expect(unsealLinkSecrets(readSealKeys(places.keys, 'link'), id, link)).toEqual({ leaf, up, ack })
    expect(unsealPresenceSecrets(readSealKeys(places.keys, 'presence'), id, presence)).toEqual({ digits, words })
  }
})

test("somebody else's data is left alone", async () => {
  const node = {
    key: 'real',
    parentKey: null,
    kind: 'ACQUIRER' as const,
    code: 'real',
    name: 'Real',
    timeZone: 'UTC',
    phone: null,
    address: null,
    contact: null,
  }
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => seedNodes(unit, [node]))
  await expect(seed(5)).rejects.toThrow(ForeignDataError)
  expect(await rows('select id from terminal')).toEqual([])
})

test('training stands apart: an acquirer of its own, machines and people of its own, and no count of the others', async () => {
  await seed(4)
  const environment = readEnvironment({ BUDENG_DATA_DIR: folder, BUDENG_KEYS_DIR: places.keys })
  const options = { databaseUrl: database.url, clockOrigin: Date.now(), count: 6 }
  const first = await prepareTraining(environment, options)
  expect(first.added).toBe(6)
  expect(first.people.map(({ label }) => label)).toEqual(['trainee', 'trainer'])
  expect(await prepareTraining(environment, options)).toEqual({ added: 0, people: first.people })
  expect(await seed(4)).toEqual({ before: 4, added: 0 })
  expect([...openMachineFile(places.machines).entries()]).toHaveLength(4)
  expect([...openMachineFile(places.trainingMachines).entries()]).toHaveLength(6)
  const standing = await rows<{ training: boolean | null; simulated: boolean; count: number }>(
    `select training, starts_with(serial, 'TRAINING-') as simulated, count(*)::int as count
     from device join node on node.id = acquirer_id group by 1, 2 order by 3`,
  )
  expect(standing).toEqual([
    { training: null, simulated: false, count: 4 },
    { training: true, simulated: true, count: 6 },
  ])
  // where nobody trains, production makes no such acquirer by itself
  const other = await testDatabase()
  try {
    await expect(
      prepareTraining({ ...environment, production: true }, { ...options, databaseUrl: other.url }),
    ).rejects.toThrow(/--training/)
  } finally {
    await other.drop()
  }
})
