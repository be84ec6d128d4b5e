import { isConnectionLost, isWorthRepeating } from '@budeng/storage'

/** A piece of work that failed so often in a row is given up: it stands in the way of all behind it. */
const STRIKES_MAX = 20

/** Counts how often the same piece of work failed for a reason that does not pass with the database. */
export class Strikes {
  #id: string | null = null
  #count = 0

  /** True when it is to be given up. */
  isLast(id: string, fault: unknown): boolean {
    if (isConnectionLost(fault) || isWorthRepeating(fault)) return false
    this.#count = this.#id === id ? this.#count + 1 : 1
    this.#id = id
    return this.#count >= STRIKES_MAX
  }

  forget(): void {
    this.#id = null
  }
}
