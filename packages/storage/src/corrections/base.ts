import { type Base, KIND_RULES, type Proposal, type Tariffs } from '@budeng/corrections'
import {
  addTotals,
  amendmentRecord,
  type AmendmentOrder,
  batchOf,
  type JournalRecord,
  keysToLoad,
  recordOfTexts,
  type StanKey,
  stanKeyText,
  bookingDay,
  tombstone,
  type Totals,
  type TransactionFacts,
} from '@budeng/transactions'
import {
  batchTable,
  type BatchRow,
  type BatchTotalRow,
  columnList,
  transactionTable,
  type TransactionRow,
} from '../rows/index.ts'
import { bookedAt, NOTHING, type Standing, standingOf, termsOf } from '../transactions/booking.ts'
import { openBatchesAt, readBatchTotals } from '../transactions/journal/batch-rows.ts'
import { fromStoredFacts } from '../transactions/journal/facts-text.ts'
import { dayAfter } from '../transactions/ledger.ts'
import { type TariffView, tariffsAround } from '../transactions/tariffs.ts'
import type { Scoped } from '../unit.ts'
import { correctedFacts, movedInBatch } from './corrected-facts.ts'
import { type CorrectionPlace, keyTextOfRow, placeOfTerminal } from './place.ts'

/** What stands, as far as a correction reaches, with the rows from which it was read. */
export interface LoadedBase {
  readonly base: Base
  readonly rows: ReadonlyMap<string, TransactionRow>
  /** By the ids of transactions. */
  readonly standing: ReadonlyMap<string, Standing>
  readonly batches: readonly BatchRow[]
  /** The open one. */
  readonly openBatch: BatchRow | null
  /** Open ones of other terminals at which a transaction counts, or will. */
  readonly openThere: ReadonlyMap<string, BatchRow>
  /** `postedVersion` of the transaction in question; 0: none. */
  readonly version: number
  /** The tariff that is named as the right one, when it is one of the merchant's. */
  readonly tariff: TariffView | null
  /** Where it is to be booked, for what was posted to another terminal or merchant; null: where it is. */
  readonly moved: CorrectionPlace | null
  /** The tariff by which it is booked there. */
  readonly movedTariff: (facts: TransactionFacts) => { readonly id: string; readonly version: number } | null
}

interface Locking {
  /** Rows are held to the end of the transaction. Under the lock of their journal. */
  readonly lock: boolean
}

/** Reads what a proposal is based on. */
export async function loadBase(
  db: Scoped,
  place: CorrectionPlace,
  proposal: Proposal,
  locking: Locking,
): Promise<LoadedBase> {
  const { target } = proposal
  const { facts, rows } = await loadBook(db, proposal, locking)
  const standing = await standingOf(
    db,
    [...rows.values()].map(({ id }) => id),
  )
  const own = target === null ? undefined : rows.get(stanKeyText(target.key))
  const moved = proposal.moveTo === null ? null : await placeOfTerminal(db, proposal.moveTo)
  const places = [...rows.values()].map((row) => bookedAt(row, standing.get(row.id) ?? NOTHING))
  const merchants = [place.scope, ...(moved === null ? [] : [moved.scope]), ...places].map(
    ({ merchantId }) => merchantId,
  )
  const bookedWith = own === undefined ? place.scope : bookedAt(own, standing.get(own.id) ?? NOTHING)
  const tariffs = await tariffsAround(db, [...new Set(merchants)])
  const businessDate = own?.effectiveDate ?? insertedDay(db, proposal, place.timeZone)
  const named = namedTariff(proposal, tariffs.get(bookedWith.merchantId) ?? [])
  const before = tariffsNow({ rows, tariffs, standing, place, businessDate })
  const termsThere = (told: TransactionFacts) =>
    moved === null ? null : termsOf(tariffs.get(moved.scope.merchantId) ?? [], told, businessDate, NOTHING)
  const { batches, openBatch } = await loadBatches(db, proposal, facts, locking)
  const standsAt = (told: TransactionFacts) => {
    const row = rows.get(stanKeyText(told.key))
    const at = row === undefined ? null : (standing.get(row.id)?.at ?? null)
    return at === null || at.terminalId === row?.terminalId ? null : at.terminalId
  }
  const elsewhere = [...facts.values()].flatMap((told) => standsAt(told) ?? [])
  const involved = [...elsewhere, ...(moved === null ? [] : [moved.scope.terminalId])]
  const openThere = await openBatchesAt(db, involved.length === 0 ? [] : [...involved, place.scope.terminalId])
  return {
    base: {
      book: facts,
      tariffs: before,
      tariffsAfter: tariffsThen(before, named, moved, termsThere),
      batches: await withTotals(db, batches, target),
      openBatch: openBatch?.batchNo ?? null,
      standsAt,
      openBatchAt: (terminalId) => openThere.get(terminalId)?.batchNo ?? null,
      businessDate,
      firstOpenDate: await firstOpenDate(db, place.scope.acquirerId),
    },
    rows,
    standing,
    batches,
    openBatch,
    openThere,
    version: target === null ? 0 : (facts.get(stanKeyText(target.key))?.postedVersion ?? 0),
    tariff: named?.tariff ?? null,
    moved,
    movedTariff: (told) => termsThere(told)?.name ?? null,
  }
}

