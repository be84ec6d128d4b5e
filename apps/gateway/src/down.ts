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
    if (link.closed || !link.subscribed) {
      this.#counts.add('down.notThere')
      return false
    }
    if (link.client.conn.writableLength >= this.#limits.socketBufferBytesMax) {
      this.#counts.add('dropped.SOCKET_FULL')
      link.client.conn.destroy()
      return false
    }
    link.client.publish({ cmd: 'publish', topic: link.down, payload, qos, retain: false, dup: false }, () => undefined)
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
