import { Frontier, leafHash } from '@budeng/kernel'
import { fromBase64url, sha256, toBase64url } from '@budeng/protocol'
import type { EpochJournal } from './journal-state.ts'

/** The tree of one epoch: its root through any record that is still held, the newest and the acknowledged ones at once. [P-17.6] */
export class JournalTree {
  readonly #journal: EpochJournal
  #whole: Frontier
  /** Through the newest acknowledgement that was compared. */
  #acked: Frontier

  constructor(journal: EpochJournal) {
    this.#journal = journal
    this.#whole = this.#through(this.#base(), journal.lastSeq)
    this.#acked = this.#through(this.#base(), Math.max(journal.ackedThrough, journal.erasedThrough))
  }

  /** Takes what was appended since. */
  grow(): void {
    this.#through(this.#whole, this.#journal.lastSeq)
  }

  /** The root through a record; null for a place that was erased or is not written yet. */
  rootThrough(seq: number): Uint8Array | null {
    const { erasedThrough, lastSeq } = this.#journal
    if (seq < erasedThrough || seq > lastSeq) return null
    if (seq === this.#whole.size) return this.#whole.root()
    if (seq >= this.#acked.size) return this.#through(copyOf(this.#acked), seq).root()
    return this.#through(this.#base(), seq).root()
  }

  /** Remembers the place of an acknowledgement, from where the next one is a short way. */
  ackedThrough(seq: number): void {
    const { erasedThrough } = this.#journal
    this.#acked = this.#through(seq >= this.#acked.size ? this.#acked : this.#base(), Math.max(seq, erasedThrough))
  }

  /** All that the tree needs of the records through this one, once they are erased. */
  peaksThrough(seq: number): string[] {
    return this.#through(this.#base(), seq).peaks.map(toBase64url)
  }

  #base(): Frontier {
    const { erasedThrough, erasedPeaks } = this.#journal
    const peaks = erasedPeaks.map((peak) => fromBase64url(peak) ?? Buffer.alloc(0))
    return Frontier.of(sha256, erasedThrough, peaks)
  }

  /** Grows a frontier in place. */
  #through(frontier: Frontier, seq: number): Frontier {
    for (let next = frontier.size + 1; next <= seq; next++) {
      const record = this.#journal.records.get(next)
      if (record === undefined) break
      frontier.append(leafHash(sha256, fromBase64url(record.leaf) ?? Buffer.alloc(0)))
    }
    return frontier
  }
}

function copyOf(frontier: Frontier): Frontier {
  return Frontier.of(sha256, frontier.size, frontier.peaks)
}
