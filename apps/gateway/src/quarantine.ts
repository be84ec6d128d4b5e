import {
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  insertQuarantined,
  type QuarantinedMessage,
  type Storage,
} from '@budeng/storage'
import type { Counts } from './counts.ts'
import type { Link } from './links.ts'
import type { GatewayLimits } from './limits.ts'

/** A message that is not taken, and why. */
export interface Rejected {
  readonly link: Link | null
  readonly topic: string
  readonly payload: Uint8Array
  /** Upper case, closed list of this room and of the codec. */
  readonly reason: string
}

/**
 * Where messages go that are not taken: all are counted, a bounded number a second is stored for people who look. The
 * terminal has its PUBACK meanwhile, or it would come back with the same message for ever.
 */
export class Quarantine {
  readonly #storage: Storage
  readonly #limits: GatewayLimits
  readonly #counts: Counts
  #waiting: QuarantinedMessage[] = []
  #secondStartedAt = 0
  #inSecond = 0
  #flushing = false

  constructor(storage: Storage, limits: GatewayLimits, counts: Counts) {
    this.#storage = storage
    this.#limits = limits
    this.#counts = counts
  }

  put({ link, topic, payload, reason }: Rejected): void {
    this.#counts.add(`quarantined.${reason}`)
    if (!this.#mayStore()) return
    this.#waiting.push({
      at: this.#storage.clock.now(),
      deviceId: link?.login.deviceId ?? null,
      terminalId: link?.login.terminal.terminalId ?? null,
      topic: topic.slice(0, TOPIC_CHARS_MAX).replaceAll('\u0000', ''),
      reason,
      bytes: maskDigits(Buffer.from(payload.subarray(0, this.#limits.quarantineBytesMax))),
      size: payload.length,
    })
  }

  /** Writes what waits. A database that is away costs the oldest of them, never memory. */
  async flush(): Promise<void> {
    if (this.#flushing || this.#waiting.length === 0) return
    this.#flushing = true
    const group = this.#waiting
    this.#waiting = []
    try {
      await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => insertQuarantined(unit, group))
    } catch {
      this.#counts.add('quarantineWritesFailed')
      this.#waiting = [...group, ...this.#waiting].slice(-this.#limits.quarantinePerSecond)
    } finally {
      this.#flushing = false
    }
  }

  #mayStore(): boolean {
    const now = performance.now()
    if (now - this.#secondStartedAt >= 1_000) {
      this.#secondStartedAt = now
      this.#inSecond = 0
    }
    this.#inSecond += 1
    return this.#inSecond <= this.#limits.quarantinePerSecond
  }
}

const TOPIC_CHARS_MAX = 200

/** Runs of 13 or more digits may be card numbers: all but the first six digits are starred. */
export function maskDigits(bytes: Buffer): Buffer {
  const masked = bytes
    .toString('latin1')
    .replace(/\d(?:[ -]?\d){12,}/g, (run) => run.slice(0, 6) + run.slice(6).replace(/\d/g, '*'))
  return Buffer.from(masked, 'latin1')
}
