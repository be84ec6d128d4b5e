import { stanKeyOf } from '@budeng/transactions'
import { UNNEST_ROWS_MAX } from '../../limits.ts'
import { type JournalRecordRow, journalRecordTable } from '../../rows/journal.ts'
import { insertSelect } from '../../rows/unnest.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { Arrival, ArrivedRecord, JournalKey } from './arrivals.ts'

/** A record on its way into the table. */
export interface NewRecord {
  readonly arrival: Arrival
  readonly arrived: ArrivedRecord
  row: JournalRecordRow
}

/** The row of a record as if both of its keys were free. */
export function recordRow({ scope, deviceId, epoch }: Arrival, arrived: ArrivedRecord, at: number): JournalRecordRow {
  const { record } = arrived
  const key = record === null ? null : stanKeyOf(record)
  return {
    terminalId: scope.terminalId,
    epoch,
    seq: arrived.seq,
    state: record === null ? 'QUARANTINED' : 'TAKEN',
    type: record?.type ?? null,
    batchNo: record?.batch ?? null,
    stan: key?.stan ?? null,
    msgClass: key?.msgClass ?? null,
    leaf: arrived.leaf,
    proven: arrived.proven,
    payloadHash: arrived.payloadHash,
    body: arrived.body,
    deviceId,
    path: scope.path,
    occurredAt: record?.at === undefined ? null : Date.parse(record.at),
    receivedAt: at,
  }
}

/**
 * Inserts records, of which each number is known to be free. One whose second key is another's keeps its number, as a
 * repeat when it says the same, else as a conflict; it moves no money then.
 */
export async function insertRecords(unit: Unit, records: readonly NewRecord[]): Promise<void> {
  const sorted = records.toSorted((a, b) => byPlace(a.row, b.row))
  for (let from = 0; from < sorted.length; from += UNNEST_ROWS_MAX) {
    const part = sorted.slice(from, from + UNNEST_ROWS_MAX)
    if ((await insertFree(unit, part)) === part.length) continue
    const lost = await notThere(unit, part)
    const owners = await ownersOf(unit, lost)
    for (const each of lost) {
      const owner = owners.get(each)
      const state = owner?.equals(each.row.payloadHash) === true ? 'REPEATED' : 'CONFLICT'
      each.row = { ...each.row, state, stan: null, msgClass: null }
    }
    await insertFree(unit, lost)
  }
}

async function insertFree(unit: Unit, records: readonly NewRecord[]): Promise<number> {
  const { sql, params } = insertSelect(
    journalRecordTable,
    records.map(({ row }) => row),
  )
  const [result] = await unit.prepared<{ count: number }>(
    'insert-journal-records',
    `with written as (${sql} on conflict do nothing returning 1) select count(*)::int as count from written`,
    params,
  )
  return result?.count ?? 0
}

async function notThere(unit: Unit, records: readonly NewRecord[]): Promise<readonly NewRecord[]> {
  const rows = await unit.query<{ place: number }>(
    `select n.place::int as place from unnest($1::text[], $2::int[], $3::bigint[]) with ordinality as n (terminal_id, epoch, seq, place)
     where not exists (select from journal_record r where r.terminal_id = n.terminal_id and r.epoch = n.epoch and r.seq = n.seq) order by 1`,
    placesOf(records.map(({ row }) => row)),
  )
  return rows.flatMap(({ place }) => records[place - 1] ?? [])
}

/** The payload hashes of those that hold the second keys. */
async function ownersOf(unit: Unit, records: readonly NewRecord[]): Promise<ReadonlyMap<NewRecord, Buffer>> {
  const rows = await unit.query<{ place: number; payloadHash: Buffer }>(
    `select n.place::int as place, r.payload_hash as "payloadHash"
     from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) with ordinality as n (terminal_id, epoch, batch_no, stan, msg_class, place)
     join journal_record r on r.terminal_id = n.terminal_id and r.epoch = n.epoch and r.batch_no = n.batch_no and r.stan = n.stan and r.msg_class = n.msg_class`,
    [
      records.map(({ row }) => row.terminalId),
      records.map(({ row }) => row.epoch),
      records.map(({ row }) => row.batchNo),
      records.map(({ row }) => row.stan),
      records.map(({ row }) => row.msgClass),
    ],
  )
  return new Map(
    rows.flatMap(({ place, payloadHash }) => {
      const record = records[place - 1]
      return record === undefined ? [] : [[record, payloadHash]]
    }),
  )
}

type Place = JournalKey & { readonly seq: number }

/** Payload hash and device of stored records, in the order of the places; undefined where none is. */
export async function storedRecords(
  db: Scoped,
  places: readonly Place[],
): Promise<readonly (Pick<JournalRecordRow, 'payloadHash' | 'deviceId'> | undefined)[]> {
  const rows = await db.query<{ place: number; payloadHash: Buffer; deviceId: string }>(
    `select n.place::int as place, r.payload_hash as "payloadHash", r.device_id as "deviceId"
     from unnest($1::text[], $2::int[], $3::bigint[]) with ordinality as n (terminal_id, epoch, seq, place)
     join journal_record r on r.terminal_id = n.terminal_id and r.epoch = n.epoch and r.seq = n.seq`,
    placesOf(places),
  )
  const byOrdinal = new Map(rows.map((row) => [row.place, row]))
  return places.map((_, place) => byOrdinal.get(place + 1))
}

/** Leaves of a journal from one number to another, in their order. */
export async function readLeaves(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  first: number,
  last: number,
): Promise<readonly { readonly seq: number; readonly leaf: Buffer }[]> {
  return await db.query(
    'select seq, leaf from journal_record where terminal_id = $1 and epoch = $2 and seq between $3 and $4 order by seq',
    [terminalId, epoch, first, last],
  )
}

function placesOf(places: readonly Place[]): unknown[] {
  return [places.map(({ terminalId }) => terminalId), places.map(({ epoch }) => epoch), places.map(({ seq }) => seq)]
}

function byPlace(a: Place, b: Place): number {
  if (a.terminalId !== b.terminalId) return a.terminalId < b.terminalId ? -1 : 1
  return a.epoch - b.epoch || a.seq - b.seq
}
