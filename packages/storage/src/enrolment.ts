import type { Instant } from '@budeng/kernel'
import {
  columnList,
  type DeviceRow,
  deviceTable,
  type EnrolmentRow,
  enrolmentTable,
  type TerminalRow,
  terminalTable,
  unnestInsert,
} from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Stores a code, sealed, and ends the codes that were made for this terminal before and not used. */
export async function insertEnrolment(unit: Unit, enrolment: EnrolmentRow): Promise<void> {
  await unit.execute('delete from enrolment where terminal_id = $1 and used_at is null', [enrolment.terminalId])
  await unnestInsert(unit, enrolmentTable, [enrolment])
}

/**
 * Codes for a serial number that have not expired, used or not, locked so that one code makes one device. The scope must
 * name the serial number.
 */
export async function lockEnrolments(unit: Unit, serial: string, at: Instant): Promise<EnrolmentRow[]> {
  return await unit.query<EnrolmentRow>(
    `select ${columnList(enrolmentTable, 'enrolment')} from enrolment
     where serial = $1 and expires_at > $2 order by created_at desc limit 5 for no key update`,
    [serial, new Date(at)],
  )
}

/** Terminal of an enrolment, locked. */
export async function lockTerminalForEnrolment(unit: Unit, terminalId: string): Promise<TerminalRow | null> {
  const [row] = await unit.query<TerminalRow>(
    `select ${columnList(terminalTable, 'terminal')} from terminal where id = $1 for no key update`,
    [terminalId],
  )
  return row ?? null
}

/** The device with that serial number, and the device that is assigned to the terminal now. */
export async function devicesForEnrolment(
  db: Scoped,
  acquirerId: string,
  serial: string,
  terminalId: string,
): Promise<DeviceRow[]> {
  return await db.query<DeviceRow>(
    `select ${columnList(deviceTable, 'device')} from device
     where (acquirer_id = $1 and serial = $2) or (terminal_id = $3 and state = 'ASSIGNED')`,
    [acquirerId, serial, terminalId],
  )
}

/** A device that enrolled: what is stored of it, with the sealed keys. */
export interface EnrolledDevice {
  readonly id: string
  readonly acquirerId: string
  readonly path: string
  readonly serial: string
  readonly terminalId: string
  readonly publicKey: string
  readonly mqttSecretHash: Buffer
  readonly sealedLink: Buffer
  readonly sealedPresence: Buffer
  readonly epoch: number
  readonly at: Instant
}

/**
 * Assigns the device to its terminal with its new keys. Another device that stood there is swapped out; a serial number
 * that was enrolled before keeps its id, and its command sequence goes on.
 */
export async function saveEnrolledDevice(unit: Unit, device: EnrolledDevice): Promise<void> {
  const at = new Date(device.at)
  await unit.execute(
    `update device set state = 'SWAPPED_OUT', revoked_at = coalesce(revoked_at, $3), version = version + 1
     where terminal_id = $1 and state = 'ASSIGNED' and id <> $2`,
    [device.terminalId, device.id, at],
  )
  await unit.execute(
    `insert into device (id, acquirer_id, path, serial, state, terminal_id, public_key, mqtt_secret_hash, enrolled_at, created_at)
     values ($1, $2, $3::ltree, $4, 'ASSIGNED', $5, $6, $7, $8, $8)
     on conflict (id) do update set path = excluded.path, state = 'ASSIGNED', terminal_id = excluded.terminal_id,
       public_key = excluded.public_key, mqtt_secret_hash = excluded.mqtt_secret_hash, enrolled_at = excluded.enrolled_at,
       revoked_at = null, held_at = null, version = device.version + 1`,
    [
      device.id,
      device.acquirerId,
      device.path,
      device.serial,
      device.terminalId,
      device.publicKey,
      device.mqttSecretHash,
      at,
    ],
  )
  // the parameters again, not `excluded`: whoever enrols may not read a link secret
  await unit.execute(
    `insert into device_link_secret (device_id, epoch, sealed) values ($1, $2, $3)
     on conflict (device_id) do update set epoch = $2, sealed = $3`,
    [device.id, device.epoch, device.sealedLink],
  )
  await unit.execute(
    `insert into device_presence_secret (device_id, sealed) values ($1, $2)
     on conflict (device_id) do update set sealed = excluded.sealed`,
    [device.id, device.sealedPresence],
  )
  // what runs on the device is told when it is heard
  await unit.execute('update terminal_trait set app = null where terminal_id = $1', [device.terminalId])
  await unit.execute(
    // failures are of a device, and so is the lock that they or a copy led to
    `update terminal set state = case when state = 'REGISTERED' then 'ACTIVE' else state end, journal_epoch = $2,
       sign_on = case when sign_on = 'LOCKED' then 'SIGNED_OFF' else sign_on end, sign_on_locked_until = null, sign_on_failures = '{}',
       changed_at = $3, version = version + 1 where id = $1`,
    [device.terminalId, device.epoch, at],
  )
}

/** The code is used: the answer's bytes are kept for a byte-identical request until the device's first MQTT login. */
export async function useEnrolment(
  unit: Unit,
  use: {
    readonly codeHash: Buffer
    readonly requestHash: Buffer
    readonly answer: Buffer
    readonly deviceId: string
    readonly at: Instant
  },
): Promise<void> {
  await unit.execute(
    'update enrolment set request_hash = $2, answer = $3, device_id = $4, used_at = $5 where code_hash = $1',
    [use.codeHash, use.requestHash, use.answer, use.deviceId, new Date(use.at)],
  )
}
