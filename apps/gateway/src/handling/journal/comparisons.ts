import { encodeDown, fromBase64url, sha256, type UpOf } from '@budeng/protocol'
import {
  type DifferenceOfRecord,
  type HeldJournal,
  journalKeyText,
  keepLocated,
  noteCompared,
  readLeafMap,
  type Unit,
} from '@budeng/storage'
import {
  bucketDigests,
  type CompareRange,
  compareRange,
  COMPARE_RANGE_MAX,
  differingBuckets,
  differingSeqs,
  leafDigests,
} from '@budeng/transactions'
import type { Down } from '../../down.ts'
import type { Counts } from '../../counts.ts'
import type { GatewayLimits } from '../../limits.ts'
import type { Link } from '../../links.ts'
import type { JournalEntry } from './commit-journal.ts'

/** One comparison under way: at most one a terminal. It lives in memory; a lost one begins again with a later heartbeat. */
export interface Comparison {
  readonly link: Link
  readonly id: string
  readonly epoch: number
  readonly range: CompareRange
  readonly startedAt: number
  /** The batch that somebody asked about; null: a digest differed. */
  readonly batchId: string | null
  roundTrips: number
  wireBytes: number
  step: 'BUCKETS' | 'LEAVES' | 'RECORDS' | 'DONE'
  buckets: readonly number[]
  seqs: readonly number[]
}

export interface ComparisonsParts {
  readonly limits: GatewayLimits
  readonly counts: Counts
  readonly down: Down
}

/** Records of one question. [P-20.4] */
const RECORDS_ASKED_MAX = 16

/**
 * The two rounds by which a difference is found: digests of buckets, then of the records in those that differ; the
 * records themselves are asked for last. So many at once and no more: after an outage all terminals may differ. [P-20.3]
 */
export class Comparisons {
  readonly #parts: ComparisonsParts
  readonly #running = new Map<Link, Comparison>()
  #last = 0

  constructor(parts: ComparisonsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#running.size
  }

