import type { KeyRing } from '@budeng/protocol'
import type { Counts } from '../counts.ts'
import type { Down } from '../down.ts'
import type { GatewayLimits } from '../limits.ts'
import { isReady, type Link, type Links } from '../links.ts'

export interface KeyListsParts {
  readonly ring: () => KeyRing
  readonly links: Links
  readonly down: Down
  readonly limits: GatewayLimits
  readonly counts: Counts
}

/**
 * Brings a newer key list to terminals that are connected: each proves itself by its root, so it needs no welcome. A
 * terminal then says hello anew, so they get it a few at a time. [P-4.3]
 */
export class KeyLists {
  readonly #parts: KeyListsParts

  constructor(parts: KeyListsParts) {
    this.#parts = parts
  }

  /** Before something is published that a newer key may have signed. */
  bring(link: Link): void {
    const { ring, down, counts } = this.#parts
    const { version } = ring()
    if (link.keyListVersion >= version) return
    for (const jws of ring().pathFrom(link.keyListVersion)) down.send(link, Buffer.from(jws), 1)
    link.keyListVersion = version
    counts.add('keyListsSent')
  }

  /** The next few of those that have an older one. */
  look(): void {
    const { ring, links, limits } = this.#parts
    const { version } = ring()
    let left = limits.keyListsPerLook
    for (const link of links.all()) {
      if (link.keyListVersion >= version || !isReady(link)) continue
      if (left-- === 0) return
      this.bring(link)
    }
  }
}
