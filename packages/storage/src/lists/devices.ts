import type { Instant } from '@budeng/kernel'
import { columnList, type DeviceRow, deviceTable } from '../rows/index.ts'
import { wake } from '../command-saving.ts'
import type { Scoped, Unit } from '../unit.ts'

/** A device as it may be shown: without keys and hashes. */
const SHOWN = [
  'id',
  'acquirerId',
  'path',
  'serial',
  'model',
  'state',
  'terminalId',
  'keyListVersion',
  'versions',
  'supports',
  'boot',
  'enrolledAt',
  'revokedAt',
  'heldAt',
  'version',
] as const satisfies readonly (keyof DeviceRow)[]

export type DeviceView = Pick<DeviceRow, (typeof SHOWN)[number]>

/** Devices by id, as far as they are in scope. */
export async function devicesByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<DeviceView[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<DeviceView>(
    `select ${columnList(deviceTable, 'device', SHOWN)} from device where id = any($1) ${locking}`,
    [ids],
  )
}

/**
 * The device that stands at each of these terminals: the one assigned or, until another takes its place, the one whose
 * keys were revoked last. So a page can say that it is blocked, rather than that there is none.
 */
export async function devicesOfTerminals(db: Scoped, terminalIds: readonly string[]): Promise<DeviceView[]> {
  const devices = await db.query<DeviceView>(
    `select ${columnList(deviceTable, 'device', SHOWN)} from device
     where (terminal_id = any($1) and state = 'ASSIGNED') or (terminal_id = any($1) and state = 'BLOCKED')
     order by state = 'ASSIGNED', revoked_at, id`,
    [terminalIds],
  )
  return [...new Map(devices.map((device) => [device.terminalId, device])).values()]
}

/** A device's keys hold no longer. False when they were revoked before. The event tells the gateway to drop its connection. */
export async function revokeDevice(unit: Unit, deviceId: string, at: Instant): Promise<boolean> {
  const changed = await unit.execute(
    `update device set state = 'BLOCKED', revoked_at = $2, version = version + 1 where id = $1 and revoked_at is null`,
    [deviceId, new Date(at)],
  )
  return changed === 1
}

/**
 * A device that was held is one machine after all: its commands go on, and its sign-on is open again. False when it was not
 * held. The event tells the gateway nothing: whoever signs on next finds the lock gone.
 */
export async function releaseDevice(unit: Unit, deviceId: string): Promise<boolean> {
  const released = await unit.query<{ terminalId: string | null }>(
    `update device set held_at = null, version = version + 1 where id = $1 and held_at is not null and revoked_at is null
     returning terminal_id as "terminalId"`,
    [deviceId],
  )
  await openSignOn(
    unit,
    released.flatMap(({ terminalId }) => terminalId ?? []),
  )
  return released.length === 1
}

async function openSignOn(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  const at = unit.clock.now()
  await unit.execute(
    `update terminal set sign_on = 'SIGNED_OFF', sign_on_since = $2, sign_on_locked_until = null, sign_on_failures = '{}',
       changed_at = $2, version = version + 1 where id = any($1::text[])`,
    [terminalIds, new Date(at)],
  )
  await wake(unit, `terminal_id = any($1) and state = 'QUEUED'`, terminalIds, at)
}