  /** Begins, unless one is under way for this terminal or too many are for all. */
  begin(link: Link, epoch: number, from: number, to: number, batchId: string | null = null): boolean {
    const { limits, counts } = this.#parts
    this.#forgetOld()
    if (this.#running.has(link)) return false
    if (this.#running.size >= limits.comparisonsMax) {
      counts.add('comparisonsPutOff')
      return false
    }
    const last = Math.min(to, from + COMPARE_RANGE_MAX - 1)
    const comparison: Comparison = {
      link,
      id: `c${++this.#last}`,
      epoch,
      range: compareRange(from, last),
      startedAt: performance.now(),
      batchId,
      roundTrips: 0,
      wireBytes: 0,
      step: 'BUCKETS',
      buckets: [],
      seqs: [],
    }
    this.#running.set(link, comparison)
    counts.add('comparisons')
    this.ask(comparison)
    return true
  }

  forget(link: Link): void {
    this.#running.delete(link)
  }

  /** Sends the question of the step at which a comparison is. */
  ask(comparison: Comparison): void {
    const { link, id, epoch, range, step, buckets, seqs } = comparison
    if (step === 'DONE') return this.forget(link)
    const question = {
      v: 1 as const,
      kind: 'compare' as const,
      id,
      epoch,
      step,
      ...range,
      ...(step === 'LEAVES' ? { buckets: [...buckets] } : {}),
      ...(step === 'RECORDS' ? { seqs: [...seqs] } : {}),
    }
    const bytes = encodeDown(question)
    comparison.wireBytes += bytes.length
    if (!this.#parts.down.send(link, bytes, 1)) this.forget(link)
  }

  /** Takes answers; what is located is kept in the same transaction. Answers the comparisons that go on. */
  async take(
    unit: Unit,
    journals: ReadonlyMap<string, HeldJournal>,
    entries: readonly JournalEntry[],
  ): Promise<readonly Comparison[]> {
    const moved: Comparison[] = []
    for (const { entry, records } of entries) {
      const { link, message } = entry
      if (message.kind !== 'compared') continue
      const running = this.#running.get(link)
      const journal = journals.get(journalKeyText({ terminalId: link.login.terminal.terminalId, epoch: message.epoch }))
      if (
        running === undefined ||
        journal === undefined ||
        running.id !== message.id ||
        running.step !== message.step
      ) {
        this.#parts.counts.add('comparedLate')
        continue
      }
      // a copy: the transaction may be done again
      const answered = {
        ...running,
        roundTrips: running.roundTrips + 1,
        wireBytes: running.wireBytes + entry.payload.length,
      }
      moved.push(await ended(unit, await next(unit, journal, answered, message, records)))
    }
    return moved
  }

  /** After the commit. */
  settle(comparison: Comparison): void {
    if (this.#running.get(comparison.link)?.id !== comparison.id) return
    this.#running.set(comparison.link, comparison)
    this.ask(comparison)
  }

  #forgetOld(): void {
    const oldest = performance.now() - this.#parts.limits.comparisonTimeoutMs
    for (const [link, { startedAt }] of this.#running) if (startedAt < oldest || link.closed) this.#running.delete(link)
  }
}

/** Whoever asked hears how it ended. */
async function ended(unit: Unit, comparison: Comparison): Promise<Comparison> {
  const { batchId, step, seqs, roundTrips, wireBytes } = comparison
  if (step === 'DONE' && batchId !== null)
    await noteCompared(unit, batchId, { differing: seqs.length, roundTrips, wireBytes })
  return comparison
}

async function next(
  unit: Unit,
  journal: HeldJournal,
  comparison: Comparison,
  message: UpOf<'compared'>,
  records: JournalEntry['records'],
): Promise<Comparison> {
  const { range } = comparison
  const leaves = await readLeafMap(unit, journal, range.from, range.to)
  const leafAt = (seq: number) => leaves.get(seq) ?? null
  const theirs = message.digests === undefined ? null : fromBase64url(message.digests)
  if (message.step === 'RECORDS') {
    await keepLocated(unit, journal, located(comparison.seqs, leaves, records), comparison)
    return { ...comparison, step: 'DONE' }
  }
  if (theirs === null) return { ...comparison, step: 'DONE' }
  if (message.step === 'BUCKETS') {
    const buckets = differingBuckets(range, bucketDigests(sha256, range, leafAt), theirs)
    return buckets === null || buckets.length === 0
      ? { ...comparison, step: 'DONE' }
      : { ...comparison, step: 'LEAVES', buckets }
  }
  const differing = differingSeqs(range, comparison.buckets, leafDigests(range, comparison.buckets, leafAt), theirs)
  // what was equal once may be erased by now, and then proves nothing: a question of ours may go back behind it
  const seqs = (differing ?? []).filter((seq) => seq >= message.firstSeq || seq > journal.equalSeq)
  // what the terminal has erased it cannot show: proven before, or it had no right to
  const shown = seqs.filter((seq) => seq >= message.firstSeq)
  await keepLocated(unit, journal, located(seqs, leaves, []), comparison)
  return shown.length === 0
    ? { ...comparison, step: 'DONE', seqs }
    : { ...comparison, step: 'RECORDS', seqs: shown.slice(0, RECORDS_ASKED_MAX) }
}

function located(
  seqs: readonly number[],
  leaves: ReadonlyMap<number, Buffer>,
  records: JournalEntry['records'],
): DifferenceOfRecord[] {
  const shown = new Map(records.map((record) => [record.seq, record]))
  return seqs.map((seq) => {
    const theirs = shown.get(seq)
    return {
      seq,
      leafHost: leaves.get(seq) ?? null,
      leafTerminal: theirs?.leaf ?? null,
      bodyTerminal: theirs?.body ?? null,
      record: theirs?.record ?? null,
    }
  })
}
