import { randomBytes } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'
import {
  type Ack,
  channelOf,
  COMMAND_TYPES,
  decodeDown,
  deriveSecrets,
  type DeviceSecrets,
  type DownKind,
  type DownOf,
  downTopic,
  encodeUp,
  type KeyPair,
  parseJws,
  type Stream,
  toBase64url,
  type UpKind,
  type UpMessage,
  upTopic,
  type UpOf,
} from '@budeng/protocol'
import type { IConnectPacket, Packet } from 'mqtt-packet'
import { RawClient } from './raw-client.ts'

/** A device that is in the database, with all its secrets. */
export interface TestDevice {
  readonly deviceId: string
  readonly terminalId: string
  readonly acquirer: string
  readonly tid: string
  readonly mqttSecret: string
  readonly k: Buffer
  readonly pair: KeyPair
}

type Body<Kind extends UpKind> = Omit<UpOf<Kind>, 'v' | 'kind' | 'conn' | 'n'>

/** A terminal that does exactly what the test says, message by message. */
export class HandTerminal {
  readonly device: TestDevice
  readonly secrets: DeviceSecrets
  client: RawClient
  conn = 0
  n = 0
  readonly #port: number
  readonly #tls: ConnectionOptions | undefined
  readonly #seqs: Record<Stream, number> = { report: 0, reply: 0 }

  constructor(device: TestDevice, port: number, tls?: ConnectionOptions) {
    this.device = device
    this.secrets = deriveSecrets(device.k)
    this.#port = port
    this.#tls = tls
    this.client = new RawClient(port, undefined, tls)
  }

  topic(kind: UpKind): string {
    return upTopic(this.device, channelOf[kind])
  }

  connectPacket(changes: Partial<IConnectPacket> = {}): IConnectPacket {
    const { deviceId, mqttSecret } = this.device
    const will = {
      topic: this.topic('lost'),
      payload: this.encode('lost', { n: 0 }, this.conn),
      qos: 1,
      retain: false,
    } as const
    return {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: deviceId,
      username: deviceId,
      password: Buffer.from(mqttSecret),
      keepalive: 60,
      will,
      ...changes,
    }
  }

  /** CONNECT with the next connection number; answers the return code. */
  async connect(changes: Partial<IConnectPacket> = {}): Promise<number | undefined> {
    if (this.client.isClosed || this.conn > 0) this.client = new RawClient(this.#port, undefined, this.#tls)
    this.conn++
    this.n = 0
    this.client.send(this.connectPacket(changes))
    return await this.client.connack()
  }

  /** Connects, subscribes, says hello and waits for the welcome, of which it answers the payload. */
  async join(hello: Partial<Body<'hello'>> = {}): Promise<Record<string, unknown>> {
    const code = await this.connect()
    if (code !== 0) throw new Error(`CONNACK ${code}`)
    await this.client.subscribe(downTopic(this.device))
    return await this.hello(hello)
  }

  async hello(changes: Partial<Body<'hello'>> = {}): Promise<Record<string, unknown>> {
    await this.publish('hello', this.helloBody(changes))
    return await this.welcome()
  }

  helloBody(changes: Partial<Body<'hello'>> = {}): Body<'hello'> {
    return {
      nonce: toBase64url(randomBytes(32)),
      keyListVersion: 1,
      highestSeq: 0,
      storeLost: false,
      boot: 1,
      level: 0,
      versions: { app: '1.0.0', os: '1', model: 'hand' },
      supports: [...COMMAND_TYPES],
      epoch: 1,
      era: 1,
      reportSeq: this.#seqs.report,
      replySeq: this.#seqs.reply,
      ...changes,
    }
  }

  /** Heartbeats go without a PUBACK. */
  beat(changes: Partial<Body<'hb'>> = {}): void {
    const body: Body<'hb'> = {
      signOn: 'SIGNED_OFF',
      batch: null,
      epoch: 1,
      boot: 1,
      inTransaction: false,
      busy: false,
      reversalPending: false,
      locked: false,
      uptimeSec: 1,
      health: {},
      ...changes,
    }
    this.client.send({
      cmd: 'publish',
      topic: this.topic('hb'),
      payload: this.encode('hb', body),
      qos: 0,
      retain: false,
      dup: false,
    })
  }

  /** A stream message with the next number, or the one given. */
  async say<
    Kind extends
      | 'fault'
      | 'boot'
      | 'hostSignOn'
      | 'ack'
      | 'defer'
      | 'progress'
      | 'result'
      | 'cancelled'
      | 'cancelRejected'
      | 'status'
      | 'chunk',
  >(kind: Kind, body: Omit<Body<Kind>, 'seq'>, seq?: number): Promise<number> {
    const stream: Stream = channelOf[kind] === 'report' ? 'report' : 'reply'
    const number = seq ?? ++this.#seqs[stream]
    await this.publish(kind, { ...body, seq: number } as Body<Kind>)
    return number
  }

  fault(code: string, set = true, seq?: number): Promise<number> {
    return this.say('fault', { at: null, code, set, severity: 'MINOR' }, seq)
  }

  encode<Kind extends UpKind>(
    kind: Kind,
    body: Partial<Body<Kind>> & { n?: number },
    conn = this.conn,
    key: Uint8Array = this.secrets.up,
  ): Buffer {
    const message = { v: 1, kind, conn, n: ++this.n, ...body } as unknown as UpMessage
    return encodeUp(this.topic(kind), message, key)
  }

  async publish<Kind extends UpKind>(kind: Kind, body: Body<Kind>): Promise<void> {
    await this.client.publish(this.topic(kind), this.encode(kind, body))
  }

  /** The next JSON message of that kind from the platform. */
  async down<Kind extends DownKind>(
    kind: Kind,
    fits: (message: DownOf<Kind>) => boolean = () => true,
  ): Promise<DownOf<Kind>> {
    const packet = await this.client.next((candidate) => {
      const message = jsonOf(candidate)
      return message?.kind === kind && fits(message as DownOf<Kind>)
    })
    return jsonOf(packet) as DownOf<Kind>
  }

  ack(stream: Stream, throughSeq: number): Promise<Ack> {
    return this.down('ack', (ack) => ack.stream === stream && ack.throughSeq >= throughSeq)
  }

  /** The next signed message of that type. */
  async signed(
    typ: 'budeng-welcome' | 'budeng-command' | 'budeng-cancel',
  ): Promise<{ token: string; payload: Record<string, unknown> }> {
    const packet = await this.client.next((candidate) => jwsOf(candidate)?.typ === typ)
    const token = payloadOf(packet)?.toString() ?? ''
    return { token, payload: jwsOf(packet)?.payload ?? {} }
  }

  async welcome(): Promise<Record<string, unknown>> {
    return (await this.signed('budeng-welcome')).payload
  }

  /** Says good-bye. */
  async leave(): Promise<void> {
    this.client.send({ cmd: 'disconnect' })
    await this.client.closed
  }
}

function payloadOf(packet: Packet): Buffer | null {
  return packet.cmd === 'publish' ? Buffer.from(packet.payload) : null
}

function jsonOf(packet: Packet) {
  const payload = payloadOf(packet)
  const decoded = payload === null ? null : decodeDown(payload)
  return decoded?.ok === true && decoded.form === 'json' ? decoded.message : null
}

function jwsOf(packet: Packet) {
  const payload = payloadOf(packet)
  const decoded = payload === null ? null : decodeDown(payload)
  const parsed = decoded?.ok === true && decoded.form === 'jws' ? parseJws(decoded.token) : null
  return parsed?.ok === true ? parsed.jws : null
}
