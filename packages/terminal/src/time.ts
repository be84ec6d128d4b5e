import { TIME_TRUST_MS } from '@budeng/protocol'
import type { Device, Scheduler } from './ports.ts'

/**
 * The platform's time, counted on from the last welcome by the monotonic clock; the wall clock is not asked. Unknown
 * before the first welcome of this run and 24 h after the last one. [P-5.5]
 */
export class CountedTime {
  readonly #scheduler: Scheduler
  #base: { readonly serverTime: number; readonly atMs: number } | null = null

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  set(serverTime: number): void {
    this.#base = { serverTime, atMs: this.#scheduler.nowMs() }
  }

  now(): number | null {
    if (this.#base === null) return null
    const passedMs = this.#scheduler.nowMs() - this.#base.atMs
    return passedMs < TIME_TRUST_MS ? Math.floor(this.#base.serverTime + passedMs) : null
  }

  /** What a machine's own clock is ahead; nothing while the time is unknown. [P-6.5] */
  skewOf(device: Pick<Device, 'clockMs'>): { readonly clockSkewMs?: number } {
    const counted = this.now()
    const shown = counted === null ? undefined : device.clockMs?.(counted)
    return counted === null || shown === undefined ? {} : { clockSkewMs: Math.round(shown - counted) }
  }
}
