import { randomBytes } from 'node:crypto'
import { COMMAND_TYPES } from '@budeng/fleet'
import { TRAINING_SERIAL_PREFIX } from '@budeng/kernel'
import { deriveSecrets, keyPairFromSeed, mqttSecretHash, sealLinkSecrets, toBase64url } from '@budeng/protocol'
import {
  deviceLinkSecretTable,
  type DeviceRow,
  deviceTable,
  type NodeRow,
  nodeTable,
  type TerminalRow,
  terminalTable,
  type Unit,
  unnestInsert,
  unheardOf,
} from '@budeng/storage'
import type { TestDevice } from './hand-terminal.ts'

export const TEST_SEAL_KEY = Buffer.alloc(32, 9)

export type Branch = Record<'acquirer' | 'agent' | 'merchant' | 'store', NodeRow>

/** One branch of the tree, down to one store; of training, an acquirer of its own. */
export async function makeBranch(unit: Unit, isTraining = false): Promise<Branch> {
  const acquirer = isTraining
    ? { ...nodeRow(unit, 'ACQUIRER', 'training', null), training: true }
    : nodeRow(unit, 'ACQUIRER', 'demo', null)
  const agent = nodeRow(unit, 'AGENT', 'agent', acquirer)
  const merchant = nodeRow(unit, 'MERCHANT', 'merchant', agent)
  const store = nodeRow(unit, 'STORE', 'store', merchant)
  await unnestInsert(unit, nodeTable, [acquirer, agent, merchant, store])
  return { acquirer, agent, merchant, store }
}

function nodeRow(unit: Unit, kind: NodeRow['kind'], code: string, parent: NodeRow | null): NodeRow {
  const id = unit.newId('node')
  const path = parent === null ? id : `${parent.path}.${id}`
  const names = {
    code,
    name: code,
    timeZone: 'Asia/Shanghai',
    phone: null,
    address: null,
    contact: null,
    openingHours: null,
  }
  return { ...names, id, parentId: parent?.id ?? null, kind, path, createdAt: unit.clock.now(), version: 1 }
}

/** Terminals of the store, each with a device that has enrolled; TIDs go on from `from`. */
export async function insertDevices(unit: Unit, branch: Branch, from: number, count: number): Promise<TestDevice[]> {
  const made = Array.from({ length: count }, (_, index) => ({
    deviceId: unit.newId('device'),
    terminalId: unit.newId('terminal'),
    acquirer: branch.acquirer.code,
    tid: String(10_000_001 + from + index),
    mqttSecret: toBase64url(randomBytes(32)),
    k: randomBytes(32),
    pair: keyPairFromSeed(randomBytes(32)),
  }))
  await unnestInsert(
    unit,
    terminalTable,
    made.map((device) => terminalRow(unit, branch, device)),
  )
  await unnestInsert(
    unit,
    deviceTable,
    made.map((device) => deviceRow(unit, branch, device)),
  )
  const sealed = (device: TestDevice) => sealLinkSecrets(TEST_SEAL_KEY, device.deviceId, deriveSecrets(device.k))
  await unnestInsert(
    unit,
    deviceLinkSecretTable,
    made.map((device) => ({ deviceId: device.deviceId, epoch: 1, sealed: sealed(device) })),
  )
  return made
}

function terminalRow(
  unit: Unit,
  { acquirer, agent, merchant, store }: Branch,
  { terminalId, tid }: TestDevice,
): TerminalRow {
  const at = unit.clock.now()
  return {
    id: terminalId,
    acquirerId: acquirer.id,
    agentId: agent.id,
    merchantId: merchant.id,
    storeId: store.id,
    path: store.path,
    acquirerCode: acquirer.code,
    tid,
    mid: 'M1',
    state: 'ACTIVE',
    model: '',
    ...unheardOf(at),
  }
}

function deviceRow(unit: Unit, { acquirer, store }: Branch, device: TestDevice): DeviceRow {
  const at = unit.clock.now()
  return {
    id: device.deviceId,
    acquirerId: acquirer.id,
    path: store.path,
    serial: `${acquirer.training === true ? TRAINING_SERIAL_PREFIX : 'SN-'}${device.tid}`,
    model: '',
    state: 'ASSIGNED',
    terminalId: device.terminalId,
    publicKey: device.pair.x,
    mqttSecretHash: mqttSecretHash(device.mqttSecret),
    keyListVersion: 0,
    versions: {},
    supports: [...COMMAND_TYPES],
    boot: null,
    commandSeq: 0,
    enrolledAt: at,
    revokedAt: null,
    heldAt: null,
    createdAt: at,
    version: 1,
  }
}
