import { publishFrame } from './broker/publish-frame.ts'
import type { Counts } from './counts.ts'
import type { Link } from './links.ts'
import type { GatewayLimits } from './limits.ts'

/** The way down to a terminal: its own topic, QoS 1 at most, and only while it reads. */
export class Down {
  readonly #limits: GatewayLimits
  readonly #counts: Counts

  constructor(limits: GatewayLimits, counts: Counts) {
    this.#limits = limits
    this.#counts = counts
  }

  /**
   * Publishes once; false when the terminal is not there to get it. A terminal that lets its socket fill up is dropped:
   * what it misses it is told again after its next hello.
   */
  send(link: Link, payload: Buffer, qos: 0 | 1): boolean {
    if (!this.#isThere(link)) return false
    link.client.publish({ cmd: 'publish', topic: link.down, payload, qos, retain: false, dup: false }, () => undefined)
    return true
  }

  /**
   * QoS 0 without the library's detour: the frame leaves together with what the library writes to this socket in the same
   * turn, so that an acknowledgement and the PUBACK beside it cost one call of the system.
   */
  sendAtOnce(link: Link, payload: Buffer): boolean {
    if (!this.#isThere(link)) return false
    const { conn } = link.client
    conn.cork()
    conn.write(publishFrame(link.down, payload))
    process.nextTick(() => conn.uncork())
    return true
  }

  #isThere(link: Link): boolean {
    if (link.closed || !link.subscribed) {
      this.#counts.add('downNotThere')
      return false
    }
    if (link.client.conn.writableLength >= this.#limits.socketBufferBytesMax) {
      this.drop(link, 'SOCKET_FULL')
      return false
    }
    this.#counts.add('down.sent')
    return true
  }

  /** Ends the terminal's connection from our side. */
  drop(link: Link, reason: string): void {
    if (link.closed) return
    this.#counts.add(`dropped.${reason}`)
    link.client.conn.destroy()
  }
}
