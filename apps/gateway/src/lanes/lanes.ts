import { Lane, type LaneLimits, type LaneWork } from './lane.ts'

/** Messages of one terminal always take the same lane, so they keep their order; lanes do not wait for each other. */
export class Lanes<Item> {
  readonly #lanes: readonly Lane<Item>[]

  constructor(count: number, limits: LaneLimits, work: LaneWork<Item>) {
    this.#lanes = Array.from({ length: count }, () => new Lane(limits, work))
  }

  get depth(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.depth, 0)
  }

  /** What waits in all lanes weighs so much. */
  get weight(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.weight, 0)
  }

  ageMs(now: number): number {
    return this.#lanes.reduce((oldest, lane) => Math.max(oldest, lane.ageMs(now)), 0)
  }

  push(key: string, item: Item): void {
    this.#lanes[place(key) % this.#lanes.length]?.push(item)
  }

  /** Resolves when all lanes are empty. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()))
  }
}

/** FNV-1a: ids of one millisecond differ in their last characters only. */
function place(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
