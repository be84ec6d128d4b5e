import { connect, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { generate, type IConnackPacket, type Packet, parser } from 'mqtt-packet'

type PacketOf<Command extends Packet['cmd']> = Extract<Packet, { cmd: Command }>

interface Waiter {
  readonly matches: (packet: Packet) => boolean
  readonly resolve: (packet: Packet) => void
  readonly reject: (fault: Error) => void
}

/** How long a test waits for a packet before it fails. */
const WAIT_MS = 60_000

/** MQTT on a bare socket: sends any bytes, also wrong ones, and sees every packet that comes back. */
export class RawClient {
  readonly socket: Socket
  /** Everything that came, in its order. */
  readonly packets: Packet[] = []
  readonly closed: Promise<void>
  #isClosed = false
  #waiters: Waiter[] = []
  #messageId = 0

  constructor(port: number, localAddress = '127.0.0.1', tls?: ConnectionOptions) {
    const reading = parser({ protocolVersion: 4 })
    reading.on('packet', (packet) => this.#take(packet))
    // bytes that are no MQTT end the test by its timeout
    reading.on('error', () => undefined)
    const bare = connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
    this.socket = tls === undefined ? bare : connectTls({ host: '127.0.0.1', ...tls, socket: bare })
    this.socket.on('data', (chunk: Buffer) => void reading.parse(chunk))
    this.socket.on('error', () => undefined)
    // an error comes before 'close' and says no more
    this.closed = new Promise((resolve) =>
      this.socket.once('close', () => {
        this.#end()
        resolve()
      }),
    )
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes)
  }

  send(packet: Packet): void {
    this.write(generate(packet, { protocolVersion: 4 }))
  }

  async connack(): Promise<number | undefined> {
    return ((await this.next((packet) => packet.cmd === 'connack')) as IConnackPacket).returnCode
  }

  /** QoS 1: resolves with the PUBACK, rejects when the connection ends without one. */
  async publish(topic: string, payload: Buffer | string): Promise<void> {
    const messageId = (this.#messageId = (this.#messageId % 65_535) + 1)
    this.send({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false, messageId })
    await this.next((packet) => packet.cmd === 'puback' && packet.messageId === messageId)
  }

  /** Answers with the granted QoS; 128 is a refusal. */
  async subscribe(topic: string, qos: 0 | 1 | 2 = 1): Promise<unknown> {
    const messageId = (this.#messageId = (this.#messageId % 65_535) + 1)
    this.send({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos }] })
    const suback = (await this.next(
      (packet) => packet.cmd === 'suback' && packet.messageId === messageId,
    )) as PacketOf<'suback'>
    return suback.granted[0]
  }

  /** The next packet that matches and was not given out before. */
  next(matches: (packet: Packet) => boolean): Promise<Packet> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new Error(`no such packet within ${WAIT_MS} ms; came: ${this.packets.map(({ cmd }) => cmd).join(' ')}`),
          ),
        WAIT_MS,
      )
      const settle = (run: () => void) => {
        clearTimeout(timer)
        this.#waiters = this.#waiters.filter((other) => other !== waiter)
        run()
      }
      const waiter: Waiter = {
        matches,
        resolve: (packet) => settle(() => resolve(packet)),
        reject: (fault) => settle(() => reject(fault)),
      }
      this.#waiters.push(waiter)
      const early = this.#unseen.findIndex(matches)
      if (early !== -1) return waiter.resolve(this.#unseen.splice(early, 1)[0] as Packet) // it was found
      if (this.#isClosed) waiter.reject(new Error('the connection is closed'))
    })
  }

  /** Drops dead, as when the power goes. */
  kill(): void {
    this.socket.resetAndDestroy()
  }

  readonly #unseen: Packet[] = []

  #take(packet: Packet): void {
    this.packets.push(packet)
    if (packet.cmd === 'publish' && packet.qos === 1 && packet.messageId !== undefined)
      this.send({ cmd: 'puback', messageId: packet.messageId })
    const waiter = this.#waiters.find(({ matches }) => matches(packet))
    if (waiter) waiter.resolve(packet)
    else this.#unseen.push(packet)
  }

  #end(): void {
    this.#isClosed = true
    for (const waiter of [...this.#waiters]) waiter.reject(new Error('the connection is closed'))
  }
}
