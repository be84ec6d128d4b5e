import { sees } from '@budeng/access'
import type { Millis } from '@budeng/kernel'
import type { FeedEvent } from '@budeng/storage'
import { SUBSCRIBER_QUEUE_MAX } from '../limits.ts'
import type { Tail } from './tail.ts'

/** What a subscriber gets at once. `resync`: something was left out, so it must read anew. */
export interface FeedBatch<Event = FeedEvent> {
  readonly events: readonly Event[]
  readonly position: bigint
  readonly resync: boolean
}

export interface Subscription {
  /** Only events at and below this path. */
  readonly path: string
  /** Resume after this position; null: from now on. */
  readonly since: bigint | null
  matches(event: FeedEvent): boolean
  /** What was missed since a position that is no longer in memory; null when it is too much to tell. */
  catchUp(since: bigint): Promise<readonly FeedEvent[] | null>
  /** Gather this long before the next batch. */
  readonly gatherMs: Millis
  /** A batch comes at least this often, perhaps an empty one: for what changes without an event. Left out: never. */
  readonly tickMs?: Millis
}

/**
 * Batches of events for one subscriber, without gaps: first what it missed (perhaps nothing, so that it knows that it
 * is connected), then what comes. When it reads too slowly, what waits is dropped and the next batch says so.
 */
export function followFeed(tail: Tail, subscription: Subscription): AsyncIterableIterator<FeedBatch> {
  const queue = new Queue(tail.position)
  const { path, matches } = subscription
  const wanted = (events: readonly FeedEvent[]) => events.filter((event) => sees(path, event.path) && matches(event))
  const stop = tail.listen((events, position) => queue.push(wanted(events), position))
  const batches = produce(tail, subscription, queue, wanted, stop)
  return {
    next: () => batches.next(),
    // a generator cannot be ended while it waits, so the queue ends the wait
    return: () => {
      // one that was never begun has no end either
      stop()
      queue.close()
      return batches.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function* produce(
  tail: Tail,
  { since, gatherMs, tickMs, catchUp }: Subscription,
  queue: Queue,
  wanted: (events: readonly FeedEvent[]) => readonly FeedEvent[],
  stop: () => void,
): AsyncGenerator<FeedBatch, undefined> {
  try {
    const position = queue.startedAt
    const missed = since === null || since >= position ? [] : (tail.since(since) ?? (await catchUp(since)))
    yield {
      events: wanted(missed?.filter((event) => event.position <= position) ?? []),
      position,
      resync: missed === null,
    }
    for (;;) {
      if (!(await queue.filled(tickMs))) return undefined
      if (gatherMs > 0) await queue.pause(gatherMs)
      yield queue.take()
    }
  } finally {
    stop()
  }
}

/** Events that wait for one subscriber. Bounded: beyond, they are dropped and the next batch is a resync. */
class Queue {
  readonly startedAt: bigint
  #events: FeedEvent[] = []
  #position: bigint
  #overflowed = false
  #closed = false
  #wake: (() => void) | undefined

  constructor(startedAt: bigint) {
    this.startedAt = startedAt
    this.#position = startedAt
  }

  push(events: readonly FeedEvent[], position: bigint): void {
    this.#position = position
    if (events.length === 0) return
    this.#events.push(...events)
    if (this.#events.length > SUBSCRIBER_QUEUE_MAX) {
      this.#events = []
      this.#overflowed = true
    }
    this.#wake?.()
  }

  /** Waits until there is something to take, or for so long; false: closed. */
  async filled(patienceMs?: Millis): Promise<boolean> {
    const patience = { isOver: false }
    const timer =
      patienceMs === undefined
        ? undefined
        : setTimeout(() => {
            patience.isOver = true
            this.#wake?.()
          }, patienceMs)
    while (!this.#closed && !patience.isOver && this.#events.length === 0 && !this.#overflowed)
      await new Promise<void>((resume) => {
        this.#wake = resume
      })
    clearTimeout(timer)
    return !this.#closed
  }

  /** Waits that long, or until closed. */
  async pause(ms: Millis): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#wake = () => {
      if (this.#closed) resolve()
    }
    await promise
    clearTimeout(timer)
  }

  take(): FeedBatch {
    const batch = { events: this.#events, position: this.#position, resync: this.#overflowed }
    this.#events = []
    this.#overflowed = false
    return batch
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }
}
