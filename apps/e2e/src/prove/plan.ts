import { seededRandom } from '@budeng/kernel/testing'
import type { Room } from '../house.ts'

/** One blow: which process, and how long after the wave of re-logins that it shall hit. */
export interface Kill {
  readonly room: Room
  readonly afterMs: number
  /** From the first acknowledgement after the blow before to this wave. */
  readonly pauseMs: number
}

const ROOMS: readonly Room[] = ['gateway', 'api', 'worker', 'postgres']
/** A re-login takes about a second here: some have hardly begun then, some are at their end. */
const AFTER_MAX_MS = 1_500
const PAUSE_MIN_MS = 1_000
const PAUSE_SPREAD_MS = 3_000

/** The same kills for the same seed; every room gets its share, in an order nobody chose. */
export function planKills(seed: number, count: number): Kill[] {
  const random = seededRandom(seed)
  const rooms = Array.from({ length: count }, (_, index) => ROOMS[index % ROOMS.length] ?? 'gateway')
  for (let i = rooms.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[rooms[i], rooms[j]] = [rooms[j] ?? 'gateway', rooms[i] ?? 'gateway']
  }
  return rooms.map((room) => ({
    room,
    afterMs: Math.floor(random() * AFTER_MAX_MS),
    pauseMs: PAUSE_MIN_MS + Math.floor(random() * PAUSE_SPREAD_MS),
  }))
}
