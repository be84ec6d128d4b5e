import { FEED_PAGE_MAX, type FeedEvent, newestPosition, readFeed, type Storage } from '@budeng/storage'
import { FEED_REMEMBERED_MAX } from '../limits.ts'
import { faultFields, type Log } from '../log.ts'

export type FeedListener = (events: readonly FeedEvent[], position: bigint) => void

/**
 * Reads the feed of one acquirer as it grows, once for all who listen, and remembers the newest events. Whoever listens
 * filters by its own path.
 */
/** A session is over, or acts in another place: its sockets showed the old one. */
const ENDS_SOCKETS = ['SessionEnded', 'ApiKeyRevoked', 'DeputyActStarted', 'DeputyActEnded']

export class Tail {
  readonly #storage: Storage
  readonly #acquirerId: string
  readonly #log: Log
  readonly #onSessionEnd: (sessionId: string) => void
  readonly #listeners = new Set<FeedListener>()
  readonly #recent: FeedEvent[] = []
  /** Newest position that was read; and the one before the oldest event remembered. */
  #position = 0n
  #rememberedAfter = 0n
  #pumping: Promise<void> | null = null
  #again = false
  #stopBell: (() => void) | undefined

  constructor(storage: Storage, acquirerId: string, log: Log, onSessionEnd: (sessionId: string) => void) {
    this.#storage = storage
    this.#acquirerId = acquirerId
    this.#log = log
    this.#onSessionEnd = onSessionEnd
  }

  /** Begins at the end of the feed. */
  async start(): Promise<void> {
    this.#position = await this.#storage.read({ path: this.#acquirerId }, newestPosition)
    this.#rememberedAfter = this.#position
    this.#stopBell = this.#storage.onBell(() => this.#ring())
    this.#ring()
  }

  get position(): bigint {
    return this.#position
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0
  }

  listen(listener: FeedListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Events after a position that are remembered, or null when it lies too far back. */
  since(position: bigint): readonly FeedEvent[] | null {
    return position < this.#rememberedAfter ? null : this.#recent.filter((event) => event.position > position)
  }

  async stop(): Promise<void> {
    this.#stopBell?.()
    this.#listeners.clear()
    await this.#pumping
  }

  #ring(): void {
    this.#again = true
    this.#pumping ??= this.#pump()
      // the bell rings again within a second
      .catch((fault: unknown) => this.#log.warn(faultFields(fault), 'the feed could not be read'))
      .finally(() => {
        this.#pumping = null
      })
  }

  async #pump(): Promise<void> {
    while (this.#again) {
      this.#again = false
      const events = await this.#storage.read({ path: this.#acquirerId }, (db) =>
        readFeed(db, this.#position, FEED_PAGE_MAX),
      )
      if (events.length === FEED_PAGE_MAX) this.#again = true
      if (events.length > 0) this.#take(events)
    }
  }

  #take(events: readonly FeedEvent[]): void {
    this.#position = events.at(-1)?.position ?? this.#position
    this.#recent.push(...events)
    const tooMany = this.#recent.length - FEED_REMEMBERED_MAX
    if (tooMany > 0) this.#rememberedAfter = this.#recent.splice(0, tooMany).at(-1)?.position ?? this.#rememberedAfter
    for (const { type, subject } of events) if (ENDS_SOCKETS.includes(type)) this.#onSessionEnd(subject)
    for (const listener of this.#listeners) listener(events, this.#position)
  }
}
