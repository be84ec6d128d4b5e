import type { Storage } from '@budeng/storage'
import type { Log } from '../log.ts'
import { Tail } from './tail.ts'

/** A tail that nobody listens to is kept this long, for whoever comes back. */
const IDLE_SWEEP_MS = 60_000

/** The feeds that are followed in this process: one tail an acquirer, however many listen. */
export class Feed {
  readonly #storage: Storage
  readonly #log: Log
  readonly #onSessionEnd: (sessionId: string) => void
  readonly #tails = new Map<string, Promise<Tail>>()
  readonly #sweeper: NodeJS.Timeout

  /** `onSessionEnd` hears of sessions that ended anywhere, as long as their acquirer's feed is followed here. */
  constructor(storage: Storage, log: Log, onSessionEnd: (sessionId: string) => void) {
    this.#storage = storage
    this.#onSessionEnd = onSessionEnd
    this.#log = log
    this.#sweeper = setInterval(() => void this.#sweep(), IDLE_SWEEP_MS)
    this.#sweeper.unref()
  }

  /** The tail of the acquirer to which a path belongs. */
  async tailOf(path: string): Promise<Tail> {
    const acquirerId = path.split('.')[0] ?? ''
    const known = this.#tails.get(acquirerId)
    if (known !== undefined) return await known
    const tail = new Tail(this.#storage, acquirerId, this.#log, this.#onSessionEnd)
    const started = tail.start().then(() => tail)
    this.#tails.set(acquirerId, started)
    // a tail that could not start is not kept; whoever asked is told
    started.catch(() => this.#tails.delete(acquirerId))
    return await started
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    const tails = await Promise.allSettled(this.#tails.values())
    this.#tails.clear()
    for (const tail of tails) if (tail.status === 'fulfilled') await tail.value.stop()
  }

  async #sweep(): Promise<void> {
    for (const [acquirerId, started] of this.#tails) {
      const tail = await started.catch(() => null)
      if (tail?.isIdle !== true) continue
      this.#tails.delete(acquirerId)
      await tail.stop()
    }
  }
}
