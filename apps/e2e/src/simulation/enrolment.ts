import type { Instant, NewId } from '@budeng/kernel'
import { deriveSecrets, keyPairFromSeed, mqttSecretHash, sealLinkSecrets, toBase64url } from '@budeng/protocol'
import { type DeviceLogin, type DeviceRow, type TerminalRow, type TerminalScope, unheardOf } from '@budeng/storage'
import type { Identity } from '@budeng/terminal'
import type { Dice } from './dice.ts'
import type { Database } from './model/tables.ts'

interface Enrolling {
  readonly database: Database
  readonly dice: Dice
  readonly newId: NewId
  readonly sealLink: Buffer
  readonly keyList: string
  readonly rootKey: string
  readonly tid: string
  readonly at: Instant
}

/** A terminal with its device, as after an enrolment. */
export function enrol({ database, dice, newId, sealLink, keyList, rootKey, tid, at }: Enrolling) {
  const [acquirerId, merchantId, storeId] = [newId('node'), newId('node'), newId('node')]
  const [terminalId, device] = [newId('terminal'), newId('device')]
  const path = [acquirerId, merchantId, storeId].join('.')
  const scope: TerminalScope = { terminalId, acquirerId, agentId: null, merchantId, storeId, path }
  const [seed, k, secret] = [dice.bytes(32), dice.bytes(32), dice.bytes(32)]
  const publicKey = keyPairFromSeed(seed).x
  const mqttSecret = toBase64url(secret)
  const identity: Identity = {
    device,
    acquirer: 'demo',
    tid,
    serial: `S${tid}`,
    seed: toBase64url(seed),
    mqttSecret,
    k: toBase64url(k),
    rootKey,
    keyList,
  }
  database.terminals.insert(terminalId, terminalRow(scope, tid, at))
  database.devices.insert(device, deviceRow(scope, identity, publicKey, at))
  const login: DeviceLogin = {
    deviceId: device,
    deviceState: 'ASSIGNED',
    revoked: false,
    terminalState: 'ACTIVE',
    terminal: scope,
    acquirer: 'demo',
    tid,
    secretHash: mqttSecretHash(mqttSecret),
    publicKey,
    sealedLink: sealLinkSecrets(sealLink, device, deriveSecrets(k)),
    heartbeatIntervalMs: 60_000,
    training: false,
  }
  return { identity, login }
}

function terminalRow(scope: TerminalScope, tid: string, at: Instant): TerminalRow {
  return {
    ...scope,
    id: scope.terminalId,
    acquirerCode: 'demo',
    tid,
    mid: '123456789012345',
    state: 'ACTIVE',
    model: '',
    ...unheardOf(at),
  }
}

function deviceRow(
  { acquirerId, path, terminalId }: TerminalScope,
  { device, serial, mqttSecret }: Identity,
  publicKey: string,
  at: Instant,
): DeviceRow {
  return {
    id: device,
    acquirerId,
    path,
    serial,
    model: '',
    state: 'ASSIGNED',
    terminalId,
    publicKey,
    mqttSecretHash: mqttSecretHash(mqttSecret),
    keyListVersion: 0,
    versions: {},
    supports: null,
    boot: null,
    commandSeq: 0,
    enrolledAt: at,
    revokedAt: null,
    heldAt: null,
    createdAt: at,
    version: 1,
  }
}
