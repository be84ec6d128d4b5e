import { askedComparisons, newestPosition, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import type { Links } from '../../links.ts'
import type { Comparisons } from './comparisons.ts'

/** Reads the feed for comparisons that people asked for, and begins those of terminals that are here. */
export class AskedComparisons {
  readonly #storage: Storage
  readonly #links: Links
  readonly #comparisons: Comparisons
  #position: bigint | null = null
  #running = false

  constructor(storage: Storage, links: Links, comparisons: Comparisons) {
    this.#storage = storage
    this.#links = links
    this.#comparisons = comparisons
  }

  /** At each bell. What was asked before this gateway came is not made up for: whoever asked sees that nothing came, and asks again. */
  async look(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      const { after, through, asked } = await this.#storage.read(PLATFORM_SCOPE, async (db) => {
        const newest = await newestPosition(db)
        const from = this.#position ?? newest
        return { after: from, through: newest, asked: newest <= from ? [] : await askedComparisons(db, from, newest) }
      })
      for (const { terminalId, batchId, epoch, fromSeq, throughSeq } of asked) {
        const link = this.#links.ofTerminal(terminalId)
        if (link !== undefined) this.#comparisons.begin(link, epoch, fromSeq, throughSeq, batchId)
      }
      this.#position = through > after ? through : after
    } finally {
      this.#running = false
    }
  }
}
