import { fromBase64url, hmacSha256, sha256, toBase64url } from '@budeng/protocol'
import { type JournalRecord, leafOf, recordText, STAN_MAX } from '@budeng/transactions'
import { Fault } from '@budeng/kernel'
import type { Entry, StreamBody } from '../state.ts'
import type { Store } from '../store.ts'
import type { BatchEntry, EpochJournal, StoredRecord } from './journal-state.ts'
import { JournalTree } from './tree.ts'

interface JournalParts {
  readonly store: Store
  readonly leafKey: Uint8Array
  /** The counted time, or null. */
  now(): number | null
  /** Everything in one append, then what waits is sent. */
  write(entries: readonly Entry[], ...reports: readonly StreamBody[]): void
}

/** One write to be: records with all that they mean, in one append. [P-17.3] */
export class JournalDraft {
  readonly entries: Entry[] = []
  readonly #leafKey: Uint8Array
  readonly #at: string | undefined
  readonly epoch: number
  #seq: number
  #stan: number

  constructor(leafKey: Uint8Array, place: { epoch: number; lastSeq: number; stan: number }, now: number | null) {
    this.#leafKey = leafKey
    this.epoch = place.epoch
    this.#seq = place.lastSeq
    this.#stan = place.stan
    this.#at = now === null ? undefined : new Date(now).toISOString()
  }

  /** Appends a record, at the counted time unless it says another. Returns its seq. */
  record(record: JournalRecord): number {
    const dated = record.at === undefined && this.#at !== undefined ? { ...record, at: this.#at } : record
    const seq = ++this.#seq
    const leaf = leafOf((bytes) => hmacSha256(this.#leafKey, bytes), dated, this.epoch, seq)
    this.entries.push({ e: 'record', epoch: this.epoch, seq, leaf: toBase64url(leaf), body: recordText(dated) })
    return seq
  }

  /** Uses up the next STAN; 1 follows 999999. [P-17.1] */
  stan(): string {
    this.#stan = (this.#stan % STAN_MAX) + 1
    this.entries.push({ e: 'stan', stan: this.#stan })
    return String(this.#stan).padStart(6, '0')
  }

  add(...entries: readonly Entry[]): void {
    this.entries.push(...entries)
  }

  get lastSeq(): number {
    return this.#seq
  }
}

/** The journal as it is written and read; sending it is another's business. [P-17] */
export class Journal {
  readonly #parts: JournalParts
  readonly #trees = new Map<number, JournalTree>()

  constructor(parts: JournalParts) {
    this.#parts = parts
  }

  /** False until a welcome told the epoch: without it there is no number to give. [P-17.11] */
  get isReady(): boolean {
    const { storeLost, epoch } = this.#parts.store.state
    return !storeLost && epoch > 0
  }

  get epoch(): number {
    return this.#parts.store.state.epoch
  }

  /** The batch that takes records now, or null. */
  get openBatch(): BatchEntry | null {
    const last = this.#parts.store.state.journal.batches.at(-1)
    return last !== undefined && last.closing === null && last.epoch === this.epoch ? last : null
  }

  draft(): JournalDraft {
    if (!this.isReady) throw new Fault('a record was to be written before the epoch was known')
    const { journal } = this.#parts.store.state
    const lastSeq = journal.epochs.get(this.epoch)?.lastSeq ?? 0
    return new JournalDraft(this.#parts.leafKey, { epoch: this.epoch, lastSeq, stan: journal.stan }, this.#parts.now())
  }

  commit(draft: JournalDraft, ...reports: readonly StreamBody[]): void {
    if (draft.entries.length > 0 || reports.length > 0) this.#parts.write(draft.entries, ...reports)
  }

  lastSeq(epoch: number): number {
    return this.#parts.store.state.journal.epochs.get(epoch)?.lastSeq ?? 0
  }

  held(epoch: number): EpochJournal | undefined {
    return this.#parts.store.state.journal.epochs.get(epoch)
  }

  record(epoch: number, seq: number): StoredRecord | undefined {
    return this.held(epoch)?.records.get(seq)
  }

  /** The tree of an epoch with all records that are written. */
  tree(epoch: number): JournalTree | null {
    const held = this.held(epoch)
    if (held === undefined) return null
    const tree = this.#trees.get(epoch) ?? new JournalTree(held)
    this.#trees.set(epoch, tree)
    tree.grow()
    return tree
  }

  /** The root through a record, or of nothing; null for a place that is erased or not written. */
  rootThrough(epoch: number, seq: number): Uint8Array | null {
    const tree = this.tree(epoch)
    if (tree !== null) return tree.rootThrough(seq)
    return seq === 0 ? sha256('') : null
  }
}

/** 32 bytes of a stored leaf. */
export function leafBytesOf({ leaf }: StoredRecord): Uint8Array {
  return fromBase64url(leaf) ?? Buffer.alloc(32)
}
