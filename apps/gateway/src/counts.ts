/** Counters by name: what was let in, turned away, stored, dropped. Read by metrics and by tests. */
export class Counts {
  readonly #counts = new Map<string, number>()

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by)
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  /** All counters whose name begins with `prefix`, without it. */
  under(prefix: string): Record<string, number> {
    return Object.fromEntries(
      [...this.#counts]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, count]) => [name.slice(prefix.length), count]),
    )
  }
}

const BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]

/** How long something took, in fixed classes: enough for a graph, and for percentiles on a screen. */
export class Durations {
  readonly #classes = new Array<number>(BOUNDS_MS.length + 1).fill(0)
  #count = 0
  #sumMs = 0

  add(ms: number): void {
    const place = BOUNDS_MS.findIndex((bound) => ms <= bound)
    const index = place === -1 ? BOUNDS_MS.length : place
    this.#classes[index] = (this.#classes[index] ?? 0) + 1
    this.#count += 1
    this.#sumMs += ms
  }

  snapshot(): DurationsSnapshot {
    let below = 0
    const atMost = Object.fromEntries(
      BOUNDS_MS.map((bound, index) => [String(bound), (below += this.#classes[index] ?? 0)]),
    )
    return { count: this.#count, sumMs: Math.round(this.#sumMs), atMostMs: atMost }
  }
}

/** Cumulative, as Prometheus wants it: `atMostMs['10']` took 10 ms or less. */
export interface DurationsSnapshot {
  readonly count: number
  readonly sumMs: number
  readonly atMostMs: Readonly<Record<string, number>>
}
