import type { DeviceState, TerminalState } from '@budeng/fleet'
import { TRAINING_SERIAL_PREFIX } from '@budeng/kernel'
import type { Scoped, TerminalScope } from '../unit.ts'

/** What a gateway must know of a device to let it in and to talk to it. */
export interface DeviceLogin {
  readonly deviceId: string
  readonly deviceState: DeviceState
  readonly revoked: boolean
  readonly terminalState: TerminalState
  readonly terminal: TerminalScope
  /** Code of the acquirer and the TID: the terminal's address in topics. */
  readonly acquirer: string
  readonly tid: string
  /** SHA-256 of the MQTT secret. */
  readonly secretHash: Buffer
  /** Ed25519 public key as enrolled, base64url. */
  readonly publicKey: string
  /** leaf ‖ up ‖ ack, sealed. */
  readonly sealedLink: Buffer
  readonly heartbeatIntervalMs: number
  /** A simulated terminal of people who learn, by its serial number. */
  readonly training: boolean
}

interface LoginRow {
  device_id: string
  device_state: DeviceState
  revoked: boolean
  terminal_state: TerminalState
  terminal_id: string
  acquirer_id: string
  agent_id: string | null
  merchant_id: string
  store_id: string
  path: string
  acquirer_code: string
  tid: string
  mqtt_secret_hash: Buffer
  public_key: string
  sealed: Buffer
  heartbeat_interval_ms: number
  training: boolean
}

/** Enrolled devices by id, in one query; ids that name none are left out. */
export async function findLogins(db: Scoped, deviceIds: readonly string[]): Promise<ReadonlyMap<string, DeviceLogin>> {
  const rows = await db.query<LoginRow>(
    `select d.id as device_id, d.state as device_state, d.revoked_at is not null as revoked, d.mqtt_secret_hash, d.public_key, s.sealed,
            t.id as terminal_id, t.state as terminal_state, t.acquirer_id, t.agent_id, t.merchant_id, t.store_id, t.path::text,
            t.acquirer_code, t.tid, t.heartbeat_interval_ms, starts_with(d.serial, $2) as training
     from device d join terminal t on t.id = d.terminal_id join device_link_secret s on s.device_id = d.id
     where d.id = any($1::text[]) and d.mqtt_secret_hash is not null and d.public_key is not null`,
    [deviceIds, TRAINING_SERIAL_PREFIX],
  )
  return new Map(rows.map((row) => [row.device_id, toLogin(row)]))
}

function toLogin(row: LoginRow): DeviceLogin {
  return {
    deviceId: row.device_id,
    deviceState: row.device_state,
    revoked: row.revoked,
    terminalState: row.terminal_state,
    terminal: {
      terminalId: row.terminal_id,
      acquirerId: row.acquirer_id,
      agentId: row.agent_id,
      merchantId: row.merchant_id,
      storeId: row.store_id,
      path: row.path,
    },
    acquirer: row.acquirer_code,
    tid: row.tid,
    secretHash: row.mqtt_secret_hash,
    publicKey: row.public_key,
    sealedLink: row.sealed,
    heartbeatIntervalMs: row.heartbeat_interval_ms,
    training: row.training,
  }
}

/** Those of the devices that are still assigned and not revoked. */
export async function welcomeDevices(db: Scoped, deviceIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    `select id from device where id = any($1::text[]) and state = 'ASSIGNED' and revoked_at is null and terminal_id is not null`,
    [deviceIds],
  )
  return new Set(rows.map(({ id }) => id))
}
