import type { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { Aedes, type AedesOptions, type Client } from 'aedes'

/**
 * A broker between terminals and this process, and between nobody else: what a terminal publishes ends in
 * `authorizePublish`, what it receives comes from `client.publish`. Nothing is fanned out, kept for an absent
 * terminal or retained, so no terminal can reach another or fill a queue, and an idle connection costs no
 * entry in a topic tree.
 */
export class TerminalBroker extends Aedes {
  static async open(options: Omit<AedesOptions, 'persistence'>): Promise<TerminalBroker> {
    const broker = new TerminalBroker({ ...options, persistence: new NothingStored() })
    await broker.listen()
    return broker
  }

  /** The library calls this as (packet, client, done) and as (packet, done). */
  override publish(_packet: unknown, ...rest: readonly unknown[]): void {
    const done = rest.at(-1)
    if (typeof done === 'function') done()
  }

  override subscribe(_topic: string, _deliver: unknown, done?: () => void): void {
    done?.()
  }

  override unsubscribe(_topic: string, _deliver: unknown, done?: () => void): void {
    done?.()
  }
}

/** Where the library would keep sessions, wills and retained messages. Sessions are clean, so there is nothing to keep. */
class NothingStored {
  async setup(): Promise<void> {}
  async cleanSubscriptions(): Promise<void> {}
  async subscriptionsByClient(): Promise<never[]> {
    return []
  }
  async putWill(): Promise<void> {}
  async delWill(): Promise<void> {}
  async outgoingClearMessageId(): Promise<void> {}
  async cleanIncoming(): Promise<void> {}
  /** Asked at a PUBREL. QoS 2 is granted to nobody, so it releases nothing, and is answered as the standard wants. */
  async incomingGetPacket(): Promise<never> {
    throw new Error('nothing is stored')
  }
  outgoingStream(): Readable {
    return Readable.from([])
  }
  streamWill(): Readable {
    return Readable.from([])
  }
  createRetainedStreamCombi(): Readable {
    return Readable.from([])
  }
}

/** The library's client with the private part that the frame guard needs. A test pins it. */
export interface ClientWithParser extends Client {
  readonly _parser: EventEmitter & { packet?: { length: number }; parse(chunk: Buffer): number }
  readonly closed: boolean
}
