import type { Instant } from '@budeng/kernel'
import { countFleet, type FleetCounts, type Level } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { COUNTS_FRESH_MS, OFFLINE_LONG_MS } from '../limits.ts'

export type Figures = FleetCounts & { readonly at: Instant }

/** Organisations whose figures are remembered. */
const REMEMBERED_MAX = 1_000

/**
 * The fleet in figures. Counting goes over all terminals of an organisation, so however many people look at an
 * overview, it is done once in two seconds for each.
 */
export class FleetFigures {
  readonly #remembered = new Map<string, { readonly figures: Promise<Figures>; readonly countedMs: number }>()

  count(operation: Operation, level: Level): Promise<Figures> {
    const known = this.#remembered.get(level.id)
    if (known !== undefined && performance.now() - known.countedMs < COUNTS_FRESH_MS) return known.figures
    const at = operation.now
    const figures = operation
      .read((db) => countFleet(db, level, at - OFFLINE_LONG_MS))
      .then((counts) => ({ ...counts, at }))
    figures.catch(() => this.#remembered.delete(level.id))
    this.#remembered.delete(level.id)
    this.#remembered.set(level.id, { figures, countedMs: performance.now() })
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > REMEMBERED_MAX && oldest !== undefined) this.#remembered.delete(oldest)
    return figures
  }
}
