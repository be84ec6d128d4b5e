import { seededRandom } from '@budeng/kernel/testing'
import type { Room } from '../house.ts'

/** One blow: which process, and how long after the one before. */
export interface Kill {
  readonly room: Room
  readonly pauseMs: number
}

const ROOMS: readonly Room[] = ['gateway', 'api', 'worker', 'postgres']
const PAUSE_MIN_MS = 4_000
const PAUSE_SPREAD_MS = 8_000

/** The same kills for the same seed; every room gets its share, in an order nobody chose. */
export function planKills(seed: number, count: number): Kill[] {
  const random = seededRandom(seed)
  const rooms = Array.from({ length: count }, (_, index) => ROOMS[index % ROOMS.length] ?? 'gateway')
  for (let i = rooms.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[rooms[i], rooms[j]] = [rooms[j] ?? 'gateway', rooms[i] ?? 'gateway']
  }
  return rooms.map((room) => ({ room, pauseMs: PAUSE_MIN_MS + Math.floor(random() * PAUSE_SPREAD_MS) }))
}
