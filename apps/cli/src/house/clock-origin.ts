import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@budeng/kernel'

/** How the platform's clock of this data ran last. */
interface KeptClock {
  readonly factor: number
  readonly origin: Instant
}

/**
 * From when the clock's factor counts. A data folder keeps its clock from start to start, or time would jump back over
 * what was recorded; with another factor it goes on from where it was.
 * @returns the origin, and how far this clock falls behind what was recorded (0: not at all)
 */
export function clockOrigin(
  dataDir: string,
  factor: number,
  realNow: Instant,
): { readonly origin: Instant; readonly behindMs: number } {
  const path = join(dataDir, 'clock.json')
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KeptClock) : null
  const next = nextClock(kept, factor, realNow)
  writeFileSync(`${path}.new`, JSON.stringify({ factor, origin: next.origin } satisfies KeptClock))
  renameSync(`${path}.new`, path)
  return next
}

/** Pure: where the clock goes on. */
export function nextClock(
  kept: KeptClock | null,
  factor: number,
  realNow: Instant,
): { origin: Instant; behindMs: number } {
  if (kept === null) return { origin: realNow, behindMs: 0 }
  if (kept.factor === factor) return { origin: kept.origin, behindMs: 0 }
  const reached = kept.origin + (realNow - kept.origin) * kept.factor
  // a clock of factor 1 shows real time whatever its origin is
  if (factor === 1) return { origin: realNow, behindMs: Math.max(0, reached - realNow) }
  return { origin: Math.floor((reached - realNow * factor) / (1 - factor)), behindMs: 0 }
}
