import {
  applyRecords,
  axesOf,
  bookingDay,
  effectiveMoney,
  followedUp,
  foundsTransaction,
  isEffective,
  isRefund,
  type JournalRecord,
  keysMovedBy,
  keysToLoad,
  observe,
  type PlacedRecord,
  type StanKey,
  stanKeyOf,
  stanKeyText,
  tombstone,
  type TransactionFacts,
  type TrustAmendment,
} from '@budeng/transactions'
import { type TransactionRow, transactionTable } from '../../rows/transaction.ts'
import { columnList, unnestInsert, unnestUpdate } from '../../rows/unnest.ts'
import type { TerminalScope, Unit } from '../../unit.ts'
import { type JournalKey, journalKeyText } from './arrivals.ts'
import { fromStoredFacts, toStoredFacts } from './facts-text.ts'
import { insertLines, updateLines } from './lines.ts'
import type { Trust } from './trust.ts'

/** A record that was taken, on its way into its transaction. */
export interface TakenRecord extends PlacedRecord {
  readonly late: boolean
}

/** Records of one journal that were taken, by whichever way. */
export interface TakenRecords extends JournalKey {
  readonly scope: TerminalScope
  readonly tid: string
  readonly timeZone: string
  readonly records: readonly TakenRecord[]
}

/** What became of one transaction. */
export interface TransactionChange {
  readonly scope: TerminalScope
  /** Null: there was no row. */
  readonly before: TransactionFacts | null
  readonly after: TransactionFacts
  readonly was: TransactionRow | null
  readonly row: TransactionRow
}

/** Lays records over their transactions and saves what changed, in rows and lines. Under the lock of their journals. */
export async function applyToTransactions(
  unit: Unit,
  taken: readonly TakenRecords[],
  trust: Trust,
): Promise<readonly TransactionChange[]> {
  const groups = taken.filter(({ records }) => records.length > 0)
  if (groups.length === 0) return []
  const loaded = await loadBooks(unit, groups)
  const changes = groups.flatMap((group) =>
    changesOf(unit, group, loaded.get(journalKeyText(group)) ?? emptyBook(), trust.trusts(group)),
  )
  await saveTransactions(unit, changes)
  return changes
}

interface LoadedBook {
  readonly facts: Map<string, TransactionFacts>
  readonly rows: Map<string, TransactionRow>
}

const emptyBook = (): LoadedBook => ({ facts: new Map(), rows: new Map() })

/** All transactions that the records move, and upwards their originals: a refund moves its sale. */
async function loadBooks(unit: Unit, groups: readonly TakenRecords[]): Promise<ReadonlyMap<string, LoadedBook>> {
  const books = new Map(groups.map((group) => [journalKeyText(group), emptyBook()]))
  for (;;) {
    const wanted = groups.flatMap((group) => {
      const facts = books.get(journalKeyText(group))?.facts ?? new Map<string, TransactionFacts>()
      return keysToLoad(facts, group.records).map((key) => ({ group, key }))
    })
    if (wanted.length === 0) return books
    const rows = await lockTransactions(
      unit,
      wanted.map(({ group, key }) => ({ ...key, terminalId: group.terminalId, epoch: group.epoch })),
    )
    for (const row of rows) keepRow(books.get(journalKeyText(row)), row)
    for (const { group, key } of wanted) {
      const facts = books.get(journalKeyText(group))?.facts
      if (facts?.has(stanKeyText(key)) === false) facts.set(stanKeyText(key), tombstone(key))
    }
  }
}

function keepRow(book: LoadedBook | undefined, row: TransactionRow): void {
  const key = keyOf(row)
  book?.rows.set(stanKeyText(key), row)
  book?.facts.set(stanKeyText(key), fromStoredFacts(row.facts, tombstone(key)))
}

function keyOf({ batchNo, stan, msgClass }: TransactionRow): StanKey {
  return { batch: batchNo, stan, msgClass: msgClass as StanKey['msgClass'] }
}

const COLUMNS = columnList(transactionTable, 't')

/** Rows of transactions by their keys, locked; whoever holds none has no row. */
export async function lockTransactions(
  unit: Unit,
  keys: readonly (StanKey & JournalKey)[],
): Promise<readonly TransactionRow[]> {
  return await unit.prepared<TransactionRow>(
    'lock-transactions',
    `select ${COLUMNS} from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[]) as n (terminal_id, stan, epoch, batch_no, msg_class)
     join transaction t on t.terminal_id = n.terminal_id and t.stan = n.stan and t.epoch = n.epoch and t.batch_no = n.batch_no and t.msg_class = n.msg_class
     for no key update of t`,
    [
      keys.map(({ terminalId }) => terminalId),
      keys.map(({ stan }) => stan),
      keys.map(({ epoch }) => epoch),
      keys.map(({ batch }) => batch),
      keys.map(({ msgClass }) => msgClass),
    ],
  )
}

