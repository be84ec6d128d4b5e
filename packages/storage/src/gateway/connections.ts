import { DAY, type Instant } from '@budeng/kernel'
import { connectionTable } from '../rows/link.ts'
import { insertSelect } from '../rows/unnest.ts'
import type { Unit } from '../unit.ts'

/** A terminal that this gateway holds, and the number by which every write proves that it still does. */
export interface Held {
  readonly terminalId: string
  readonly fence: number
}

/** The connection row as it was before, under lock. */
export interface StoredConnection {
  readonly terminalId: string
  readonly gatewayId: string
  readonly conn: number
  readonly connected: boolean
  readonly takeoversAt: readonly Instant[]
  readonly deviceId: string
  /** The device was enrolled anew since: its counters began anew with that. */
  readonly isOutdated: boolean
  /** What was seen of machines under this identity. */
  readonly behindAt: Instant | null
  readonly wellSince: boolean
}

/** Rows of these terminals, locked in key order until the transaction ends. */
export async function lockConnections(
  unit: Unit,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, StoredConnection>> {
  const rows = await unit.query<StoredConnection>(
    `select c.terminal_id as "terminalId", c.gateway_id as "gatewayId", c.conn, c.connected, c.takeovers_at as "takeoversAt",
       c.device_id as "deviceId", coalesce(d.enrolled_at > c.connected_at, false) as "isOutdated",
       c.behind_at as "behindAt", coalesce(c.well_since, false) as "wellSince"
     from connection c left join device d on d.id = c.device_id
     where c.terminal_id = any($1::text[]) order by c.terminal_id for update of c`,
    [terminalIds],
  )
  return new Map(rows.map((row) => [row.terminalId, row]))
}

export interface NewConnection {
  readonly terminalId: string
  readonly deviceId: string
  readonly conn: number
  /** Newest take-overs, for the count within the window. */
  readonly takeoversAt: readonly Instant[]
  readonly tookOver: boolean
  /** How many times longer than usual it is told to wait between heartbeats. */
  readonly slowed: number
}

/** This gateway takes these terminals: their fence rises, so that whoever held them before can write no more. */
export async function takeConnections(
  unit: Unit,
  gatewayId: string,
  taken: readonly NewConnection[],
  at: Instant,
): Promise<readonly Held[]> {
  const rows = taken
    .toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1))
    .map(({ tookOver, ...connection }) => ({
      ...connection,
      gatewayId,
      fence: 1,
      connected: true,
      ready: true,
      connectedAt: at,
      disconnectedAt: null,
      takeovers: Number(tookOver),
      takeoversAt: [...connection.takeoversAt],
      behindAt: null,
      wellSince: null,
    }))
  const { sql, params } = insertSelect(connectionTable, rows)
  return await unit.query<Held>(
    `${sql} on conflict (terminal_id) do update set
       device_id = excluded.device_id, gateway_id = excluded.gateway_id, fence = connection.fence + 1, conn = excluded.conn,
       connected = true, ready = true, connected_at = excluded.connected_at, disconnected_at = null,
       takeovers = connection.takeovers + excluded.takeovers, takeovers_at = excluded.takeovers_at, slowed = excluded.slowed
     returning terminal_id as "terminalId", fence`,
    params,
  )
}

/** What terminals are told that say hello again on a connection that lasts; the caller holds their rows. */
export async function slowConnections(unit: Unit, terminalIds: readonly string[], slowed: number): Promise<void> {
  if (terminalIds.length === 0) return
  await unit.execute('update connection set slowed = $2 where terminal_id = any($1::text[])', [terminalIds, slowed])
}

/** What is seen by now of machines under these terminals' identities; the caller holds their rows. */
export async function saveCopyWatches(
  unit: Unit,
  watches: readonly (Pick<StoredConnection, 'terminalId' | 'wellSince'> & { readonly behindAt: Instant | null })[],
): Promise<void> {
  if (watches.length === 0) return
  await unit.execute(
    `update connection c set behind_at = n.behind_at, well_since = n.well_since
     from unnest($1::text[], $2::timestamptz[], $3::boolean[]) as n (terminal_id, behind_at, well_since)
     where c.terminal_id = n.terminal_id`,
    [
      watches.map(({ terminalId }) => terminalId),
      watches.map(({ behindAt }) => (behindAt === null ? null : new Date(behindAt))),
      watches.map(({ wellSince }) => wellSince),
    ],
  )
}

