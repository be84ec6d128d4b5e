import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ensureKeyFiles,
  isSealedByNewest,
  readSealKeys,
  seal,
  SEALED_ABOUT,
  sealPath,
  type SealPurpose,
  unseal,
} from '@budeng/protocol'
import {
  dispatchSealName,
  insertEnrolment,
  nodesByKey,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  SEALED_PLACES,
  type SealedPlace,
  seedPeople,
  type Storage,
  type Unit,
  writeDispatches,
} from '@budeng/storage'
import { makeBranch, makeTerminals, request } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { processClock } from '../clock.ts'
import { type Environment, readEnvironment } from '../environment.ts'
import { dropSealKeys, resealKeys, rotateKeys } from './keys.ts'
import { resealAll } from './reseal.ts'

const USES = ['link', 'presence', 'people'] as const satisfies readonly SealPurpose[]
/** More than two pages. */
const DEVICES = 1_100

const folder = mkdtempSync(join(tmpdir(), 'budeng-reseal-'))
const keysDir = join(folder, 'keys')
let database: TestDatabase
let storage: Storage
let environment: Environment
const said: string[] = []
const write = <T>(work: (unit: Unit) => Promise<T>) => storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
const boxes = async (place: SealedPlace) =>
  (
    await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<{ box: Buffer }>(`select ${SEALED_PLACES[place].box} as box from ${place}`),
    )
  ).map(({ box }) => box)
const settle = (use: SealPurpose) => utimesSync(sealPath(keysDir, use), 1_000_000, 1_000_000)

beforeAll(async () => {
  database = await testDatabase()
  ensureKeyFiles(keysDir, Date.now())
  environment = readEnvironment({ DATABASE_URL: database.url, BUDENG_DATA_DIR: folder, NO_COLOR: '1' })
  storage = await openStorage({ url: database.url, role: 'owner', ...processClock(1, 0) })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  await write(fill)
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.restoreAllMocks()
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

/** At least one box in every place. */
async function fill(unit: Unit): Promise<void> {
  const [link, presence, people] = USES.map((use) => readSealKeys(keysDir, use)) as [never, never, never]
  const branch = await makeBranch(unit, 'a')
  const { terminalIds, deviceIds } = await makeTerminals(unit, branch, DEVICES)
  const at = unit.clock.now()
  for (const id of deviceIds) {
    await unit.execute('insert into device_link_secret (device_id, epoch, sealed) values ($1, 1, $2)', [
      id,
      seal(link, Buffer.from(`link of ${id}`), SEALED_ABOUT.link(id)),
    ])
  }
  const [deviceId = '', terminalId = ''] = [deviceIds[0], terminalIds[0]]
  await unit.execute('insert into device_presence_secret (device_id, sealed) values ($1, $2)', [
    deviceId,
    seal(presence, Buffer.from('presence'), SEALED_ABOUT.presence(deviceId)),
  ])
  const codeHash = Buffer.alloc(32, 7)
  await insertEnrolment(unit, {
    ...{ codeHash, terminalId, path: branch.store.path, serial: 'S', expiresAt: at, createdBy: null, createdAt: at },
    ...{ requestHash: null, answer: null, usedAt: null, deviceId: null },
    codeSealed: seal(link, Buffer.from('code'), SEALED_ABOUT.enrolment(codeHash.toString('hex'))),
  })
  const [commandId = ''] = await request(unit, [terminalId], 'STATUS_GET')
  const key = { kind: 'command' as const, commandId, attempt: 1 }
  const bytes = seal(link, Buffer.from('signed'), dispatchSealName(key))
  await writeDispatches(unit, [{ ...key, seq: 1, terminalId, deviceId, bytes }], at)
  await unit.execute(
    `insert into notification_destination values ('nds_1', $1, $2::ltree, 'n', 'WEBHOOK', 'en', true, '{"host": "h"}', 'nse_1', 'u', now(), null, 1, 0, now(), null)`,
    [branch.acquirer.id, branch.acquirer.path],
  )
  await unit.execute('insert into notification_secret values ($1, $2, $3, now())', [
    ...['nse_1', 'nds_1', seal(link, Buffer.from('{}'), SEALED_ABOUT.notification('nse_1', 'nds_1'))],
  ])
  const person = { email: 'a@b.test', name: 'A', role: 'ADMIN' as const, passwordHash: 'x', language: 'en' as const }
  await seedPeople(unit, await nodesByKey(unit), [{ ...person, nodeKey: branch.acquirer.code, timeZone: 'UTC' }])
  const [someone] = await unit.query<{ id: string }>('select id from person')
  await unit.execute('insert into totp_factor (id, person_id, sealed, created_at) values ($1, $2, $3, now())', [
    'totp_1',
    someone?.id,
    seal(people, Buffer.from('totp'), SEALED_ABOUT.totp('totp_1', someone?.id ?? '')),
  ])
  await unit.execute('insert into provider_secret values ($1, $2, $3::ltree, $4, now())', [
    'sec_1',
    branch.acquirer.id,
    branch.acquirer.path,
    seal(people, Buffer.from('provider'), SEALED_ABOUT.provider('sec_1', branch.acquirer.id)),
  ])
  await unit.execute(
    `insert into provider_login (state_hash, node_id, nonce, verifier, return_to, created_at, expires_at, purpose, browser_hash, issuer)
     values ($1, $2, 'n', $3, '/', now(), now(), 'LOGIN', $1, 'i')`,
    [codeHash, branch.acquirer.id, seal(people, Buffer.from('pkce'), SEALED_ABOUT.pkce(codeHash.toString('hex')))],
  )
}

test('every column that holds bytes is named: sealed anew, or no seal', async () => {
  const NOT_SEALED =
    /^(answer|.*hash|.*leaf.*|.*frontier|.*root.*|.*tag.*|body|bodies|bytes|sha256|.*sha256|public_key|note|points)$/
  // a hash of what a rule counts by
  const isNoSeal = ({ table, column }: { table: string; column: string }) =>
    NOT_SEALED.test(column) || `${table}.${column}` === 'detection_key.key'
  const rows = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea'`,
    ),
  )
  const sealed = rows.filter(
    ({ table, column }) => (SEALED_PLACES as Record<string, { box: string }>)[table]?.box === column,
  )
  expect(sealed).toHaveLength(Object.keys(SEALED_PLACES).length)
  expect(rows.filter((row) => !sealed.includes(row) && !isNoSeal(row))).toEqual([])
})

