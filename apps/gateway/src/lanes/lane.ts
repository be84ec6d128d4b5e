import { setTimeout as delay } from 'node:timers/promises'
import { commitOrBisect } from './bisect.ts'

export interface LaneLimits {
  readonly laneGatherMs: number
  readonly laneBatchMax: number
  /** With `weigh`: the weight of one batch. A heavier item goes alone. */
  readonly laneWeightMax?: number
  readonly retryDelayMinMs: number
  readonly retryDelayMaxMs: number
}

export interface LaneWork<Item> {
  /** One transaction for all items. After it, the items are settled. */
  readonly commit: (items: readonly Item[]) => Promise<void>
  /** The one item with which no commit succeeds. */
  readonly onPoison: (item: Item, fault: unknown) => void
  readonly isTransient: (fault: unknown) => boolean
  /** Nobody waits for the item any more. */
  readonly isAbandoned: (item: Item) => boolean
  readonly onTransient: (fault: unknown) => void
  /** What an item weighs; without it all weigh nothing. */
  readonly weigh?: (item: Item) => number
}

/**
 * Items in order, one batch under way at a time: while one commits, the next gathers, so a batch is as large as the
 * database is slow. A transient fault keeps the batch and tries again; whoever waits, waits.
 */
export class Lane<Item> {
  readonly #limits: LaneLimits
  readonly #work: LaneWork<Item>
  #waiting: { item: Item; since: number }[] = []
  #underWay: readonly { item: Item; since: number }[] = []
  #running: Promise<void> | null = null
  #stopped = false
  #weight = 0

  constructor(limits: LaneLimits, work: LaneWork<Item>) {
    this.#limits = limits
    this.#work = work
  }

  /** Items that are not settled yet. */
  get depth(): number {
    return this.#waiting.length + this.#underWay.length
  }

  /** What is not settled yet weighs so much. */
  get weight(): number {
    return this.#weight
  }

  /** How long the oldest one waits, in milliseconds. */
  ageMs(now: number): number {
    const oldest = this.#underWay[0] ?? this.#waiting[0]
    return oldest ? now - oldest.since : 0
  }

  push(item: Item): void {
    this.#waiting.push({ item, since: performance.now() })
    this.#weight += this.#work.weigh?.(item) ?? 0
    this.#running ??= this.#run()
  }

  /** Resolves when nothing waits; after `stop`, a transient fault ends the waiting too. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    await delay(this.#limits.laneGatherMs)
    while (this.#waiting.length > 0) {
      this.#underWay = this.#waiting.splice(0, this.#nextBatch())
      await this.#settle(this.#underWay.map(({ item }) => item))
      for (const { item } of this.#underWay) this.#weight -= this.#work.weigh?.(item) ?? 0
      this.#underWay = []
    }
    this.#running = null
  }

  #nextBatch(): number {
    const { laneBatchMax, laneWeightMax = Number.POSITIVE_INFINITY } = this.#limits
    const { weigh } = this.#work
    if (weigh === undefined) return laneBatchMax
    let weight = 0
    const end = this.#waiting.slice(0, laneBatchMax).findIndex(({ item }) => (weight += weigh(item)) > laneWeightMax)
    return end === -1 ? laneBatchMax : Math.max(1, end)
  }

  async #settle(items: readonly Item[]): Promise<void> {
    const { commit, isTransient, onPoison, isAbandoned, onTransient } = this.#work
    let pauseMs = this.#limits.retryDelayMinMs
    for (;;) {
      try {
        await commitOrBisect(
          items.filter((item) => !isAbandoned(item)),
          commit,
          isTransient,
          onPoison,
        )
        return
      } catch (fault) {
        onTransient(fault)
        if (this.#stopped) return
        await delay(pauseMs)
        pauseMs = Math.min(pauseMs * 2, this.#limits.retryDelayMaxMs)
      }
    }
  }
}
