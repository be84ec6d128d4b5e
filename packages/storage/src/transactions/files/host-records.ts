import { columnList, type HostRecordRow, hostRecordTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { placesByTid } from './places.ts'

/** What a host tells of one thing that it decided; where the terminal stands is looked up here. */
export type HostFactRow = Omit<HostRecordRow, 'acquirerId' | 'path' | 'terminalId' | 'receivedAt'>

export interface Acquirer {
  readonly id: string
  readonly code: string
  readonly timeZone: string
}

/** Everybody who has a host. */
export async function acquirersOf(db: Scoped): Promise<readonly Acquirer[]> {
  return await db.query<Acquirer>(
    `select id, code, time_zone as "timeZone" from node where kind = 'ACQUIRER' order by id`,
  )
}

/** The newest position that we have of an acquirer's host; 0: none. */
export async function hostPosition(db: Scoped, acquirerId: string): Promise<number> {
  const [row] = await db.query<{ position: number }>(
    'select position from host_record where acquirer_id = $1 order by position desc limit 1',
    [acquirerId],
  )
  return row?.position ?? 0
}

/** Keeps what the host told; a position that is there already stays as it is. Answers how many were new. */
export async function insertHostRecords(
  unit: Unit,
  acquirerId: string,
  facts: readonly HostFactRow[],
): Promise<number> {
  const places = await placesByTid(
    unit,
    acquirerId,
    facts.map(({ tid }) => tid),
  )
  const receivedAt = unit.clock.now()
  const rows = facts.map((fact) => {
    const place = places.get(fact.tid)
    return { ...fact, acquirerId, path: place?.path ?? acquirerId, terminalId: place?.terminalId ?? null, receivedAt }
  })
  return await unnestInsert(unit, hostRecordTable, rows, {
    onConflict: 'on conflict (acquirer_id, position) do nothing',
  })
}

/** A number of a terminal, as hosts name transactions. */
export interface HostKey {
  readonly terminalId: string
  readonly batchNo: string
  readonly stan: string
}

export function hostKeyText({ terminalId, batchNo, stan }: HostKey): string {
  return `${terminalId} ${batchNo} ${stan}`
}

/** What the hosts have of numbers of terminals, the oldest of each first, and no more than `limit` of each. */
export async function hostRecordsAt(db: Scoped, keys: readonly HostKey[], limit: number): Promise<HostRecordRow[]> {
  return await db.query<HostRecordRow>(
    `select record.* from unnest($1::text[], $2::text[], $3::text[]) as k (terminal_id, batch_no, stan) cross join lateral (
       select ${columnList(hostRecordTable, 'h')} from host_record h
       where h.terminal_id = k.terminal_id and h.stan = k.stan and h.batch_no = k.batch_no order by h.position limit $4
     ) as record`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ batchNo }) => batchNo), keys.map(({ stan }) => stan), limit],
  )
}

/** What the host has of one number of a terminal, oldest first. */
export async function hostRecordsOf(
  db: Scoped,
  key: { readonly terminalId: string; readonly batchNo: string; readonly stan: string },
): Promise<HostRecordRow[]> {
  return await db.query<HostRecordRow>(
    `select ${columnList(hostRecordTable, 'h')} from host_record h where h.terminal_id = $1 and h.stan = $2 and h.batch_no = $3
     order by h.position limit 20`,
    [key.terminalId, key.stan, key.batchNo],
  )
}
