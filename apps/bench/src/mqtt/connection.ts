import { connect, type Socket } from 'node:net'
import mqtt, { type Packet, type Parser } from 'mqtt-packet'

/** Who a load connection is. Peers that check nothing are given the same. */
export interface Login {
  readonly clientId: string
  readonly username: string
  readonly password: string
}

/**
 * One MQTT 3.1.1 connection on a raw socket: a tenth of the cost of a full client, so that the generator is not what is
 * measured. One publish in flight; `publish` resolves at PUBACK, `send` is QoS 0.
 */
export class LoadConnection {
  private readonly parser: Parser = mqtt.parser({ protocolVersion: 4 })
  private messageId = 0
  private waiting: { id: number; done: () => void; fail: (error: Error) => void } | null = null
  private opened: { done: () => void; fail: (error: Error) => void } | null = null
  private onMessage: ((payload: Buffer) => void) | null = null

  private constructor(
    private readonly socket: Socket,
    readonly login: Login,
  ) {
    this.parser.on('packet', (packet: Packet) => this.receive(packet))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.parser.parse(chunk as Buffer))
    socket.on('error', (error) => this.fail(error))
    socket.on('close', () => this.fail(new Error(`${login.clientId}: connection closed`)))
  }

  static async open(port: number, login: Login, localAddress?: string): Promise<LoadConnection> {
    const socket = connect({ port, host: '127.0.0.1', ...(localAddress ? { localAddress } : {}) })
    const connection = new LoadConnection(socket, login)
    await new Promise<void>((done, fail) => {
      connection.opened = { done, fail }
      socket.once('connect', () =>
        connection.write({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          keepalive: 600,
          clientId: login.clientId,
          username: login.username,
          password: Buffer.from(login.password),
        }),
      )
    })
    return connection
  }

  subscribe(topic: string, onMessage: (payload: Buffer) => void): Promise<void> {
    this.onMessage = onMessage
    return this.acknowledged((messageId) => ({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos: 1 }] }))
  }

  publish(topic: string, payload: Buffer): Promise<void> {
    return this.acknowledged((messageId) => ({ cmd: 'publish', messageId, topic, payload, qos: 1, dup: false, retain: false }))
  }

  /** QoS 0; resolves when the socket took the bytes, so that a slow server slows the sender. */
  send(topic: string, payload: Buffer): Promise<void> {
    const taken = this.write({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false, messageId: 0 })
    return taken ? Promise.resolve() : new Promise((done) => this.socket.once('drain', done))
  }

  close(): void {
    this.socket.removeAllListeners('close')
    this.socket.destroy()
  }

  private acknowledged(packet: (messageId: number) => Packet): Promise<void> {
    this.messageId = (this.messageId % 65_535) + 1
    const id = this.messageId
    return new Promise((done, fail) => {
      this.waiting = { id, done, fail }
      this.write(packet(id))
    })
  }

  private write(packet: Packet): boolean {
    return this.socket.write(mqtt.generate(packet))
  }

  private receive(packet: Packet): void {
    if (packet.cmd === 'connack') {
      if (packet.returnCode === 0) this.opened?.done()
      else this.opened?.fail(new Error(`${this.login.clientId}: refused with ${packet.returnCode}`))
      return
    }
    if (packet.cmd === 'publish') {
      if (packet.qos === 1) this.write({ cmd: 'puback', messageId: packet.messageId ?? 0 })
      this.onMessage?.(packet.payload as Buffer)
      return
    }
    const waiting = this.waiting
    if ((packet.cmd === 'puback' || packet.cmd === 'suback') && waiting && packet.messageId === waiting.id) {
      this.waiting = null
      waiting.done()
    }
  }

  private fail(error: Error): void {
    this.opened?.fail(error)
    this.waiting?.fail(error)
  }
}

/** Opens many connections, a few at a time, spread over loopback addresses so that ports do not run out. */
export async function openAll(port: number, logins: readonly Login[], atOnce = 50): Promise<LoadConnection[]> {
  const connections: LoadConnection[] = []
  for (let start = 0; start < logins.length; start += atOnce) {
    const slice = logins.slice(start, start + atOnce)
    connections.push(...(await Promise.all(slice.map((login, index) => LoadConnection.open(port, login, `127.0.0.${2 + ((start + index) % 8)}`)))))
  }
  return connections
}
