import { hash } from 'node:crypto'
import { effectiveMoney, type JournalRecord, keysMovedBy, parseRecord, type StanKey } from '@budeng/transactions'
import { DETECTION_KEYS_KEPT_MS, LOOK_MATES_MAX, LOOK_PLACES_MAX } from '../../limits.ts'
import { journalPlaceText, recordsAt, transactionsByIds } from '../../lists/journal-views.ts'
import {
  type DetectionKeyRow,
  detectionKeyTable,
  type JournalRecordRow,
  type TransactionRow,
  unnestInsert,
} from '../../rows/index.ts'
import { factsOf } from '../../transactions/matching/observed.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { newestAt, type PlaceKey } from '../cases/sides.ts'
import type { LookedJournal, LookedTerminal } from './terminals.ts'

/** A transaction with its records. */
export interface ReadTransaction {
  readonly row: TransactionRow
  readonly facts: ReturnType<typeof factsOf>
  /** The founding one; null: nothing in the journal founds it. */
  readonly record: JournalRecord | null
  /** When the last of its records was written, by the terminal's clock; when it came, of one that does not say. */
  readonly lastAt: number
  readonly receivedAt: number
}

/** The keys that records move, their own and those of what they refer to. */
export function keysOfRecords(journals: readonly LookedJournal[]): PlaceKey[] {
  return journals.flatMap(({ stream: { terminalId }, records }) =>
    records.flatMap(({ state, body }) => {
      const parsed = state === 'TAKEN' && body !== null ? parseRecord(body) : null
      return parsed?.ok === true ? keysMovedBy(parsed.record).map((key) => placeKeyOf(terminalId, key)) : []
    }),
  )
}

export function placeKeyOf(terminalId: string, { batch, stan, msgClass }: StanKey): PlaceKey {
  return { terminalId, batchNo: batch, stan, msgClass }
}

/** Transactions of terminals whose business day is to be looked at whole. */
export async function keysOfDays(db: Scoped, terminals: readonly LookedTerminal[]): Promise<PlaceKey[]> {
  const asked = terminals.filter(({ day }) => day !== null)
  if (asked.length === 0) return []
  return await db.query<PlaceKey>(
    `select page.* from unnest($1::text[], $2::date[]) as n (terminal_id, day) cross join lateral (
       select t.terminal_id as "terminalId", t.batch_no as "batchNo", t.stan, t.msg_class as "msgClass"
       from record_line l join transaction t on t.id = l.id
       where l.terminal_id = n.terminal_id and l.at >= n.day - interval '1 day' and l.at < n.day + interval '2 days' and t.effective_date = n.day
       order by l.at, l.id limit $3
     ) as page`,
    [asked.map(({ scope }) => scope.terminalId), asked.map(({ day }) => day), LOOK_PLACES_MAX],
  )
}

/** Transactions at keys, of numbers that came round again the newest. */
export async function readTransactions(db: Scoped, keys: readonly PlaceKey[]): Promise<readonly ReadTransaction[]> {
  return await withRecords(db, await newestAt(db, keys))
}

async function withRecords(db: Scoped, rows: readonly TransactionRow[]): Promise<readonly ReadTransaction[]> {
  const records = await recordsAt(
    db,
    rows.flatMap(({ terminalId, epoch, seqs }) => seqs.map((seq) => ({ terminalId, epoch, seq }))),
  )
  const byPlace = new Map(records.map((record) => [journalPlaceText(record), record]))
  return rows.map((row) => {
    const own = row.seqs.flatMap((seq) => byPlace.get(journalPlaceText({ ...row, seq })) ?? [])
    const founding = row.seq === null ? undefined : byPlace.get(journalPlaceText({ ...row, seq: row.seq }))
    const lastAt = own.reduce((last, { occurredAt, receivedAt }) => Math.max(last, occurredAt ?? receivedAt), 0)
    return {
      row,
      facts: factsOf(row),
      record: founding === undefined ? null : recordOf(founding, row),
      lastAt: lastAt === 0 ? row.recordedAt : lastAt,
      receivedAt: founding?.receivedAt ?? row.recordedAt,
    }
  })
}

/** A record as it was sent; of one whose body is in the archive what the transaction keeps of it. */
function recordOf({ body }: JournalRecordRow, row: TransactionRow): JournalRecord {
  const parsed = body === null ? null : parseRecord(body)
  if (parsed?.ok === true) return parsed.record
  return {
    type: (row.type ?? 'PURCHASE') as JournalRecord['type'],
    batch: row.batchNo,
    stan: row.stan,
    ...(row.panToken === null ? {} : { panToken: row.panToken }),
    ...(row.panMasked === null ? {} : { panMasked: row.panMasked }),
  }
}

const keyOf = (...parts: readonly (string | number | bigint)[]) =>
  hash('sha256', parts.join(' '), 'buffer').subarray(0, 16)

/** What a transaction shares with another one of the same tap, order or charge. */
function keysOf({ row, record, facts }: ReadTransaction): Buffer[] {
  const { panToken, panSeq = '', atc, channelOrder } = record ?? {}
  const money = effectiveMoney(facts)
  return [
    ...(panToken === undefined || atc === undefined ? [] : [keyOf('tap', row.acquirerId, panToken, panSeq, atc)]),
    ...(channelOrder === undefined ? [] : [keyOf('order', row.acquirerId, channelOrder)]),
    ...(panToken === undefined || money === null
      ? []
      : [keyOf('charge', row.merchantId, panToken, money.currency, money.minor)]),
  ]
}

/** Keeps what transactions share with others, and reads those others. One look at a time, so that none misses another. */
export async function readMates(unit: Unit, read: readonly ReadTransaction[]): Promise<readonly ReadTransaction[]> {
  const keys = new Map<string, DetectionKeyRow>()
  for (const each of read)
    for (const key of keysOf(each)) {
      const row = { key, transactionId: each.row.id, at: each.row.occurredAt ?? each.row.recordedAt }
      keys.set(`${key.toString('hex')} ${row.transactionId}`, row)
    }
  if (keys.size === 0) return []
  await unnestInsert(unit, detectionKeyTable, [...keys.values()], { onConflict: 'on conflict do nothing' })
  const here = new Set(read.map(({ row }) => row.id))
  const found = await unit.query<{ id: string }>(
    // key by key: left to itself, the planner reads the whole index in parallel once there are a million keys
    `select distinct mate.id from unnest($1::bytea[]) as n (key) cross join lateral
       (select k.transaction_id as id from detection_key k
        where k.key = n.key and k.at >= $2 and k.transaction_id <> all($3::text[]) limit $4) as mate
     limit $4`,
    [
      [...keys.values()].map(({ key }) => key),
      new Date(unit.clock.now() - DETECTION_KEYS_KEPT_MS),
      [...here],
      LOOK_MATES_MAX,
    ],
  )
  return await withRecords(
    unit,
    await transactionsByIds(
      unit,
      found.map(({ id }) => id),
    ),
  )
}
