import { randomBytes } from 'node:crypto'
import { type Clock, idMaker, type NewId } from '@budeng/kernel'
import { TEST_NOW, testRing } from '@budeng/protocol/testing'
import {
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Role,
  Sequencer,
  silentLog,
  type Storage,
} from '@budeng/storage'
import { testDatabase, type TestDatabase } from '@budeng/storage/testing'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts'
import type { GatewayKeys } from '../keys.ts'
import { insertDevices, makeBranch, TEST_SEAL_KEY } from './branch.ts'
import { HandTerminal, type TestDevice } from './hand-terminal.ts'

/** Real time, which a test may push forward. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

export const TEST_KEYS: GatewayKeys = {
  ring: () => testRing,
  sealLink: TEST_SEAL_KEY,
}

/** A database of its own, one store, gateways and terminals by hand. */
export interface House {
  readonly url: string
  readonly clock: TestClock
  readonly newId: NewId
  readonly owner: Storage
  readonly devices: readonly TestDevice[]
  /** A gateway with a pool of its own. Closed with the house. */
  gateway(options?: Partial<GatewayOptions>): Promise<Gateway>
  terminal(index: number, gateway: Gateway): HandTerminal
  makeDevices(count: number): Promise<readonly TestDevice[]>
  /** Simulated terminals of people who learn, at an acquirer of their own. */
  makeTraining(count: number): Promise<readonly TestDevice[]>
  open(role: Role): Promise<Storage>
  /** Rows as the owner sees them. */
  rows<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export async function openHouse(deviceCount = 2, ownDatabase?: Pick<TestDatabase, 'url' | 'drop'>): Promise<House> {
  const database = ownDatabase ?? (await testDatabase())
  const startedAt = performance.now()
  let pushed = 0
  const clock: TestClock = {
    now: () => Math.floor(TEST_NOW + performance.now() - startedAt + pushed),
    advance: (ms) => void (pushed += ms),
  }
  const newId = idMaker(() => clock.now(), randomBytes)
  const opened: Storage[] = []
  const gateways: Gateway[] = []
  const open = async (role: Role) => {
    const storage = await openStorage({ url: database.url, role, clock, newId, poolMax: role === 'gateway' ? 20 : 4 })
    opened.push(storage)
    return storage
  }
  const owner = await open('owner')
  const sequencer = new Sequencer({ url: database.url, role: 'worker' }, silentLog)
  const branch = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit))
  const devices: TestDevice[] = []
  const makeDevices = async (count: number, at = branch) => {
    const made = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      insertDevices(unit, at, devices.length, count),
    )
    devices.push(...made)
    return made
  }
  await makeDevices(deviceCount)
  return {
    url: database.url,
    clock,
    newId,
    owner,
    devices,
    makeDevices,
    makeTraining: async (count) =>
      await makeDevices(count, await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit, true))),
    open,
    gateway: async (options = {}) => {
      const gateway = await createGateway({
        storage: options.storage ?? (await open('gateway')),
        keys: TEST_KEYS,
        clock,
        log: silentLog,
        port: 0,
        gatewayId: `gateway-${gateways.length + 1}`,
        ...options,
      })
      gateways.push(gateway)
      return gateway
    },
    terminal: (index, gateway) => {
      const device = devices[index]
      if (device === undefined) throw new RangeError(`there is no device ${index}`)
      return new HandTerminal(device, gateway.port)
    },
    rows: (sql, params) => owner.read(PLATFORM_SCOPE, (db) => db.query(sql, params)),
    close: async () => {
      for (const gateway of gateways) await gateway.close()
      await sequencer.close()
      for (const storage of opened) await storage.close()
      await database.drop()
    },
  }
}