/** Holds devices of which two are alive: no command, and no sign-on until a person has looked. Answers those newly held. */
export async function holdDevices(
  unit: Unit,
  deviceIds: readonly string[],
  at: Instant,
): Promise<ReadonlyMap<string, { readonly serial: string }>> {
  if (deviceIds.length === 0) return new Map()
  const held = await unit.query<{ id: string; serial: string; terminalId: string }>(
    `update device set held_at = $2, version = version + 1 where id = any($1::text[]) and held_at is null
     returning id, serial, terminal_id as "terminalId"`,
    [deviceIds, new Date(at)],
  )
  await unit.execute(
    `update terminal set sign_on = 'LOCKED', sign_on_since = $2, sign_on_locked_until = $3, changed_at = $2, version = version + 1
     where id = any($1::text[])`,
    [held.map(({ terminalId }) => terminalId), new Date(at), new Date(at + HOLD_LOCK_MS)],
  )
  return new Map(held.map(({ id, serial }) => [id, { serial }]))
}

/** A person ends it, not time: the lock of a device that is held lasts longer than any device. */
const HOLD_LOCK_MS = 50 * 365 * DAY

/** Sockets that closed. Rows that another connection has taken meanwhile stay as they are. */
export async function releaseConnections(
  unit: Unit,
  gatewayId: string,
  closed: readonly Held[],
  at: Instant,
): Promise<void> {
  await unit.execute(
    `update connection c set connected = false, ready = false, disconnected_at = $4
     from unnest($1::text[], $2::bigint[]) as n (terminal_id, fence)
     where c.terminal_id = n.terminal_id and c.fence = n.fence and c.gateway_id = $3 and c.connected`,
    [closed.map(({ terminalId }) => terminalId), closed.map(({ fence }) => fence), gatewayId, new Date(at)],
  )
}

/** A gateway that starts holds nobody, whatever its last life left behind. */
export async function releaseAllConnections(unit: Unit, gatewayId: string, at: Instant): Promise<number> {
  return await unit.execute(
    `update connection set connected = false, ready = false, disconnected_at = $2 where gateway_id = $1 and connected`,
    [gatewayId, new Date(at)],
  )
}

/**
 * Which of these terminals this gateway still holds under the fence that it knows. Until the transaction ends nobody else
 * can take them, so what is written after it is written by the holder.
 */
export async function lockHeld(unit: Unit, gatewayId: string, held: readonly Held[]): Promise<ReadonlySet<string>> {
  return await lockFenced(unit, gatewayId, held, 'and c.connected', 'share')
}

/**
 * Which of these terminals nobody has held since this gateway did, connected or not. Whoever writes for one of them is waited
 * for, and waits: what it says is known then, a first heartbeat too, of which no row could be locked.
 */
export async function lockLast(unit: Unit, gatewayId: string, held: readonly Held[]): Promise<ReadonlySet<string>> {
  return await lockFenced(unit, gatewayId, held, '', 'no key update')
}

async function lockFenced(
  unit: Unit,
  gatewayId: string,
  held: readonly Held[],
  also: string,
  strength: 'share' | 'no key update',
): Promise<ReadonlySet<string>> {
  const rows = await unit.query<{ terminalId: string }>(
    `select c.terminal_id as "terminalId" from unnest($1::text[], $2::bigint[]) as n (terminal_id, fence)
     join connection c on c.terminal_id = n.terminal_id and c.fence = n.fence and c.gateway_id = $3 ${also}
     order by c.terminal_id for ${strength} of c`,
    [held.map(({ terminalId }) => terminalId), held.map(({ fence }) => fence), gatewayId],
  )
  return new Set(rows.map(({ terminalId }) => terminalId))
}

/**
 * Takes terminals back that were taken from this gateway because it was silent for a while, e.g. while the database was
 * away, and that nobody else has taken since: their sockets are still here, and a fleet need not connect again.
 */
export async function takeBack(
  unit: Unit,
  gatewayId: string,
  terminalIds: readonly string[],
): Promise<readonly Held[]> {
  return await unit.query<Held>(
    `with mine as (
       select terminal_id from connection where terminal_id = any($1::text[]) and gateway_id = $2 and not connected order by terminal_id for update)
     update connection c set connected = true, ready = true, disconnected_at = null, fence = c.fence + 1
     from mine where c.terminal_id = mine.terminal_id returning c.terminal_id as "terminalId", c.fence`,
    [terminalIds, gatewayId],
  )
}
