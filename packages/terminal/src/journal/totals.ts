import type { WireTotal } from '@budeng/protocol'
import {
  addTotals,
  applyRecords,
  batchTotals,
  foundsTransaction,
  type JournalRecord,
  parseRecord,
  type PlacedRecord,
  type Totals,
  totalsLineOf,
} from '@budeng/transactions'
import type { UploadDetail } from '../ports.ts'
import type { BatchEntry, EpochJournal } from './journal-state.ts'

/** A batch as far as one record: what a heartbeat and a closing tell of it. [P-19.4] [P-21.7] */
export interface BatchSums {
  readonly through: number
  readonly count: number
  readonly totals: Totals
}

/**
 * Sums of the open batch, kept up as it grows: a plain sale is added; a record that changes others (void, reversal, advice,
 * adjustment) makes everything be summed anew, which is rare enough.
 */
export class RunningSums {
  #of: { readonly epoch: number; readonly batch: string; readonly openSeq: number } | null = null
  #sums: BatchSums = { through: 0, count: 0, totals: [] }

  through(journal: EpochJournal, batch: BatchEntry, seq: number): BatchSums {
    const isSame =
      this.#of?.epoch === batch.epoch && this.#of.batch === batch.batch && this.#of.openSeq === batch.openSeq
    if (!isSame || seq < this.#sums.through) this.#sums = { through: batch.openSeq - 1, count: 0, totals: [] }
    this.#of = batch
    const fresh = placedIn(journal, this.#sums.through + 1, seq)
    const isPlain = fresh.every(({ record }) => record.original === undefined)
    this.#sums = isPlain ? withPlain(this.#sums, fresh, batch.batch, seq) : sumsOf(journal, batch, seq)
    return this.#sums
  }
}

/** Sums of a batch through a record, from its first one. */
export function sumsOf(journal: EpochJournal, { batch, openSeq }: BatchEntry, through: number): BatchSums {
  const placed = placedIn(journal, openSeq, through)
  const { book } = applyRecords(new Map(), placed)
  return {
    through,
    count: placed.filter(({ record }) => record.batch === batch).length,
    totals: batchTotals([...book.values()].filter(({ key }) => key.batch === batch)),
  }
}

/** What counts in a batch through a record, one by one in the order of the journal: the details of an upload. [P-19.10] */
export function detailsOf(journal: EpochJournal, { batch, openSeq }: BatchEntry, through: number): UploadDetail[] {
  const { book } = applyRecords(new Map(), placedIn(journal, openSeq, through))
  return [...book.values()]
    .filter(({ key }) => key.batch === batch)
    .sort((one, other) => (one.founding?.seq ?? 0) - (other.founding?.seq ?? 0))
    .flatMap((facts) => {
      const line = totalsLineOf(facts)
      const record = facts.founding && recordAt(journal, facts.founding.seq)
      if (line === null || record === null) return []
      const { panMasked } = record
      const { stan } = facts.key
      return [
        { scope: line.scope, stan, amount: String(line.minor), ...(panMasked === undefined ? {} : { panMasked }) },
      ]
    })
}

function withPlain(sums: BatchSums, fresh: readonly PlacedRecord[], batch: string, through: number): BatchSums {
  const own = fresh.filter(({ record }) => record.batch === batch)
  const founding = own.filter(({ record }) => foundsTransaction(record))
  const lines = founding.flatMap((placed) => {
    const [facts] = applyRecords(new Map(), [placed]).book.values()
    const line = facts === undefined ? null : totalsLineOf(facts)
    return line === null ? [] : [line]
  })
  return {
    through,
    count: sums.count + own.length,
    totals: lines.length === 0 ? sums.totals : addTotals([...sums.totals, ...lines]),
  }
}

/** The records of a part of a journal, at their places; those whose text is wanted. */
export function placedIn(
  journal: EpochJournal,
  from: number,
  to: number,
  wants: (body: string) => boolean = () => true,
): PlacedRecord[] {
  const placed: PlacedRecord[] = []
  for (let seq = from; seq <= to; seq++) {
    const stored = journal.records.get(seq)
    const record = stored !== undefined && wants(stored.body) ? recordAt(journal, seq) : null
    if (record !== null) placed.push({ seq, record })
  }
  return placed
}

/** The record at a place; null when it is not held any more. */
export function recordAt(journal: EpochJournal, seq: number): JournalRecord | null {
  const stored = journal.records.get(seq)
  if (stored === undefined) return null
  const parsed = parseRecord(stored.body)
  return parsed.ok ? parsed.record : null
}

export function wireTotals(totals: Totals): WireTotal[] {
  return totals.map(({ minor, ...row }) => ({ ...row, amount: String(minor) }))
}
