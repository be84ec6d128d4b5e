import { randomBytes } from 'node:crypto'
import { type Clock, idMaker, type NewId } from '@budeng/kernel'
import { COMMAND_TYPES } from '@budeng/fleet'
import { deriveSecrets, keyPairFromSeed, mqttSecretHash, sealLinkSecrets, toBase64url } from '@budeng/protocol'
import { TEST_CLOCK_KEY, TEST_KEY_LIST, TEST_KEY_LIST_TOKEN, TEST_NOW, TEST_ROOT } from '@budeng/protocol/testing'
import {
  deviceLinkSecretTable,
  deviceTable,
  type NodeRow,
  nodeTable,
  openSequencer,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Role,
  silentLog,
  type Storage,
  terminalTable,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { testDatabase } from '@budeng/storage/testing'
import { createGateway, type Gateway, type GatewayKeys, type GatewayOptions } from '../gateway.ts'
import { HandTerminal, type TestDevice } from './hand-terminal.ts'

/** Real time, which a test may push forward. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

export const TEST_SEAL_KEY = Buffer.alloc(32, 9)
export const TEST_KEYS: GatewayKeys = {
  clockKey: TEST_CLOCK_KEY,
  keyList: { jws: TEST_KEY_LIST_TOKEN, list: TEST_KEY_LIST, rootX: TEST_ROOT.x },
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
  open(role: Role): Promise<Storage>
  /** Rows as the owner sees them. */
  rows<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export async function openHouse(deviceCount = 2): Promise<House> {
  const database = await testDatabase()
  const startedAt = performance.now()
  let pushed = 0
  const clock: TestClock = { now: () => Math.floor(TEST_NOW + performance.now() - startedAt + pushed), advance: (ms) => void (pushed += ms) }
  const newId = idMaker(() => clock.now(), randomBytes)
  const opened: Storage[] = []
  const gateways: Gateway[] = []
  const open = async (role: Role) => {
    const storage = await openStorage({ url: database.url, role, clock, newId, poolMax: role === 'gateway' ? 20 : 4 })
    opened.push(storage)
    return storage
  }
  const owner = await open('owner')
  const sequencer = openSequencer({ url: database.url, role: 'worker' }, silentLog)
  const branch = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, makeBranch)
  const devices: TestDevice[] = []
  const makeDevices = async (count: number) => {
    const made = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => insertDevices(unit, branch, devices.length, count))
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

type Branch = Record<'acquirer' | 'agent' | 'merchant' | 'store', NodeRow>

async function makeBranch(unit: Unit): Promise<Branch> {
  const node = (kind: NodeRow['kind'], code: string, parent: NodeRow | null): NodeRow => {
    const id = unit.newId('node')
    const path = parent === null ? id : `${parent.path}.${id}`
    return { id, parentId: parent?.id ?? null, kind, code, name: code, path, timeZone: 'Asia/Shanghai', phone: null, address: null, contact: null, createdAt: unit.clock.now(), version: 1 }
  }
  const acquirer = node('ACQUIRER', 'demo', null)
  const agent = node('AGENT', 'agent', acquirer)
  const merchant = node('MERCHANT', 'merchant', agent)
  const store = node('STORE', 'store', merchant)
  await unnestInsert(unit, nodeTable, [acquirer, agent, merchant, store])
  return { acquirer, agent, merchant, store }
}

async function insertDevices(unit: Unit, { acquirer, agent, merchant, store }: Branch, from: number, count: number): Promise<TestDevice[]> {
  const at = unit.clock.now()
  const made = Array.from({ length: count }, (_, index) => ({
    deviceId: unit.newId('device'),
    terminalId: unit.newId('terminal'),
    acquirer: acquirer.code,
    tid: String(10_000_001 + from + index),
    mqttSecret: toBase64url(randomBytes(32)),
    k: randomBytes(32),
    pair: keyPairFromSeed(randomBytes(32)),
  }))
  const scope = { acquirerId: acquirer.id, agentId: agent.id, merchantId: merchant.id, storeId: store.id, path: store.path }
  await unnestInsert(
    unit,
    terminalTable,
    made.map(({ terminalId, tid }) => ({ ...scope, id: terminalId, acquirerCode: acquirer.code, tid, mid: 'M1', state: 'ACTIVE' as const, search: tid, presence: 'OFFLINE' as const, presenceSince: at, createdAt: at, changedAt: at })),
    { properties: ['id', 'acquirerId', 'agentId', 'merchantId', 'storeId', 'path', 'acquirerCode', 'tid', 'mid', 'state', 'search', 'presence', 'presenceSince', 'createdAt', 'changedAt'] },
  )
  await unnestInsert(
    unit,
    deviceTable,
    made.map(({ deviceId, terminalId, tid, mqttSecret, pair }) => ({
      id: deviceId, acquirerId: acquirer.id, path: store.path, serial: `SN-${tid}`, state: 'ASSIGNED' as const, terminalId, publicKey: pair.x,
      mqttSecretHash: mqttSecretHash(mqttSecret), supports: [...COMMAND_TYPES], createdAt: at,
    })),
    { properties: ['id', 'acquirerId', 'path', 'serial', 'state', 'terminalId', 'publicKey', 'mqttSecretHash', 'supports', 'createdAt'] },
  )
  const secrets = made.map(({ deviceId, k }) => ({ deviceId, epoch: 1, sealed: sealLinkSecrets(TEST_SEAL_KEY, deviceId, deriveSecrets(k)) }))
  await unnestInsert(unit, deviceLinkSecretTable, secrets)
  return made
}
