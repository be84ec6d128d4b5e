import { type UplinkRow, type UplinkStateRow, uplinkStateTable, uplinkTable } from '../rows/link.ts'
import { unnestInsert, unnestUpdate } from '../rows/unnest.ts'
import type { Scoped, Unit } from '../unit.ts'

/** How far a stream is received: everything through `throughSeq`, and single numbers beyond a gap. */
export type StreamRow = UplinkStateRow
/** One of the two streams of a device. */
export type StreamKey = Pick<UplinkStateRow, 'deviceId' | 'stream'>

/** Makes the rows that `lockStreams` locks; done with the hello. */
export async function ensureStreams(unit: Unit, deviceIds: readonly string[]): Promise<void> {
  await unit.execute(
    `insert into uplink_state (device_id, stream, through_seq)
     select d, s, 0 from unnest($1::text[]) d, unnest(array['report', 'reply']) s order by d, s on conflict do nothing`,
    [deviceIds],
  )
}

/** Both streams of devices, locked in key order; the caller has proven that it holds their terminals. */
export async function lockStreams(unit: Unit, deviceIds: readonly string[]): Promise<readonly StreamRow[]> {
  return await unit.query<StreamRow>(
    `select device_id as "deviceId", stream, through_seq as "throughSeq", ahead from uplink_state
     where device_id = any($1::text[]) order by device_id, stream for update`,
    [deviceIds],
  )
}

/** Both streams of these devices as they stand. */
export async function readStreams(db: Scoped, deviceIds: readonly string[]): Promise<readonly StreamRow[]> {
  return await db.query<StreamRow>(
    `select device_id as "deviceId", stream, through_seq as "throughSeq", ahead from uplink_state where device_id = any($1::text[])`,
    [deviceIds],
  )
}

/** Stores messages; a number that is there already stays as it is. Answers how many were new. */
export async function insertUplinks(unit: Unit, rows: readonly UplinkRow[]): Promise<number> {
  return await unnestInsert(unit, uplinkTable, rows.toSorted(byKey), { onConflict: 'on conflict do nothing' })
}

/** Hashes of stored messages, in the order of the keys; null where the row is no longer kept. */
export async function uplinkHashes(db: Scoped, keys: readonly (StreamKey & { readonly seq: number })[]): Promise<readonly (Buffer | null)[]> {
  const rows = await db.query<{ hash: Buffer | null }>(
    `select u.hash from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as n (device_id, stream, seq, place)
     left join uplink u using (device_id, stream, seq) order by n.place`,
    [keys.map(({ deviceId }) => deviceId), keys.map(({ stream }) => stream), keys.map(({ seq }) => seq)],
  )
  return rows.map(({ hash }) => hash)
}

/** Writes how far streams are received. Under the lock of `lockStreams`. */
export async function saveStreams(unit: Unit, rows: readonly StreamRow[]): Promise<void> {
  await unnestUpdate(unit, uplinkStateTable, rows, ['throughSeq', 'ahead'])
}

function byKey(a: UplinkRow, b: UplinkRow): number {
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1
  if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1
  return a.seq - b.seq
}
