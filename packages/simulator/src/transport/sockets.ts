import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type {
  Connection,
  ConnectionEvents,
  ConnectionOptions,
  Scheduler,
  TerminalTls,
  Transport,
} from '@budeng/terminal'
import { type Stream, streamOf, type UpMessage } from '@budeng/protocol'
import { generate, type Packet } from 'mqtt-packet'
import { FrameReader } from './frames.ts'
import { CONNECT_TIMEOUT_MS, CONNECTS_AT_ONCE_MAX, KEEPALIVE_SEC } from '../limits.ts'

export interface SocketTransportOptions {
  readonly host: string
  readonly port: number
  /** Left out: no TLS. */
  readonly tls?: TerminalTls
  readonly scheduler: Scheduler
  /** Addresses to connect from in turn: one address has some 28,000 ports. */
  readonly from?: readonly string[]
  /** Told of each PUBACK for a message of a stream; the terminal itself does not wait for any. */
  readonly onPuback?: (clientId: string, stream: Stream, seq: number) => void
}

/**
 * MQTT 3.1.1 on plain sockets, as thin as it goes: what thousands of terminals in one process need. Clean session, no
 * retained message, one subscription at QoS 1.
 */
export function createSocketTransport(options: SocketTransportOptions): Transport {
  const gate = createGate(CONNECTS_AT_ONCE_MAX)
  let opened = 0
  return {
    open(connection, events) {
      const localAddress = options.from?.[opened++ % options.from.length]
      const line = new Line(options, connection, events, gate.leave)
      gate.enter(() => line.connect(localAddress))
      return line
    },
  }
}

/** An address is no server name. */
function serverName(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {}
}

interface Gate {
  enter(run: () => void): void
  leave(): void
}

function createGate(places: number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    enter(run) {
      if (inside >= places) return void waiting.push(run)
      inside++
      run()
    },
    leave() {
      const next = waiting.shift()
      if (next === undefined) inside--
      else next()
    },
  }
}

/** An upward message is its tag, a dot, and JSON. */
const TAG_CHARS = 44
const PINGREQ = generate({ cmd: 'pingreq' })
const DISCONNECT = generate({ cmd: 'disconnect' })

/** One connection. `closed` comes once, whatever ended it; after `close` nothing comes any more. */
class Line implements Connection {
  readonly #options: SocketTransportOptions
  readonly #connection: ConnectionOptions
  readonly #events: ConnectionEvents
  #leaveGate: (() => void) | null
  #socket: Socket | null = null
  #cancelTimer: (() => void) | null = null
  #messageId = 0
  #pinged = false
  #over = false
  /** What waits for its PUBACK, when somebody wants to know. */
  #unacknowledged: Map<number, readonly [Stream, number]> | null = null

  constructor(
    options: SocketTransportOptions,
    connection: ConnectionOptions,
    events: ConnectionEvents,
    leaveGate: () => void,
  ) {
    this.#options = options
    this.#connection = connection
    this.#events = events
    this.#leaveGate = leaveGate
    if (options.onPuback !== undefined) this.#unacknowledged = new Map()
  }

  connect(localAddress: string | undefined): void {
    if (this.#over) return this.#leave()
    const { host, port, tls, scheduler } = this.#options
    const bare = connect({ host, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) })
    const socket = tls === undefined ? bare : connectTls({ ...tls, socket: bare, host, ...serverName(host) })
    this.#socket = socket
    const frames = new FrameReader()
    const received = (packet: Packet) => this.#received(packet)
    socket.on(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(this.#connectPacket()))
    socket.on('data', (bytes) => {
      try {
        frames.read(bytes, received)
      } catch {
        socket.destroy() // what speaks no MQTT is no broker
      }
    })
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => this.#ended())
    this.#cancelTimer = scheduler.after(CONNECT_TIMEOUT_MS, () => socket.destroy())
  }

  publish(topic: string, payload: Uint8Array, qos: 0 | 1): void {
    const messageId = qos === 0 ? undefined : this.#nextMessageId()
    if (messageId !== undefined) this.#expectPuback(messageId, payload)
    this.#send({
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      qos,
      retain: false,
      dup: false,
      ...(messageId === undefined ? {} : { messageId }),
    })
  }

  close(graceful: boolean): void {
    this.#over = true
    this.#cancelTimer?.()
    this.#leave()
    if (graceful && this.#socket?.writable) this.#socket.end(DISCONNECT)
    else this.#socket?.destroy()
  }

  #received(packet: Packet): void {
    if (this.#over) return
    switch (packet.cmd) {
      case 'connack':
        if (packet.returnCode !== 0) return void this.#socket?.destroy()
        return this.#send({
          cmd: 'subscribe',
          messageId: this.#nextMessageId(),
          subscriptions: [{ topic: this.#connection.subscribe, qos: 1 }],
        })
      case 'suback':
        if (packet.granted.includes(128)) return void this.#socket?.destroy()
        this.#cancelTimer?.()
        this.#leave()
        this.#pingLater()
        return this.#events.connected()
      case 'publish':
        if (packet.qos === 1) this.#send({ cmd: 'puback', messageId: packet.messageId ?? 0 })
        return this.#events.message(packet.payload as Buffer)
      case 'pingresp':
        this.#pinged = false
        return
      case 'puback': // promises nothing about the platform's database: only histories take note
        return this.#pubacked(packet.messageId ?? 0)
      default:
    }
  }

  #expectPuback(messageId: number, payload: Uint8Array): void {
    if (this.#unacknowledged === null) return
    const message = JSON.parse(Buffer.from(payload).toString('utf8', TAG_CHARS)) as UpMessage
    const stream = streamOf(message.kind)
    if (stream !== null && 'seq' in message) this.#unacknowledged.set(messageId, [stream, message.seq])
  }

  #pubacked(messageId: number): void {
    const [stream, seq] = this.#unacknowledged?.get(messageId) ?? []
    if (stream === undefined || seq === undefined) return
    this.#unacknowledged?.delete(messageId)
    this.#options.onPuback?.(this.#connection.clientId, stream, seq)
  }

  #pingLater(): void {
    this.#cancelTimer = this.#options.scheduler.after((KEEPALIVE_SEC * 1_000) / 2, () => {
      if (this.#pinged) return void this.#socket?.destroy()
      this.#pinged = true
      this.#socket?.write(PINGREQ)
      this.#pingLater()
    })
  }

  #ended(): void {
    this.#cancelTimer?.()
    this.#leave()
    if (this.#over) return
    this.#over = true
    this.#events.closed()
  }

  #send(packet: Packet): void {
    if (this.#socket?.writable) this.#socket.write(generate(packet))
  }

  #leave(): void {
    this.#leaveGate?.()
    this.#leaveGate = null
  }

  #nextMessageId(): number {
    this.#messageId = (this.#messageId % 65_535) + 1
    return this.#messageId
  }

  #connectPacket(): Buffer {
    const { clientId, password, will } = this.#connection
    return generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId,
      keepalive: KEEPALIVE_SEC,
      username: clientId,
      password: Buffer.from(password),
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
    })
  }
}