/** Those of the merchant to whom it moves, or the one that is named. */
function tariffsThen(
  before: Tariffs,
  named: ReturnType<typeof namedTariff>,
  moved: CorrectionPlace | null,
  termsThere: (told: TransactionFacts) => ReturnType<typeof termsOf>,
): Tariffs {
  if (moved !== null)
    return { termsOf: (told) => termsThere(told)?.terms ?? null, hasAgent: moved.scope.agentId !== null }
  return named === null ? before : { ...before, termsOf: () => named.terms }
}

/** The record by which the core says what must be loaded; null: nothing is. */
function askingRecord({ kind, id, baseVersion, patch, target }: Proposal): JournalRecord | null {
  if (target === null) return null
  const op = KIND_RULES[kind].effect ?? 'AMEND'
  const body = { correctionId: id, version: baseVersion + 1, patch }
  const { batch, stan } = target.key
  const order: AmendmentOrder =
    op === 'INSERT' && recordOfTexts(patch).ok
      ? { ...body, op, original: null }
      : { ...body, op: op === 'INSERT' ? 'AMEND' : op, original: { batch, stan, type: target.type } }
  return amendmentRecord(order)
}

async function loadBook(db: Scoped, proposal: Proposal, { lock }: Locking) {
  const facts = new Map<string, TransactionFacts>()
  const rows = new Map<string, TransactionRow>()
  const { target } = proposal
  const record = askingRecord(proposal)
  if (record === null || target === null) return { facts, rows }
  for (;;) {
    const wanted = keysToLoad(facts, [{ seq: 0, record }])
    if (wanted.length === 0) return { facts, rows }
    for (const row of await findTransactions(db, target.terminalId, target.epoch, wanted, lock))
      rows.set(keyTextOfRow(row), row)
    for (const key of wanted) {
      const row = rows.get(stanKeyText(key))
      const fresh = tombstone(key)
      facts.set(stanKeyText(key), row === undefined ? fresh : fromStoredFacts(row.facts, fresh))
    }
  }
}

