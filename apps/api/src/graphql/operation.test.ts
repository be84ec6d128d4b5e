import { randomBytes } from 'node:crypto'
import { type Clock, idMaker } from '@budeng/kernel'
import { openStorage, type Scoped, type Storage } from '@budeng/storage'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '../access/viewer.ts'
import type { House } from '../house.ts'
import { Operation } from './operation.ts'

let database: TestDatabase
let storage: Storage
const clock: Clock = { now: () => Date.now() }
const viewer = {
  person: { id: 'usr_1', path: 'org_1' },
  organisation: {},
  actingAs: null,
  apiKey: null,
} as unknown as Viewer

beforeAll(async () => {
  database = await testDatabase()
  const newId = idMaker(() => clock.now(), randomBytes)
  storage = await openStorage({ url: database.url, role: 'app', clock, newId, poolMax: 4 })
})
afterAll(async () => {
  await storage.close()
  await database.drop()
})

const lent = () => {
  const { open, idle } = storage.stats().connections
  return open - idle
}
const look = (db: Scoped) => db.query('select 1')

test('what was read before, beside and after a write, or before somebody else asks on, gives its connection back', async () => {
  const house = { storage, clock } as unknown as House
  const operation = new Operation(house, { viewer, requestId: 'r', language: 'en', address: '', agent: '' })
  await operation.read(look)
  expect(lent()).toBe(1)
  await operation.write(async () => await operation.read(look))
  expect(lent()).toBe(0)
  await operation.read(look)
  operation.become(null)
  await operation.read(look)
  expect(lent()).toBe(2)
  await operation.end()
  expect(lent()).toBe(0)
})