function changesOf(
  unit: Unit,
  group: TakenRecords,
  { facts: before, rows }: LoadedBook,
  trusts: TrustAmendment,
): TransactionChange[] {
  const { book, changed } = applyRecords(before, group.records, trusts)
  const said = recordsByKey(group.records)
  // what changes nothing is noted all the same: whatever the order, the same records stand at a transaction
  const touched = new Set([...changed, ...[...said.keys()].filter((text) => rows.has(text))])
  return [...touched].flatMap((text) => {
    const found = book.get(text)
    if (found === undefined) return []
    const isLate = said.get(text)?.some(({ seq, late }) => late && seq === found.founding?.seq) === true
    const after = isLate ? observe(found, { kind: 'BATCH_CLOSED' }) : found
    const row = rows.get(text)
    const next = rowOf(unit, group, after, row, said.get(text) ?? [])
    const was = row === undefined ? null : (before.get(text) ?? null)
    return [{ scope: group.scope, before: was, after, was: row ?? null, row: next }]
  })
}

function recordsByKey(records: readonly TakenRecord[]): ReadonlyMap<string, TakenRecord[]> {
  const said = new Map<string, TakenRecord[]>()
  for (const record of records)
    for (const key of keysMovedBy(record.record)) {
      const text = stanKeyText(key)
      const list = said.get(text)
      if (list === undefined) said.set(text, [record])
      else list.push(record)
    }
  return said
}

function rowOf(
  unit: Unit,
  { scope, tid, epoch, timeZone }: TakenRecords,
  facts: TransactionFacts,
  row: TransactionRow | undefined,
  said: readonly TakenRecord[],
): TransactionRow {
  const now = unit.clock.now()
  const { batch: batchNo, stan, msgClass } = facts.key
  const base: TransactionRow = row ?? {
    ...scope,
    id: unit.newId('transaction'),
    epoch,
    batchNo,
    stan,
    msgClass,
    tid,
    ...UNFOUNDED,
    recordedAt: now,
    effectiveDate: bookingDay(now, timeZone),
    seqs: [],
    version: 0,
    changedAt: now,
    facts: {},
    ...stateOf(facts),
  }
  const founding = said.find(
    ({ seq, record }) => facts.founding?.seq === seq && foundsTransaction(record) && isOwn(record, facts.key),
  )
  const founded = founding !== undefined && base.seq === null ? foundedBy(founding, timeZone, now) : {}
  return {
    ...base,
    ...founded,
    ...stateOf(facts),
    seqs: [...new Set([...base.seqs, ...said.map(({ seq }) => seq)])].sort((a, b) => a - b),
    facts: toStoredFacts(facts),
    changedAt: now,
    version: base.version + 1,
  }
}

function isOwn(record: JournalRecord, key: StanKey): boolean {
  const own = stanKeyOf(record)
  return own !== null && stanKeyText(own) === stanKeyText(key)
}

export const UNFOUNDED = {
  seq: null,
  type: null,
  amount: null,
  netAmount: null,
  currency: null,
  exponent: null,
  rrn: null,
  authCode: null,
  responseCode: null,
  panMasked: null,
  panToken: null,
  cardScope: null,
  merchantOrder: null,
  channelOrder: null,
  occurredAt: null,
  late: false,
} as const

/** What its founding record says. A time that lies ahead is no time at which something happened. */
export function foundedBy({ seq, record, late }: TakenRecord, timeZone: string, now: number): Partial<TransactionRow> {
  const said = record.at === undefined ? null : Date.parse(record.at)
  const occurredAt = said !== null && said <= now + CLOCK_AHEAD_MAX_MS ? said : null
  return {
    seq,
    type: record.type,
    amount: record.amount === undefined ? null : BigInt(record.amount),
    currency: record.currency ?? null,
    exponent: record.exponent ?? null,
    rrn: record.rrn ?? null,
    authCode: record.authCode ?? null,
    responseCode: record.responseCode ?? null,
    panMasked: record.panMasked ?? null,
    panToken: record.panToken ?? null,
    cardScope: record.scope ?? null,
    merchantOrder: record.merchantOrder ?? null,
    channelOrder: record.channelOrder ?? null,
    occurredAt,
    effectiveDate: bookingDay(occurredAt ?? now, timeZone),
    late,
  }
}

