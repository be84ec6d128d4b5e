import { type Instant, TRAINING_SERIAL_PREFIX } from '@budeng/kernel'
import { type BulkRow, type DispatchRow, dispatchTable, insertSelect } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Names one set of bytes. */
export type DispatchKey = Pick<DispatchRow, 'kind' | 'commandId' | 'attempt'>

/** Bytes for one terminal, sealed: the gateway opens them, nobody else does. */
export type NewDispatch = Omit<DispatchRow, 'id' | 'createdAt' | 'wantedAt' | 'publishedAt'>

/** What the seal of the bytes is bound to, so that one row's bytes are worth nothing in another. */
export function dispatchSealName({ kind, commandId, attempt }: DispatchKey): string {
  return `dispatch|${kind}|${commandId}|${attempt}`
}

/** Hands bytes to the gateway: to be published now. Attempts before this one are forgotten. */
export async function writeDispatches(unit: Unit, dispatches: readonly NewDispatch[], at: Instant): Promise<void> {
  if (dispatches.length === 0) return
  const rows = dispatches.map((dispatch) => ({ ...dispatch, createdAt: at, wantedAt: at, publishedAt: null }))
  await unit.execute(
    `delete from dispatch using unnest($1::text[], $2::int[]) as newest (command_id, attempt)
     where dispatch.command_id = newest.command_id and dispatch.attempt < newest.attempt`,
    [rows.map(({ commandId }) => commandId), rows.map(({ attempt }) => attempt)],
  )
  const { sql, params } = insertSelect(dispatchTable, rows)
  await unit.execute(
    `${sql} on conflict (command_id, kind, attempt) do update
     set bytes = excluded.bytes, seq = excluded.seq, wanted_at = excluded.wanted_at, published_at = null`,
    params,
  )
}

/** Of these bytes, those that are there are wanted once more; answers the keys of which there are none. */
export async function wantAgain(
  unit: Unit,
  keys: readonly DispatchKey[],
  at: Instant,
): Promise<readonly DispatchKey[]> {
  if (keys.length === 0) return []
  const found = await unit.query<DispatchKey>(
    `update dispatch set wanted_at = $4 from unnest($1::text[], $2::text[], $3::int[]) as again (kind, command_id, attempt)
     where dispatch.kind = again.kind and dispatch.command_id = again.command_id and dispatch.attempt = again.attempt
     returning dispatch.kind, dispatch.command_id as "commandId", dispatch.attempt`,
    [
      keys.map(({ kind }) => kind),
      keys.map(({ commandId }) => commandId),
      keys.map(({ attempt }) => attempt),
      new Date(at),
    ],
  )
  const names = new Set(found.map(dispatchSealName))
  return keys.filter((key) => !names.has(dispatchSealName(key)))
}

/** Of these bytes, the keys of which there are none. */
export async function absentDispatches(db: Scoped, keys: readonly DispatchKey[]): Promise<readonly DispatchKey[]> {
  if (keys.length === 0) return []
  const found = await db.query<DispatchKey>(
    `select dispatch.kind, dispatch.command_id as "commandId", dispatch.attempt from dispatch
     join unnest($1::text[], $2::text[], $3::int[]) as wanted (kind, command_id, attempt) using (kind, command_id, attempt)`,
    [keys.map(({ kind }) => kind), keys.map(({ commandId }) => commandId), keys.map(({ attempt }) => attempt)],
  )
  const names = new Set(found.map(dispatchSealName))
  return keys.filter((key) => !names.has(dispatchSealName(key)))
}

/** Where a command's bytes go, and the number that they carry. */
export interface Address {
  readonly commandId: string
  readonly terminalId: string
  readonly deviceId: string
  /** Code of the acquirer and TID: the terminal's address on the wire. */
  readonly acquirer: string
  readonly tid: string
  /** Version of the platform's key list that the device said it has. */
  readonly keyListVersion: number
}

/**
 * Addresses of commands, by the devices that they were signed for. A simulated device has none at an acquirer that works,
 * and a real one none where people learn: whatever was written there, no bytes are made for it.
 */
export async function addressesOf(db: Scoped, commandIds: readonly string[]): Promise<ReadonlyMap<string, Address>> {
  const rows = await db.query<Address>(
    `select command.id as "commandId", terminal.id as "terminalId", device.id as "deviceId", terminal.acquirer_code as acquirer,
       terminal.tid, device.key_list_version as "keyListVersion"
     from command join terminal on terminal.id = command.terminal_id join device on device.id = command.device_id
     where command.id = any($1) and device.acquirer_id = terminal.acquirer_id
       and starts_with(device.serial, $2) = is_training(terminal.acquirer_id)`,
    [commandIds, TRAINING_SERIAL_PREFIX],
  )
  return new Map(rows.map((row) => [row.commandId, row]))
}

/** The next sequence number for each of these devices; a device named twice gets two. Numbers only rise. */
export async function nextCommandSeqs(unit: Unit, deviceIds: readonly string[]): Promise<readonly number[]> {
  const counts = new Map<string, number>()
  for (const id of deviceIds) counts.set(id, (counts.get(id) ?? 0) + 1)
  const rows = await unit.query<{ id: string; seq: number }>(
    `update device set command_seq = command_seq + more.count
     from unnest($1::text[], $2::int[]) as more (id, count) where device.id = more.id returning device.id, device.command_seq as seq`,
    [[...counts.keys()], [...counts.values()]],
  )
  const next = new Map(rows.map(({ id, seq }) => [id, seq - (counts.get(id) ?? 0)]))
  return deviceIds.map((id) => {
    const seq = (next.get(id) ?? 0) + 1
    next.set(id, seq)
    return seq
  })
}

/** What a signer must see of a bulk action before it signs one of its commands. */
export type BulkApproval = Pick<
  BulkRow,
  'id' | 'tier' | 'state' | 'terminalCount' | 'requestedBy' | 'requestedFor' | 'decidedBy' | 'breakGlassId'
>

export async function loadBulkApprovals(
  db: Scoped,
  bulkIds: readonly string[],
): Promise<ReadonlyMap<string, BulkApproval>> {
  if (bulkIds.length === 0) return new Map()
  const rows = await db.query<BulkApproval>(
    `select id, tier, state, terminal_count as "terminalCount", requested_by as "requestedBy", requested_for as "requestedFor", decided_by as "decidedBy", break_glass_id as "breakGlassId" from bulk where id = any($1)`,
    [[...new Set(bulkIds)]],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
