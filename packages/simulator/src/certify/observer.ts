import {
  channelOf,
  decodeUp,
  downTopic,
  parseClientId,
  type Stream,
  streamOf,
  type TerminalAddress,
  type UpMessage,
  upTopic,
} from '@budeng/protocol'
import type { KnownDevice } from './enrolment-desk.ts'
import type { WireLine } from './wire.ts'

interface Publish {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: number
  readonly retain: boolean
}

/** Holds every connection and every message against the clauses that hold at all times. The first breach of each counts. */
export class Observer {
  /** What was seen, by clause number. */
  readonly breaches = new Map<string, string>()
  readonly #address: TerminalAddress
  readonly #device: () => KnownDevice | null
  #conn = 0
  /** The next message tells the conn of this connection, because its will did not. */
  #connUntold = false
  #n = 0
  #highest: Record<Stream, number> = { report: 0, reply: 0 }
  readonly #contents = new Map<string, string>()

  constructor(address: TerminalAddress, device: () => KnownDevice | null) {
    this.#address = address
    this.#device = device
  }

  breach(clause: string, what: string): void {
    if (!this.breaches.has(clause)) this.breaches.set(clause, what)
  }

  /** True when the bench lets the connection in. [P-2.1] [P-2.2] [P-2.4] [P-6.4] */
  connecting({ connect }: WireLine): boolean {
    const device = this.#device()
    if (device === null) return false
    const { deviceId, side } = parseClientId(connect.clientId)
    if (connect.protocolVersion !== 4)
      this.breach('2.1', `connected with protocol level ${connect.protocolVersion}; MQTT 3.1.1 is 4`)
    if (connect.clean !== true) this.breach('2.2', 'asked for a session that is kept')
    const known =
      deviceId === device.id && connect.username === device.id && connect.password?.toString() === device.mqttSecret
    if (!known) {
      this.breach(
        '2.4',
        `client id "${connect.clientId}", user name "${connect.username ?? ''}": both must be ${device.id}, with the secret as password`,
      )
      return false
    }
    if (side) return true
    this.#will(connect.will, device)
    return true
  }

  #will(will: WireLine['connect']['will'], device: KnownDevice): void {
    const topic = upTopic(this.#address, 'hb')
    this.#connUntold = true
    this.#n = 0
    if (will === undefined) return this.breach('6.4', 'connected without a will')
    if (will.topic !== topic || will.qos !== 1 || will.retain === true)
      return this.breach(
        '6.4',
        `the will is on ${will.topic}, QoS ${will.qos}, retain ${will.retain}; it must be on ${topic}, QoS 1, not retained`,
      )
    const read = decodeUp(topic, Buffer.from(will.payload), device.secrets.up)
    if (!read.ok) return this.breach('6.4', `the will cannot be read: ${read.reason}`)
    if (read.message.kind !== 'lost' || read.message.n !== 0)
      return this.breach('6.4', `the will is a ${read.message.kind} with n ${read.message.n}`)
    this.#connected(read.message.conn)
  }

  #connected(conn: number): void {
    if (conn <= this.#conn)
      this.breach('2.10', `conn ${conn} came after conn ${this.#conn}: it must rise before each connection`)
    this.#conn = conn
    this.#connUntold = false
  }

  /** [P-2.2] [P-2.3] */
  subscribing(topics: readonly { readonly topic: string; readonly qos: number }[]): void {
    const wanted = downTopic(this.#address)
    for (const { topic, qos } of topics) {
      if (/[#+]/.test(topic)) this.breach('2.2', `subscribed ${topic}: wildcards are not used`)
      if (topic !== wanted) this.breach('2.3', `subscribed ${topic}; the one topic to subscribe is ${wanted}`)
      if (qos > 1) this.breach('2.2', `subscribed with QoS ${qos}`)
    }
  }

  /** The message, or null when it is none that counts. [P-2.3] [P-2.5] [P-2.6] [P-2.10] [P-10.1] */
  published({ topic, payload, qos, retain }: Publish): UpMessage | null {
    const device = this.#device()
    if (device === null) return null
    if (retain) this.breach('2.2', `published a retained message on ${topic}`)
    const read = decodeUp(topic, payload, device.secrets.up)
    if (!read.ok) {
      const clause =
        { BAD_TOPIC: '2.3', WRONG_CHANNEL: '2.3', BAD_JSON: '2.6', BAD_UTF8: '2.6' }[read.reason as string] ?? '2.5'
      this.breach(
        clause,
        `a message on ${topic} is refused: ${read.reason}${read.at === undefined ? '' : ` at ${read.at}`}`,
      )
      return null
    }
    const { message } = read
    if (topic !== upTopic(this.#address, channelOf[message.kind])) this.breach('2.3', `published on ${topic}`)
    const qosWanted = message.kind === 'hb' ? 0 : 1
    if (qos !== qosWanted) this.breach('2.3', `${message.kind} came with QoS ${qos}, not ${qosWanted}`)
    this.#numbered(message)
    this.#streamed(message)
    return message
  }

  #numbered({ kind, conn, n }: UpMessage): void {
    if (this.#connUntold) this.#connected(conn)
    if (conn !== this.#conn)
      return this.breach('2.10', `a ${kind} says conn ${conn} on the connection of conn ${this.#conn}`)
    if (n !== this.#n + 1) this.breach('2.10', `a ${kind} says n ${n} after n ${this.#n}`)
    this.#n = n
  }

  #streamed(message: UpMessage): void {
    const stream = streamOf(message.kind)
    if (stream === null || !('seq' in message)) return
    const { v: _v, conn: _conn, n: _n, ...content } = message
    const text = JSON.stringify(content)
    const key = `${stream} ${message.seq}`
    const before = this.#contents.get(key)
    if (before !== undefined && before !== text) this.breach('10.2', `${key} came again with another content`)
    if (before === undefined && message.seq !== this.#highest[stream] + 1)
      this.breach('10.1', `${stream} ${message.seq} came after ${this.#highest[stream]}: sequences are dense, from 1`)
    this.#contents.set(key, text)
    this.#highest[stream] = Math.max(this.#highest[stream], message.seq)
  }
}
