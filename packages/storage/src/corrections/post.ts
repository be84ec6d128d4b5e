import {
  type CorrectionEvent,
  decideCorrection,
  type EntryChange,
  type Impact,
  type MovedLines,
} from '@budeng/corrections'
import { Fault } from '@budeng/kernel'
import {
  addTotals,
  balancesOf,
  observe,
  type Posting,
  recordOfTexts,
  repost,
  bookingDay,
  stanKeyText,
  type Totals,
  type TransactionFacts,
} from '@budeng/transactions'
import {
  type CorrectionRow,
  correctionVersionTable,
  transactionTable,
  type TransactionRow,
  unnestInsert,
} from '../rows/index.ts'
import { bookedAt, NOTHING } from '../transactions/booking.ts'
import { addBatchTotals } from '../transactions/journal/batch-rows.ts'
import { totalRow } from '../transactions/journal/batches.ts'
import { toStoredFacts } from '../transactions/journal/facts-text.ts'
import { insertLines } from '../transactions/journal/lines.ts'
import {
  askMatchesAgain,
  askStrangersAgain,
  foundedBy,
  stateOf,
  UNFOUNDED,
  updateTransactions,
} from '../transactions/journal/transactions.ts'
import { type NewEntry, postEntries } from '../transactions/ledger.ts'
import { type MovedBy, movedRows, writeAdjustments } from '../transactions/moved-lines.ts'
import type { Unit } from '../unit.ts'
import { loadCorrections, saveCorrection, sayToCorrection } from './corrections.ts'
import { type CorrectionPreview, previewCorrection } from './preview.ts'
import { isHeldBack } from './proposals/stopped.ts'
import { proposalOf, shownImpact } from './stored.ts'
import { hold, type HeldCorrection } from './write.ts'

/**
 * Posts what was approved, in one transaction: the amendment over its transaction, the entries that follow, totals of the
 * open batch or an adjustment in it, and events. Base and diff are looked at once more under the lock of the journal;
 * another world makes it STALE. Answers the correction as it is then; null when it is not there.
 */
export async function postCorrection(unit: Unit, id: string): Promise<CorrectionRow | null> {
  const [seen] = await loadCorrections(unit, [id])
  if (seen === undefined) return null
  // the journal first, as whoever brings its records does
  const through = await lockJournal(unit, seen)
  const held = await hold(unit, id)
  if (held === null || held.row.state !== 'APPROVED') return held?.row ?? null
  // stopped since it was let go: it waits, and lapses like anything that nobody goes on with
  if (await isHeldBack(unit, held.row)) return held.row
  const proposal = proposalOf(held.correction)
  const preview = await previewCorrection(unit, held.place, proposal, true)
  const { impact, loaded, problems } = preview
  const current = { version: loaded.version, diffHash: problems.length > 0 ? '' : preview.diffHash }
  const at = unit.clock.now()
  const decision = decideCorrection(held.correction, { kind: 'post', at, current, through, epoch: held.place.epoch })
  if (!decision.ok) return held.row
  if (!decision.events.some(isPosted)) return await saveCorrection(unit, held.row, decision.events)
  const rows = await writeTransactions(unit, held, preview)
  const entryIds = await writeEntries(unit, held, preview, rows)
  await writeBatches(unit, held, preview)
  const own = proposal.target === null ? undefined : rows.get(stanKeyText(proposal.target.key))
  await writeVersion(unit, held, impact, own?.id ?? null, entryIds)
  return await saveCorrection(unit, held.row, decision.events, {
    impact: shownImpact(impact),
    transactionId: own?.id ?? held.row.transactionId,
  })
}

const isPosted = ({ type }: CorrectionEvent) => type === 'CorrectionPosted'

/** A fault kept it from being posted; somebody tries again. */
export async function failPosting(unit: Unit, id: string, code: string): Promise<void> {
  const held = await hold(unit, id)
  if (held !== null) await sayToCorrection(unit, held.row, { kind: 'postFailed', at: unit.clock.now(), code })
}

