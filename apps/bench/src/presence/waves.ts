/** One lane of terminals that each beat once. Times in milliseconds. */
export interface Wave {
  /** Until the server had taken the last one. */
  readonly takenMs: number
  /** Until every row held it, and how old a row was at the worst look; null where nothing is stored. */
  readonly stored: {
    readonly freshMs: number
    readonly worstAgeMs: number
    /** Looks at the rows while heartbeats came and after. */
    readonly looks: number
    /** Terminals whose row did not hold it in time. */
    readonly missing: number
  } | null
}

/** Lanes that beat at the same time are over when the slowest is. */
export function together(waves: readonly Wave[]): Wave {
  const takenMs = Math.max(...waves.map((wave) => wave.takenMs))
  const stored = waves.flatMap((wave) => wave.stored ?? [])
  if (stored.length === 0) return { takenMs, stored: null }
  return {
    takenMs,
    stored: {
      freshMs: Math.max(...stored.map(({ freshMs }) => freshMs)),
      worstAgeMs: Math.max(...stored.map(({ worstAgeMs }) => worstAgeMs)),
      looks: stored.reduce((sum, { looks }) => sum + looks, 0),
      missing: stored.reduce((sum, { missing }) => sum + missing, 0),
    },
  }
}

/** How many processes hold so many connections, when each has so many files. */
export function lanesFor(terminals: number, filesMax: number, filesBeside: number): number {
  const each = filesMax - filesBeside
  if (each < 1) throw new Error(`a process may open ${filesMax} files here: raise it (ulimit -n)`)
  return Math.ceil(terminals / each)
}

/** Items in so many runs of neighbours, as even as they can be. */
export function inLanes<Item>(items: readonly Item[], lanes: number): Item[][] {
  const each = Math.ceil(items.length / lanes)
  return Array.from({ length: lanes }, (_, lane) => items.slice(lane * each, (lane + 1) * each))
}
