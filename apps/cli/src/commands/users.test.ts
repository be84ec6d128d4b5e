import { isPasswordRight, openStorage, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { testDatabase, type TestDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processClock } from '../clock.ts'
import { readEnvironment } from '../environment.ts'
import { createAdmin } from './users.ts'

let database: TestDatabase
let storage: Storage
beforeAll(async () => {
  database = await testDatabase()
  storage = await openStorage({ ...processClock(1, 0), url: database.url, role: 'owner', poolMax: 1 })
})
afterAll(async () => {
  await storage.close()
  await database.drop()
})

const PASSWORD = 'quiet-lantern-52-harbour'
const environment = (password: string) =>
  readEnvironment({ NODE_ENV: 'production', DATABASE_URL: database.url, BUDENG_PASSWORD: password })
const admin = {
  email: 'First@Bank.example',
  name: 'Ada',
  acquirer: 'bank',
  timeZone: 'Europe/Zurich',
  language: 'en' as const,
}
const people = () =>
  storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ email: string; role: string; hash: string; node: string }>(
      'select email, role, password_hash as hash, node.name as node from person join node on node.id = node_id',
    ),
  )

test('a weak password, an unknown acquirer and a missing database are refused, and nothing is made', async () => {
  await expect(createAdmin(environment('short'), { ...admin, acquirerName: 'The Bank' })).rejects.toThrow(
    /PASSWORD_TOO_SHORT/,
  )
  await expect(createAdmin(environment(PASSWORD), admin)).rejects.toThrow(
    'There is no acquirer bank: give --acquirer-name to make it.',
  )
  await expect(createAdmin(readEnvironment({}), admin)).rejects.toThrow(/DATABASE_URL is needed/)
  expect(await people()).toEqual([])
})

test('the first administrator is made with the acquirer, once', async () => {
  expect(await createAdmin(environment(PASSWORD), { ...admin, acquirerName: 'The Bank' })).toBe(0)
  const [person] = await people()
  expect(person).toMatchObject({ email: 'first@bank.example', role: 'ADMIN', node: 'The Bank' })
  expect(await isPasswordRight(PASSWORD, person?.hash ?? '')).toBe(true)
  await expect(createAdmin(environment(PASSWORD), admin)).rejects.toThrow(/There is a person .* already/)
  expect(await people()).toHaveLength(1)
})