/** Holds the journal; answers how far it was received. */
async function lockJournal(unit: Unit, { terminalId, epoch }: CorrectionRow): Promise<number> {
  if (epoch === null) return 0
  const [journal] = await unit.query<{ throughSeq: number }>(
    'select through_seq as "throughSeq" from journal_stream where terminal_id = $1 and epoch = $2 for update',
    [terminalId, epoch],
  )
  return journal?.throughSeq ?? 0
}

type Rows = ReadonlyMap<string, TransactionRow>

/** Transactions as they are with the new version: changed rows, and one for what was missing. */
async function writeTransactions(unit: Unit, held: HeldCorrection, preview: CorrectionPreview): Promise<Rows> {
  const { rows } = preview.loaded
  const changed: { was: TransactionRow; row: TransactionRow }[] = []
  const made: TransactionRow[] = []
  for (const { key, after } of preview.impact.changed) {
    const was = rows.get(key)
    if (was === undefined) made.push(insertedRow(unit, held, preview, after))
    else
      changed.push({
        was,
        row: {
          ...(was.type === null ? foundedRow(unit, held, was) : was),
          ...stateOf(after),
          facts: toStoredFacts(after),
          changedAt: unit.clock.now(),
          version: was.version + 1,
        },
      })
  }
  await unnestInsert(unit, transactionTable, made)
  await insertLines(unit, made)
  await askStrangersAgain(unit, made)
  await updateTransactions(unit, changed)
  await askMatchesAgain(
    unit,
    changed.map(({ row }) => row.id),
  )
  return new Map([
    ...rows,
    ...made.map((row) => [textOf(row), row] as const),
    ...changed.map(({ row }) => [textOf(row), row] as const),
  ])
}

function textOf({ batchNo: batch, stan, msgClass }: TransactionRow): string {
  return stanKeyText({ batch, stan, msgClass: msgClass as 'FIN' })
}

/** The row of a transaction that nobody had: founded by the record that is inserted. */
function insertedRow(
  unit: Unit,
  held: HeldCorrection,
  { loaded }: CorrectionPreview,
  facts: TransactionFacts,
): TransactionRow {
  const { scope, tid } = held.place
  const batch = loaded.batches.find(({ batchNo }) => batchNo === facts.key.batch)
  const told = batch?.closedAt == null ? facts : observe(facts, { kind: 'BATCH_CLOSED' })
  const at = unit.clock.now()
  return foundedRow(unit, held, {
    ...scope,
    id: unit.newId('transaction'),
    epoch: held.correction.target?.epoch ?? held.place.epoch,
    batchNo: facts.key.batch,
    stan: facts.key.stan,
    msgClass: facts.key.msgClass,
    tid,
    ...UNFOUNDED,
    recordedAt: at,
    effectiveDate: bookingDay(at, held.place.timeZone),
    seqs: [],
    version: 1,
    changedAt: at,
    facts: toStoredFacts(told),
    ...stateOf(told),
  })
}

/** What an inserted record says; its number stays open until a journal has one. */
function foundedRow(unit: Unit, { correction, place }: HeldCorrection, row: TransactionRow): TransactionRow {
  const inserted = recordOfTexts(correction.patch)
  if (!inserted.ok || stanKeyText(correction.target?.key ?? { batch: '', stan: '', msgClass: 'FIN' }) !== textOf(row))
    return row
  const said = foundedBy({ seq: 0, record: inserted.record, late: false }, place.timeZone, unit.clock.now())
  return { ...row, ...said, seq: null }
}

/** Version n of each is taken back whole and n + 1 posted; a claim is booked under the correction's own number. */
async function writeEntries(
  unit: Unit,
  { row, place }: HeldCorrection,
  { impact, loaded }: CorrectionPreview,
  rows: Rows,
): Promise<number[]> {
  const entries = impact.entries.flatMap((change) => entriesOf(row, change, loaded, rows))
  const dated = { businessDate: impact.originalDate, occurredAt: null, correctionId: row.id }
  if (impact.claim.length > 0)
    entries.push({
      ...dated,
      kind: 'BOOKED',
      terminal: place.scope,
      transactionId: row.id,
      version: 1,
      postings: impact.claim,
    })
  const posted = await postEntries(unit, entries)
  return posted.map((each) => {
    if (each === null) throw new Fault(`an entry of ${row.id} was there already`)
    return each.entryId
  })
}

