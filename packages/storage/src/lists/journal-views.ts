import {
  type BatchRow,
  type BatchTotalRow,
  batchTable,
  batchTotalTable,
  columnList,
  type ConsistencyProofRow,
  consistencyProofTable,
  type JournalRecordRow,
  journalRecordTable,
  type JournalStreamRow,
  journalStreamTable,
  type TransactionRow,
  transactionTable,
} from '../rows/index.ts'
import type { Scoped } from '../unit.ts'

/** The second permanent key of a transaction, as a text for maps. */
export interface TransactionKey {
  readonly terminalId: string
  readonly epoch: number
  readonly batchNo: string
  readonly stan: string
  readonly msgClass: string
}

export function transactionKeyText({ terminalId, epoch, batchNo, stan, msgClass }: TransactionKey): string {
  return `${terminalId} ${epoch} ${batchNo} ${stan} ${msgClass}`
}

const TRANSACTION = columnList(transactionTable, 't')

export async function transactionsByIds(db: Scoped, ids: readonly string[]): Promise<TransactionRow[]> {
  return await db.query<TransactionRow>(`select ${TRANSACTION} from transaction t where t.id = any($1)`, [ids])
}

export async function transactionsByKeys(db: Scoped, keys: readonly TransactionKey[]): Promise<TransactionRow[]> {
  return await db.query<TransactionRow>(
    `select ${TRANSACTION} from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[]) as k (terminal_id, epoch, batch_no, stan, msg_class)
     join transaction t using (terminal_id, stan, epoch, batch_no, msg_class)`,
    [
      keys.map(({ terminalId }) => terminalId),
      keys.map(({ epoch }) => epoch),
      keys.map(({ batchNo }) => batchNo),
      keys.map(({ stan }) => stan),
      keys.map(({ msgClass }) => msgClass),
    ],
  )
}

/** A place in a journal. */
export interface JournalPlace {
  readonly terminalId: string
  readonly epoch: number
  readonly seq: number
}

export function journalPlaceText({ terminalId, epoch, seq }: JournalPlace): string {
  return `${terminalId} ${epoch} ${seq}`
}

export async function recordsAt(db: Scoped, places: readonly JournalPlace[]): Promise<JournalRecordRow[]> {
  return await db.query<JournalRecordRow>(
    // by its key, each: a plain join of a fresh partition with a guess at its rows was once read whole for each place
    `select found.* from unnest($1::text[], $2::int[], $3::bigint[]) as p (terminal_id, epoch, seq) cross join lateral (
       select ${columnList(journalRecordTable, 'r')} from journal_record r
       where r.terminal_id = p.terminal_id and r.epoch = p.epoch and r.seq = p.seq limit 1) as found`,
    [places.map(({ terminalId }) => terminalId), places.map(({ epoch }) => epoch), places.map(({ seq }) => seq)],
  )
}

const BATCH = columnList(batchTable, 'b')

export async function batchesByIds(db: Scoped, ids: readonly string[]): Promise<BatchRow[]> {
  return await db.query<BatchRow>(`select ${BATCH} from batch b where b.id = any($1)`, [ids])
}

export interface BatchPlace {
  readonly terminalId: string
  readonly epoch: number
  readonly batchNo: string
}

export function batchPlaceText({ terminalId, epoch, batchNo }: BatchPlace): string {
  return `${terminalId} ${epoch} ${batchNo}`
}

export async function batchesByPlaces(db: Scoped, places: readonly BatchPlace[]): Promise<BatchRow[]> {
  return await db.query<BatchRow>(
    `select ${BATCH} from unnest($1::text[], $2::int[], $3::text[]) as p (terminal_id, epoch, batch_no) join batch b using (terminal_id, epoch, batch_no)`,
    [
      places.map(({ terminalId }) => terminalId),
      places.map(({ epoch }) => epoch),
      places.map(({ batchNo }) => batchNo),
    ],
  )
}

export async function totalsOfBatches(db: Scoped, batchIds: readonly string[]): Promise<BatchTotalRow[]> {
  return await db.query<BatchTotalRow>(
    `select ${columnList(batchTotalTable, 't')} from batch_total t where t.batch_id = any($1)
     order by t.batch_id, t.currency, t.exponent, t.card_scope, t.side`,
    [batchIds],
  )
}

/** The newest proof of each batch that has one. */
export async function proofsOfBatches(db: Scoped, batchIds: readonly string[]): Promise<ConsistencyProofRow[]> {
  return await db.query<ConsistencyProofRow>(
    `select proof.* from unnest($1::text[]) as wanted (id) cross join lateral (
       select ${columnList(consistencyProofTable, 'p')} from consistency_proof p where p.batch_id = wanted.id order by p.proven_at desc, p.id desc limit 1
     ) as proof`,
    [batchIds],
  )
}

export async function proofsByIds(db: Scoped, ids: readonly string[]): Promise<ConsistencyProofRow[]> {
  return await db.query<ConsistencyProofRow>(
    `select ${columnList(consistencyProofTable, 'p')} from consistency_proof p where p.id = any($1::text[])`,
    [ids],
  )
}

/** The first proof of equality that covers a record: from it on, both sides provably had it. */
export async function proofsCovering(
  db: Scoped,
  places: readonly JournalPlace[],
): Promise<(ConsistencyProofRow & { readonly seq: number })[]> {
  return await db.query<ConsistencyProofRow & { readonly seq: number }>(
    `select proof.*, place.seq from unnest($1::text[], $2::int[], $3::bigint[]) as place (terminal_id, epoch, seq) cross join lateral (
       select ${columnList(consistencyProofTable, 'p')} from consistency_proof p
       where p.terminal_id = place.terminal_id and p.epoch = place.epoch and p.equal and p.through_seq >= place.seq
       order by p.proven_at limit 1
     ) as proof`,
    [places.map(({ terminalId }) => terminalId), places.map(({ epoch }) => epoch), places.map(({ seq }) => seq)],
  )
}

/** The journal of each terminal's present epoch. */
export async function newestJournals(db: Scoped, terminalIds: readonly string[]): Promise<JournalStreamRow[]> {
  return await db.query<JournalStreamRow>(
    `select ${columnList(journalStreamTable, 's')} from journal_stream s where s.terminal_id = any($1) and s.newest`,
    [terminalIds],
  )
}