/** Clocks of terminals run ahead a little; what is further ahead is wrong. */
const CLOCK_AHEAD_MAX_MS = 5 * 60_000

/** The axes, and what is left of the amount when all that happened to it is taken off. */
export function stateOf(facts: TransactionFacts) {
  const { auth, reversal, followUp, settlement, sync } = axesOf(facts)
  const whole = effectiveMoney(facts)
  const counts = isEffective(facts) && followUp !== 'VOIDED'
  const refunded = followedUp(facts, isRefund)?.minor ?? 0n
  return {
    authState: auth,
    reversalState: reversal,
    followUpState: followUp,
    settlementState: settlement,
    syncState: sync,
    netAmount: whole === null ? null : counts ? whole.minor - refunded : 0n,
  }
}

const CHANGING = [
  'seq',
  'type',
  'authState',
  'reversalState',
  'followUpState',
  'settlementState',
  'syncState',
  'amount',
  'netAmount',
  'currency',
  'exponent',
  'rrn',
  'authCode',
  'responseCode',
  'panMasked',
  'panToken',
  'cardScope',
  'merchantOrder',
  'channelOrder',
  'occurredAt',
  'effectiveDate',
  'late',
  'seqs',
  'facts',
  'changedAt',
  'version',
] as const satisfies readonly (keyof TransactionRow)[]

/** New rows and changed ones, and their lines behind them. */
async function saveTransactions(unit: Unit, changes: readonly TransactionChange[]): Promise<void> {
  const made = changes.filter(({ was }) => was === null).map(({ row }) => row)
  await unnestInsert(unit, transactionTable, made)
  await insertLines(unit, made)
  await updateTransactions(
    unit,
    changes.flatMap(({ was, row }) => (was === null ? [] : [{ was, row }])),
  )
  await askAgain(unit, changes)
}

/** What was matched is a question again when a record changed what counts of it: the worker looks when it is due. */
async function askAgain(unit: Unit, changes: readonly TransactionChange[]): Promise<void> {
  const ids = changes.flatMap(({ was, row }) => {
    const isOther = was !== null && (was.syncState !== row.syncState || was.netAmount !== row.netAmount)
    return isOther ? [row.id] : []
  })
  await askMatchesAgain(unit, ids)
}

/** What was matched of these transactions is a question again. */
export async function askMatchesAgain(unit: Unit, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await unit.execute(
    `update record_match set state = 'EXPECTED', changed_at = $2 where transaction_id = any($1::text[])`,
    [ids, new Date(unit.clock.now())],
  )
}

/**
 * Lines of files that nobody here knew are a question again once what they may be of is entered, however long they have
 * been missing.
 */
export async function askStrangersAgain(
  unit: Unit,
  made: readonly Pick<TransactionRow, 'acquirerId' | 'tid' | 'stan' | 'rrn'>[],
): Promise<void> {
  if (made.length === 0) return
  await unit.execute(
    `update record_match m set state = 'EXPECTED', changed_at = $5
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (acquirer_id, tid, stan, rrn)
     join file_line l on l.acquirer_id = n.acquirer_id and l.tid = n.tid and l.transaction_id is null and (l.stan = n.stan or (l.stan is null and l.rrn = n.rrn))
     where m.import_id = l.import_id and m.line = l.line and m.source = 'FILE' and m.transaction_id is null and m.state = 'MISSING_HERE'`,
    [
      made.map(({ acquirerId }) => acquirerId),
      made.map(({ tid }) => tid),
      made.map(({ stan }) => stan),
      made.map(({ rrn }) => rrn),
      new Date(unit.clock.now()),
    ],
  )
}

/** What changes when somebody else than the terminal says something of a transaction: how it stands, and why. */
export const OBSERVED = [
  'authState',
  'reversalState',
  'followUpState',
  'settlementState',
  'syncState',
  'netAmount',
  'facts',
  'changedAt',
  'version',
] as const satisfies readonly (keyof TransactionRow)[]

/** Writes rows that were there, and their lines; of the rows what may have changed. Under their lock. */
export async function updateTransactions(
  unit: Unit,
  changed: readonly { readonly was: TransactionRow; readonly row: TransactionRow }[],
  changing: readonly (keyof TransactionRow & string)[] = CHANGING,
): Promise<void> {
  if (changed.length === 0) return
  await unnestUpdate(
    unit,
    transactionTable,
    changed.map(({ row }) => row),
    changing,
  )
  await updateLines(unit, changed)
}
