import {
  type ClaimedDelivery,
  claimDeliveries,
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  settleDelivery,
  type Storage,
} from '@budeng/storage'
import type { SealKeys } from '@budeng/protocol'
import { MESSAGE_LEASE_MS, MESSAGES_AT_ONCE_MAX, MESSAGES_LOOK_MS } from '../limits.ts'
import { sendDelivery } from './channel.ts'

export interface NotifierParts {
  readonly storage: Storage
  readonly log: Log
  readonly sealLink: SealKeys
  readonly publicUrl: string
  /** Origins to which messages may go although they are inside. */
  readonly inside: readonly string[]
  readonly clockFactor: number
  /** A message has ended: there may be room for the next. */
  readonly ring: () => void
}

/**
 * Sends what is to be told. A message is taken in one transaction, sent outside of any, and its answer kept in another:
 * who dies between them leaves it to the next one, so that it goes at least once.
 */
export class Notifier {
  readonly #parts: NotifierParts
  readonly #inside: ReadonlySet<string>
  readonly #under = new Set<Promise<void>>()
  #delivered = 0
  #failed = 0

  constructor(parts: NotifierParts) {
    this.#parts = parts
    this.#inside = new Set(parts.inside)
  }

  counts() {
    return { delivered: this.#delivered, failed: this.#failed, underWay: this.#under.size }
  }

  /** Begins to send what is due, as far as there is room; answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    const { storage, clockFactor } = this.#parts
    const room = MESSAGES_AT_ONCE_MAX - this.#under.size
    if (room <= 0) return MESSAGES_LOOK_MS
    const claimed = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      claimDeliveries(unit, room, MESSAGE_LEASE_MS * clockFactor),
    )
    for (const each of claimed) {
      const sending = this.#send(each).finally(() => {
        this.#under.delete(sending)
        this.#parts.ring()
      })
      this.#under.add(sending)
    }
    return claimed.length === room ? 0 : MESSAGES_LOOK_MS
  }

  /** Waits for what is on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#under)
  }

  async #send(claimed: ClaimedDelivery): Promise<void> {
    const { storage, log, sealLink, publicUrl } = this.#parts
    const began = performance.now()
    try {
      const parts = { sealLink, publicUrl, inside: this.#inside, timeOfDay: Date.now }
      const said = await sendDelivery(claimed, parts)
      const tookMs = Math.round(performance.now() - began)
      const answer = { at: storage.clock.now(), ...said, tookMs }
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => settleDelivery(unit, claimed, answer))
      if (said.ok) this.#delivered++
      else this.#failed++
    } catch (fault) {
      // its lease runs out, and it is sent again
      this.#failed++
      log.warn({ delivery: claimed.delivery.id, reason: String(fault) }, 'a message could not be sent')
    }
  }
}