test.each(USES)('seal-%s: an older key is not dropped before its boxes are sealed anew', async (use) => {
  const options = { use: `seal-${use}` as const }
  await rotateKeys(environment, { ...options, overlap: 0, lasts: 1 })
  await expect(resealKeys(environment, options)).rejects.toThrow(/changed \d s ago/)
  settle(use)
  await expect(dropSealKeys(environment, options)).rejects.toThrow(/still open .*first budeng keys reseal/)
  if (use === 'link')
    await expect(dropSealKeys(environment, options)).rejects.toThrow(
      '1100 in device_link_secret, 1 in enrolment, 1 in dispatch, 1 in notification_secret',
    )
  expect(await resealKeys(environment, options)).toBe(0)
  expect(await dropSealKeys(environment, options)).toBe(0)
  const keys = readSealKeys(keysDir, use)
  expect(keys.all()).toHaveLength(1)
  for (const place of Object.keys(SEALED_PLACES) as SealedPlace[])
    if (SEALED_PLACES[place].use === use)
      for (const box of await boxes(place)) if (!isSealedByNewest(keys, box)) expect.fail(`${place} has an older box`)
})

test('what was cut short goes on, and what nothing opens is told and hinders nobody', async () => {
  await rotateKeys(environment, { use: 'seal-link', overlap: 0, lasts: 1 })
  settle('link')
  const keys = readSealKeys(keysDir, 'link')
  const cut = resealAll(storage, 'link', keys, () => {
    throw new Error('cut')
  })
  await expect(cut).rejects.toThrow('cut')
  const done = (await boxes('device_link_secret')).filter((box) => isSealedByNewest(keys, box))
  expect(done).toHaveLength(500)
  const [other] = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string }>('select device_id as id from device_link_secret order by device_id desc limit 1'),
  )
  const foreign = seal(Buffer.alloc(32, 9), Buffer.from('x'), 'elsewhere')
  await write((unit) =>
    unit.execute('update device_link_secret set sealed = $2 where device_id = $1', [other?.id, foreign]),
  )
  await resealKeys(environment, { use: 'seal-link' })
  expect(said.join('')).toContain('device_link_secret: 599 sealed anew, 1 that no key of seal-link.key opens')
  expect(await dropSealKeys(environment, { use: 'seal-link' })).toBe(0)
  const newest = readSealKeys(keysDir, 'link')
  const rows = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string; sealed: Buffer }>(
      'select device_id as id, sealed from device_link_secret where device_id <> $1',
      [other?.id],
    ),
  )
  for (const { id, sealed } of rows)
    if (unseal(newest, sealed, SEALED_ABOUT.link(id))?.toString() !== `link of ${id}`) expect.fail(id)
})
