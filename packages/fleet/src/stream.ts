import { STREAM_AHEAD_MAX, STREAM_MISSING_MAX } from './limits.ts'

/** What we hold of one dense stream of numbers 1, 2, 3 …: all through `throughSeq`, and some beyond a gap. */
export interface StreamState {
  readonly throughSeq: number
  /** Numbers above the gap, ascending, within the window. */
  readonly ahead: readonly number[]
}

export const EMPTY_STREAM: StreamState = { throughSeq: 0, ahead: [] }

export interface StreamFold {
  readonly state: StreamState
  /** To be stored: numbers not held before, ascending. */
  readonly fresh: readonly number[]
  /** Held already: acknowledged again, stored not again. */
  readonly repeated: readonly number[]
  /** Too far beyond the gap to be held: not stored, not acknowledged; the terminal sends them again. */
  readonly refused: readonly number[]
  /** The gaps below the highest number held, ascending, at most the limit. */
  readonly missing: readonly number[]
}

/**
 * Takes numbers in any order. Only a window beyond what is complete is held, so that one leap cannot fill our memory;
 * what was stored is never forgotten.
 */
export function foldStream(state: StreamState, seqs: Iterable<number>): StreamFold {
  let { throughSeq } = state
  const held = new Set(state.ahead)
  const fresh: number[] = []
  const repeated: number[] = []
  const refused: number[] = []
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    if (!Number.isSafeInteger(seq) || seq < 1 || seq > throughSeq + STREAM_AHEAD_MAX) refused.push(seq)
    else if (seq <= throughSeq || held.has(seq)) repeated.push(seq)
    else {
      fresh.push(seq)
      held.add(seq)
      while (held.delete(throughSeq + 1)) throughSeq++
    }
  }
  const next: StreamState = { throughSeq, ahead: [...held].sort((a, b) => a - b) }
  return { state: next, fresh, repeated, refused, missing: missingOf(next) }
}

/** The gaps below the highest number held. */
export function missingOf({ throughSeq, ahead }: StreamState): readonly number[] {
  const held = new Set(ahead)
  const last = ahead.at(-1) ?? throughSeq
  const missing: number[] = []
  for (let seq = throughSeq + 1; seq < last && missing.length < STREAM_MISSING_MAX; seq++)
    if (!held.has(seq)) missing.push(seq)
  return missing
}

/**
 * What may be acknowledged of a stream: everything through `throughSeq` but `missing`. With more gaps than one
 * acknowledgement may name, it ends before the first that it cannot.
 */
export function acknowledgementOf(state: StreamState): {
  readonly throughSeq: number
  readonly missing: readonly number[]
} {
  const missing = missingOf(state)
  const last = state.ahead.at(-1)
  if (last === undefined) return { throughSeq: state.throughSeq, missing }
  if (missing.length < STREAM_MISSING_MAX) return { throughSeq: last, missing }
  const held = new Set(state.ahead)
  let throughSeq = missing.at(-1) ?? last
  while (held.has(throughSeq + 1)) throughSeq++
  return { throughSeq, missing }
}
