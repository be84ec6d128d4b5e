import { WINDOW_SIZE } from '@budeng/protocol'

/** Which sequence numbers of commands were taken: the highest, and a bit for each of the 64 up to it. [P-9.4] */
export interface SequenceWindow {
  readonly highest: number
  /** Bit i stands for `highest - i`. */
  readonly taken: bigint
}

export const EMPTY_WINDOW: SequenceWindow = { highest: 0, taken: 0n }
const ALL = (1n << BigInt(WINDOW_SIZE)) - 1n

/** The window after taking `seq`, or null when it was taken before or is too old. */
export function take(window: SequenceWindow, seq: number): SequenceWindow | null {
  const ahead = seq - window.highest
  if (ahead > 0) {
    const kept = ahead >= WINDOW_SIZE ? 0n : (window.taken << BigInt(ahead)) & ALL
    return { highest: seq, taken: kept | 1n }
  }
  if (-ahead >= WINDOW_SIZE) return null
  const bit = 1n << BigInt(-ahead)
  return (window.taken & bit) === 0n ? { highest: window.highest, taken: window.taken | bit } : null
}

/** The window of a terminal that lost its store: everything through the floor counts as taken. [P-5.7] */
export function windowAbove(floor: number): SequenceWindow {
  return { highest: floor, taken: ALL }
}
