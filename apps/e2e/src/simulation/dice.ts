import { seededRandom } from '@budeng/kernel/testing'

/** All that is left to chance in one simulation, from one seed. */
export class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** In [0, 1). */
  unit(): number {
    return this.#next()
  }

  chance(probability: number): boolean {
    return this.#next() < probability
  }

  /** A whole number from `from` through `to`. */
  between(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from')
    return items[Math.floor(this.#next() * items.length)] as Item
  }

  /** One of the names, by their weights. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][]
    let left = this.#next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) if ((left -= weight) < 0) return name
    return this.pick(entries)[0]
  }

  bytes(size: number): Buffer {
    return Buffer.from(Array.from({ length: size }, () => Math.floor(this.#next() * 256)))
  }
}
