import type { Storage } from '@budeng/storage'
import type { Counts } from './counts.ts'
import type { Down } from './down.ts'
import { keepHealth } from './handling/health.ts'
import { type Beat, readBeat, storeBeats } from './handling/heartbeats.ts'
import type { Digests } from './handling/journal/digests.ts'
import type { PresenceWatch } from './handling/presence.ts'
import { isReady, type Link } from './links.ts'
import type { Overload } from './overload.ts'
import type { Rejected } from './quarantine.ts'
import { isTransientFault } from './reception.ts'

/** Rows of one flush: with more, a transaction would hold its locks too long. */
const FLUSH_ROWS_MAX = 2_000

export interface HeartbeatPumpParts {
  readonly storage: Storage
  readonly gatewayId: string
  readonly counts: Counts
  readonly overload: Pick<Overload, 'admits'>
  readonly presence: PresenceWatch
  readonly down: Down
  readonly digests: Pick<Digests, 'take'>
  readonly reject: (rejected: Rejected) => void
  /** A heartbeat came for which a command waits. */
  readonly onAwaited: () => void
}

/** Keeps the newest heartbeat of each terminal and writes them together: they are state, so an older one is worth nothing. */
export class HeartbeatPump {
  readonly #parts: HeartbeatPumpParts
  readonly #dirty = new Set<Link>()

  constructor(parts: HeartbeatPumpParts) {
    this.#parts = parts
  }

  take(link: Link, topic: string, payload: Buffer): void {
    const { overload, counts, storage, onAwaited } = this.#parts
    counts.add('messages.hb')
    if (!overload.admits(link)) return counts.add('heartbeatsShed')
    link.heartbeat = { topic, payload, at: storage.clock.now() }
    this.#dirty.add(link)
    if (!link.heartbeatAwaited) return
    link.heartbeatAwaited = false
    onAwaited()
  }

  /** Writes what came. Throws what the database throws; then the heartbeats wait for the next flush. */
  async flush(): Promise<void> {
    const beats = this.#read()
    for (let from = 0; from < beats.length; from += FLUSH_ROWS_MAX) {
      try {
        await this.#store(beats.slice(from, from + FLUSH_ROWS_MAX))
      } catch (fault) {
        this.#putBack(beats.slice(from))
        throw fault
      }
    }
  }

  /** A heartbeat that came before its hello was committed waits for it. */
  #read(): Beat[] {
    const { reject, counts } = this.#parts
    const beats: Beat[] = []
    for (const link of this.#dirty) {
      const raw = link.heartbeat
      if (!link.closed && raw !== null && !isReady(link)) continue
      this.#dirty.delete(link)
      link.heartbeat = null
      const beat = raw !== null && isReady(link) ? readBeat(link, raw, reject, (name) => counts.add(name)) : null
      if (beat !== null) beats.push(beat)
    }
    return beats
  }

  async #store(beats: readonly Beat[]): Promise<void> {
    const { storage, gatewayId, counts, presence, reject, down, digests } = this.#parts
    const { stored, fenced } = await storeBeats(storage, gatewayId, beats, isTransientFault, ({ link, raw }) => {
      counts.add('poison')
      reject({ link, topic: raw.topic, payload: raw.payload, reason: 'POISON' })
    })
    for (const { link } of fenced) down.drop(link, 'FENCED')
    counts.add('heartbeatsStored', stored.length)
    for (const { link, raw, message, step } of stored) {
      // a hello that came in between has begun anew
      link.health = keepHealth(link.health, step)
      digests.take(link, message.digest, raw.payload)
      link.heartbeatAt = raw.at
      presence.hear(link)
    }
  }

  #putBack(beats: readonly Beat[]): void {
    for (const { link, raw } of beats) {
      if (link.closed) continue
      link.heartbeat ??= raw
      this.#dirty.add(link)
    }
  }
}