async function findTransactions(
  db: Scoped,
  terminalId: string,
  epoch: number,
  keys: readonly StanKey[],
  lock: boolean,
): Promise<TransactionRow[]> {
  return await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from unnest($3::text[], $4::text[], $5::text[]) as n (stan, batch_no, msg_class)
     join transaction t on t.terminal_id = $1 and t.epoch = $2 and t.stan = n.stan and t.batch_no = n.batch_no and t.msg_class = n.msg_class
     order by t.id ${lock ? 'for no key update of t' : ''}`,
    [
      terminalId,
      epoch,
      keys.map(({ stan }) => stan),
      keys.map(({ batch }) => batch),
      keys.map(({ msgClass }) => msgClass),
    ],
  )
}

interface TariffSources {
  readonly rows: ReadonlyMap<string, TransactionRow>
  readonly tariffs: ReadonlyMap<string, readonly TariffView[]>
  readonly standing: ReadonlyMap<string, Standing>
  readonly place: CorrectionPlace
  readonly businessDate: string
}

/** Under which terms each is booked, or would be, by the rule that books records. */
function tariffsNow({ rows, tariffs, standing, place, businessDate }: TariffSources): Tariffs {
  return {
    termsOf: (facts) => {
      const row = rows.get(stanKeyText(facts.key))
      const was = row === undefined ? NOTHING : (standing.get(row.id) ?? NOTHING)
      const merchant = tariffs.get((row === undefined ? place.scope : bookedAt(row, was)).merchantId) ?? []
      return termsOf(merchant, facts, row?.effectiveDate ?? businessDate, was)?.terms ?? null
    },
    hasAgent: agentOf({ rows, standing, place }) !== null,
  }
}

function agentOf({ rows, standing, place }: Pick<TariffSources, 'rows' | 'standing' | 'place'>): string | null {
  const [row] = rows.values()
  return (row === undefined ? place.scope : bookedAt(row, standing.get(row.id) ?? NOTHING)).agentId
}

/** The one that is named as the right one, when it is one of the merchant's. */
function namedTariff({ tariff }: Proposal, ofMerchant: readonly TariffView[]) {
  const found = tariff === null ? undefined : ofMerchant.find(({ id }) => id === tariff.id)
  const terms = found?.versions.find(({ version }) => version === tariff?.version)
  return found === undefined || terms === undefined ? null : { tariff: found, terms }
}

function insertedDay(db: Scoped, { patch }: Proposal, timeZone: string): string {
  const now = db.clock.now()
  const said = patch.at === undefined ? now : Date.parse(patch.at)
  return bookingDay(Number.isNaN(said) || said > now ? now : said, timeZone)
}

/** The batches in which any of them counts, or will; and the one that is open. */
async function loadBatches(
  db: Scoped,
  { target, patch }: Proposal,
  facts: ReadonlyMap<string, TransactionFacts>,
  { lock }: Locking,
): Promise<{ batches: readonly BatchRow[]; openBatch: BatchRow | null }> {
  if (target === null) return { batches: [], openBatch: null }
  const names = new Set([target.key.batch, ...[...facts.values()].map(batchOf), ...(patch.batch ? [patch.batch] : [])])
  const rows = await db.query<BatchRow>(
    `select ${columnList(batchTable, 'b')} from batch b where terminal_id = $1 and epoch = $2 and (batch_no = any($3::text[]) or state = 'OPEN')
     order by opened_at, id`,
    [target.terminalId, target.epoch, [...names]],
  )
  // a closed one is not written, and whoever settles it holds it before its transactions
  const open = rows.filter(({ state }) => state === 'OPEN').map(({ id }) => id)
  if (lock && open.length > 0)
    await db.query('select id from batch where id = any($1::text[]) order by id for no key update', [open])
  return {
    batches: rows.filter(({ batchNo }) => names.has(batchNo)),
    openBatch: rows.findLast(({ state }) => state === 'OPEN') ?? null,
  }
}

/** An open batch moves with its corrections; to one that is settled all that were posted since are added. */
async function withTotals(
  db: Scoped,
  batches: readonly BatchRow[],
  target: Proposal['target'],
): Promise<Base['batches']> {
  if (batches.length === 0) return []
  const isSettled = batches.some(({ comparedAt }) => comparedAt !== null)
  const corrected = isSettled && target !== null ? await correctedFacts(db, target) : []
  const totals = await readBatchTotals(
    db,
    batches.map(({ id }) => id),
  )
  return batches.map(({ id, batchNo, state, comparedAt }) => ({
    batch: batchNo,
    state,
    totals: addTotals([...keptIn(totals, id), ...(comparedAt === null ? [] : movedInBatch(corrected, batchNo))]),
  }))
}

function keptIn(totals: readonly BatchTotalRow[], id: string): Totals {
  return totals
    .filter(({ batchId, count, amount }) => batchId === id && (count !== 0 || amount !== 0n))
    .map(({ currency, exponent, cardScope, side, count, amount }) => ({
      currency,
      exponent,
      scope: cardScope as Totals[number]['scope'],
      side: side as Totals[number]['side'],
      count,
      minor: amount,
    }))
}

async function firstOpenDate(db: Scoped, acquirerId: string): Promise<string> {
  const [row] = await db.query<{ closed: string | null }>(
    'select max(business_date) as closed from ledger_period where acquirer_id = $1',
    [acquirerId],
  )
  return row?.closed == null ? '0001-01-01' : dayAfter(row.closed)
}
