import { type UplinkRow, type UplinkStateRow, uplinkStateTable } from '../rows/link.ts'
import { arrayExpression, arrayParam } from '../rows/arrays.ts'
import { unnestUpdate } from '../rows/unnest.ts'
import type { Scoped, Unit } from '../unit.ts'
import type { Held } from './connections.ts'

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

/**
 * Begins the streams of devices anew that were enrolled again and have sent nothing since. Answers which; for any other
 * device nothing changes.
 */
export async function beginStreamsAnew(unit: Unit, deviceIds: readonly string[]): Promise<readonly string[]> {
  const rows = await unit.query<{ id: string }>('select streams_begin_anew($1::text[]) as id', [deviceIds])
  return rows.map(({ id }) => id)
}

/** Both streams of devices, locked in key order; the caller has proven that it holds their terminals. */
export async function lockStreams(unit: Unit, deviceIds: readonly string[]): Promise<readonly StreamRow[]> {
  return await unit.query<StreamRow>(
    `select device_id as "deviceId", stream, through_seq as "throughSeq", ahead from uplink_state
     where device_id = any($1::text[]) order by device_id, stream for update`,
    [deviceIds],
  )
}

/** A stream under lock, with what its terminal's row says now. */
export interface HeldStream extends StreamRow {
  readonly terminalId: string
  readonly faults: readonly string[]
}

/**
 * In one round trip: which of these terminals this gateway still holds under the fence that it knows, and their streams.
 * A terminal that is missing in the answer has been lost; the others nobody can take before the transaction ends.
 */
export async function lockHeldStreams(
  unit: Unit,
  gatewayId: string,
  held: readonly (Held & { readonly deviceId: string })[],
): Promise<readonly HeldStream[]> {
  return await unit.prepared<HeldStream>(
    'lock-held-streams',
    `select s.device_id as "deviceId", s.stream, s.through_seq as "throughSeq", s.ahead, t.id as "terminalId", t.faults
     from unnest($1::text[], $2::text[], $3::bigint[]) as n (terminal_id, device_id, fence)
     join connection c on c.terminal_id = n.terminal_id and c.fence = n.fence and c.gateway_id = $4 and c.connected
     join uplink_state s on s.device_id = n.device_id
     join terminal t on t.id = n.terminal_id
     order by s.device_id, s.stream for update of s for share of c`,
    [
      held.map(({ terminalId }) => terminalId),
      held.map(({ deviceId }) => deviceId),
      held.map(({ fence }) => fence),
      gatewayId,
    ],
  )
}

/** Both streams of these devices as they stand. */
export async function readStreams(db: Scoped, deviceIds: readonly string[]): Promise<readonly StreamRow[]> {
  return await db.query<StreamRow>(
    `select device_id as "deviceId", stream, through_seq as "throughSeq", ahead from uplink_state where device_id = any($1::text[])`,
    [deviceIds],
  )
}

/** How far a stream is received now, and as of what; and by whom. */
export interface StreamStep extends Held {
  readonly before: StreamRow
  readonly after: StreamRow
}

/**
 * Stores messages, and how far their streams are received now, in one round trip; a number that is there already stays as
 * it is. A stream moves only from where the caller believes it to be, and only while this gateway holds its terminal:
 * false when one of them did not, and then the transaction must not be committed.
 */
export async function saveUplinks(
  unit: Unit,
  gatewayId: string,
  rows: readonly UplinkRow[],
  steps: readonly StreamStep[],
): Promise<boolean> {
  const sorted = rows.toSorted(byKey)
  const [result] = await unit.prepared<{ saved: number }>('save-uplinks', SAVE_UPLINKS, [
    arrayParam(
      'text',
      sorted.map(({ deviceId }) => deviceId),
    ),
    arrayParam(
      'text',
      sorted.map(({ stream }) => stream),
    ),
    arrayParam(
      'bigint',
      sorted.map(({ seq }) => seq),
    ),
    arrayParam(
      'bytea',
      sorted.map(({ hash }) => hash),
    ),
    arrayParam(
      'text',
      sorted.map(({ kind }) => kind),
    ),
    arrayParam(
      'json',
      sorted.map(({ body }) => body),
    ),
    new Date(rows[0]?.receivedAt ?? 0),
    arrayParam(
      'text',
      steps.map(({ after }) => after.deviceId),
    ),
    arrayParam(
      'text',
      steps.map(({ after }) => after.stream),
    ),
    arrayParam(
      'bigint',
      steps.map(({ before }) => before.throughSeq),
    ),
    arrayParam(
      'bigint[]',
      steps.map(({ before }) => before.ahead),
    ),
    arrayParam(
      'bigint',
      steps.map(({ after }) => after.throughSeq),
    ),
    arrayParam(
      'bigint[]',
      steps.map(({ after }) => after.ahead),
    ),
    arrayParam(
      'text',
      steps.map(({ terminalId }) => terminalId),
    ),
    arrayParam(
      'bigint',
      steps.map(({ fence }) => fence),
    ),
    gatewayId,
  ])
  return result?.saved === steps.length
}

const SAVE_UPLINKS = `
  with step as (
    select device_id, stream, was_through, was_ahead::bigint[] as was_ahead, through_seq, ahead::bigint[] as ahead, terminal_id, fence
    from unnest($8::text[], $9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::text[], $15::bigint[])
      as n (device_id, stream, was_through, was_ahead, through_seq, ahead, terminal_id, fence)
  ), saved as (
    update uplink_state s set through_seq = step.through_seq, ahead = step.ahead
    from step
    where s.device_id = step.device_id and s.stream = step.stream and s.through_seq = step.was_through and s.ahead = step.was_ahead
      -- a value, so that it is looked up by key: a join reads all connections of the gateway for one batch
      and (select c.fence = step.fence and c.gateway_id = $16 and c.connected from connection c where c.terminal_id = step.terminal_id)
    returning 1
  ), stored as (
    insert into uplink (device_id, stream, seq, hash, kind, body, received_at)
    select device_id, stream, seq, hash, kind, body::jsonb, $7
    from unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[], $5::text[], ${arrayExpression('json', 6, 'text')}) as n (device_id, stream, seq, hash, kind, body)
    on conflict do nothing
  )
  select count(*)::int as saved from saved`

/** Hashes of stored messages, in the order of the keys; null where the row is no longer kept. */
export async function uplinkHashes(
  db: Scoped,
  keys: readonly (StreamKey & { readonly seq: number })[],
): Promise<readonly (Buffer | null)[]> {
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
