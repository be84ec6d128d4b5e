import { connect, type Socket } from 'node:net'
import mqtt from 'mqtt-packet'
import { CONNECTS_AT_ONCE, KEEPALIVE_SEC, LOOPBACK_ADDRESSES } from '../limits.ts'
import { FrameReader, messageIdOf, PACKET, PINGREQ, pubackFrame, readPublish } from './frames.ts'

/** Who a load connection is. Peers that check nothing are given the same. */
export interface Login {
  readonly clientId: string
  readonly password: string
}

interface Waiting {
  /** The packet that ends the wait, and its message id. */
  readonly packet: number
  readonly id: number
  readonly done: () => void
  readonly fail: (error: Error) => void
}

/**
 * One MQTT 3.1.1 connection on a raw socket: a tenth of the cost of a full client, so that the generator is not what is
 * measured. One exchange at a time.
 */
export class LoadConnection {
  readonly login: Login
  /** Called for each message that the server publishes to us. */
  onMessage: (topic: string, payload: Buffer) => void = () => {}
  readonly #socket: Socket
  #waiting: Waiting | null = null
  #subscribes = 0

  private constructor(socket: Socket, login: Login) {
    this.login = login
    this.#socket = socket
    const reader = new FrameReader((first, body) => this.#receive(first, body))
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => reader.push(chunk))
    socket.on('error', (error) => this.#fail(new Error(`${login.clientId}: ${error.message}`)))
    socket.on('close', () => this.#fail(new Error(`${login.clientId}: the server closed the connection`)))
  }

  /** @throws when the server refuses, or closes the connection before CONNACK */
  static async open(port: number, login: Login, localAddress: string): Promise<LoadConnection> {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    const connection = new LoadConnection(socket, login)
    const { clientId, password } = login
    await connection.#exchange(
      PACKET.connack,
      0,
      mqtt.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        keepalive: KEEPALIVE_SEC,
        clientId,
        username: clientId,
        password: Buffer.from(password),
      }),
    )
    return connection
  }

  subscribe(topic: string): Promise<void> {
    const messageId = messageIdOf(++this.#subscribes)
    const frame = mqtt.generate({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos: 1 }] })
    return this.#exchange(PACKET.suback, messageId, frame)
  }

  /** Sends a prepared PUBLISH of QoS 1; resolves at its PUBACK. */
  publish(frame: Buffer, messageId: number): Promise<void> {
    return this.#exchange(PACKET.puback, messageId, frame)
  }

  /**
   * Sends a prepared PUBLISH of QoS 0, which nobody acknowledges, and a PINGREQ behind it: packets of a connection are
   * handled in order, so the PINGRESP tells that it was taken.
   */
  send(frame: Buffer): Promise<void> {
    return this.#exchange(PACKET.pingresp, 0, Buffer.concat([frame, PINGREQ]))
  }

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }

  #exchange(packet: number, id: number, frame: Buffer): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting = { packet, id, done, fail }
      this.#socket.write(frame)
    })
  }

  #receive(first: number, body: Buffer): void {
    const packet = first >> 4
    if (packet === PACKET.publish) {
      const { topic, payload, messageId } = readPublish(first, body)
      if (messageId !== 0) this.#socket.write(pubackFrame(messageId))
      return this.onMessage(topic, payload)
    }
    const waiting = this.#waiting
    if (waiting?.packet !== packet) return
    if (packet === PACKET.connack && body[1] !== 0)
      return this.#fail(new Error(`${this.login.clientId}: refused with code ${body[1]}`))
    if (waiting.id !== 0 && body.readUInt16BE(0) !== waiting.id) return
    this.#waiting = null
    waiting.done()
  }

  #fail(error: Error): void {
    this.#waiting?.fail(error)
    this.#waiting = null
  }
}

/** Opens many connections, some at a time, spread over loopback addresses so that ports do not run out. */
export async function openAll(port: number, logins: readonly Login[]): Promise<LoadConnection[]> {
  const connections: LoadConnection[] = []
  for (let start = 0; start < logins.length; start += CONNECTS_AT_ONCE) {
    const slice = logins.slice(start, start + CONNECTS_AT_ONCE)
    const opened = slice.map((login, index) =>
      LoadConnection.open(port, login, `127.0.0.${2 + ((start + index) % LOOPBACK_ADDRESSES)}`),
    )
    connections.push(...(await Promise.all(opened)))
  }
  return connections
}