function entriesOf(
  { id: correctionId, kind }: CorrectionRow,
  { key, before, after, posted, movesTo }: EntryChange,
  { standing, tariff, moved, movedTariff, base }: CorrectionPreview['loaded'],
  rows: Rows,
): NewEntry[] {
  const row = rows.get(key)
  if (row === undefined) throw new Fault(`${correctionId} changes books of what has no row`)
  const was = standing.get(row.id) ?? NOTHING
  if (!sameBooks(was.postings, before.postings)) throw new Fault(`the books of ${row.id} are not what its records mean`)
  const isMoving = movesTo !== null && moved !== null
  const dated = {
    terminal: isMoving ? moved.scope : bookedAt(row, was),
    transactionId: row.id,
    businessDate: row.effectiveDate,
    occurredAt: row.occurredAt,
    correctionId,
  }
  const facts = base.book.get(key)
  const there = isMoving && facts !== undefined ? movedTariff(facts) : was.tariff
  const named = kind === 'WRONG_FEE' && tariff !== null ? { id: tariff.id, version: tariff.version } : there
  const entries: NewEntry[] = []
  if (was.postings.length > 0) entries.push({ ...dated, kind: 'REVERSED', version: was.version })
  if (posted.length > 0)
    entries.push({
      ...dated,
      kind: 'BOOKED',
      version: was.version + 1,
      postings: posted,
      gross: after.gross?.minor ?? null,
      fee: after.fee?.minor ?? null,
      feeBase: after.feeBase?.minor ?? null,
      tariff: named,
    })
  return entries
}

function sameBooks(one: readonly Posting[], other: readonly Posting[]): boolean {
  return repost(balancesOf(one), balancesOf(other)) === null
}

/** An open batch moves; of one that is settled the change goes into the open one, tied to the old keys. */
async function writeBatches(unit: Unit, { row, place }: HeldCorrection, preview: CorrectionPreview): Promise<void> {
  const { batches, openBatch, openThere, moved, rows, standing } = preview.loaded
  const known = (batch: string) => {
    const found = batches.find(({ batchNo }) => batchNo === batch)
    if (found === undefined) throw new Fault(`${row.id} moves a batch that is not there`)
    return found
  }
  const elsewhere = [...rows.values()].map((each) => bookedAt(each, standing.get(each.id) ?? NOTHING))
  const by: MovedBy = {
    correctionId: row.id,
    scopeOf: (id) =>
      [place.scope, ...(moved === null ? [] : [moved.scope]), ...elsewhere].find((each) => each.terminalId === id) ??
      place.scope,
    batchId: (batch) => known(batch).id,
    openBatchId: (id) => (id === place.scope.terminalId ? openBatch : openThere.get(id))?.id ?? null,
  }
  const settled: MovedLines[] = []
  for (const { batch, before, after, adjustment } of preview.impact.batches)
    if (adjustment === null)
      await addBatchTotals(
        unit,
        difference(after, before).map((line) => totalRow(known(batch), line)),
      )
    else settled.push({ ...adjustment, terminalId: place.scope.terminalId, batch, openBatch: adjustment.batch })
  for (const moves of [settled, preview.impact.moves])
    await writeAdjustments(unit, movedRows(moves, by, unit.clock.now()))
}

function difference(after: Totals, before: Totals): Totals {
  return addTotals([...after, ...before.map((line) => ({ ...line, count: -line.count, minor: -line.minor }))])
}

async function writeVersion(
  unit: Unit,
  { correction, place }: HeldCorrection,
  { amendment, effectiveDate, originalDate }: Impact,
  transactionId: string | null,
  entryIds: number[],
): Promise<void> {
  const { id, target, baseVersion, patch } = correction
  await unnestInsert(unit, correctionVersionTable, [
    {
      ...place.scope,
      correctionId: id,
      transactionId,
      epoch: target?.epoch ?? null,
      version: baseVersion + 1,
      op: amendment?.op ?? null,
      patch,
      targetSeq: target?.seq ?? null,
      targetLeaf: target?.leaf == null ? null : Buffer.from(target.leaf, 'hex'),
      entryIds,
      originalDate,
      effectiveDate,
      postedAt: unit.clock.now(),
    },
  ])
}
