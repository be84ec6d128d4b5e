import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server as NetServer } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { idMaker, MINUTE, type NewId } from '@budeng/kernel'
import {
  carriesTicket,
  type Command,
  type DownMessage,
  downTopic,
  encodeDown,
  ENROL_BYTES_MAX,
  isSignOnGenuine,
  makeAck,
  makeSignOnAnswer,
  parseClientId,
  signCommand,
  type SigningKey,
  signWelcome,
  type Stream,
  streamOf,
  type TerminalAddress,
  toBase64url,
  type UpMessage,
  type UpOf,
  useOfCommand,
  type Welcome,
} from '@budeng/protocol'
import { memoryLines } from '../disk/line-file.ts'
import { createHost, type Host } from '../host/host.ts'
import { hostListener, listen, readBody } from '../host/server.ts'
import { BENCH_INTERVAL_SEC, RECONNECT_WAIT_MS } from '../limits.ts'
import { ClauseFailure } from './clause.ts'
import { EnrolmentDesk, type KnownDevice } from './enrolment-desk.ts'
import { FileDesk } from './file-desk.ts'
import { Inbox } from './inbox.ts'
import { type AckChanges, JournalDesk } from './journal-desk.ts'
import { type BenchKeys, makeBenchKeys } from './keys.ts'
import { Observer } from './observer.ts'
import { type WireLine, wireServer } from './wire.ts'

export interface BenchOptions {
  readonly address: TerminalAddress
  /** 0 is a free port. */
  readonly httpPort: number
  readonly mqttPort: number
  /** How long the waits are: 1, or less for a terminal whose time runs faster. */
  readonly scale: number
  /** The part of its time that is waited for what must come: 1, or less where failures are expected. */
  readonly patience?: number
  /** Both ports speak TLS with this certificate, and ask for the terminal's where an authority is named. */
  readonly tls?: TlsOptions
}

/** What the bench does by itself; a clause switches off what it wants to do in its own way. */
export interface Habits {
  welcome: boolean
  ack: boolean
  nonce: boolean
  signOnAnswer: boolean
  /** Acknowledges records. */
  journalAck: boolean
  /** Answers openings and closings of batches. */
  notice: boolean
}

/** A platform for one terminal, whose every answer can be withheld, delayed or forged. */
export class Bench {
  readonly address: TerminalAddress
  readonly scale: number
  readonly inbox: Inbox
  readonly keys: BenchKeys = makeBenchKeys(Date.now())
  readonly desk: EnrolmentDesk
  readonly observer: Observer
  readonly host: Host
  readonly journal: JournalDesk
  readonly files = new FileDesk()
  readonly habits: Habits = {
    welcome: true,
    ack: true,
    nonce: true,
    signOnAnswer: true,
    journalAck: true,
    notice: true,
  }
  readonly newId: NewId
  /** Command sequence numbers are given out from here. */
  seq = 0
  era = 2
  epoch = 1
  line: WireLine | null = null
  /** Connections that said no goodbye. */
  readonly losses: number[] = []
  #hello: UpOf<'hello'> | null = null
  readonly #streams: Record<Stream, Set<number>> = { report: new Set(), reply: new Set() }
  readonly #mqtt: NetServer
  readonly #http: Server

  constructor({ address, scale, patience = 1, tls }: BenchOptions) {
    const clock = { now: () => Date.now() }
    this.address = address
    this.scale = scale
    this.inbox = new Inbox(scale, patience)
    this.newId = idMaker(clock.now, randomBytes)
    this.desk = new EnrolmentDesk(address, this.keys, this.newId)
    this.observer = new Observer(address, () => this.desk.device)
    this.journal = new JournalDesk(() => this.device)
    this.host = createHost(clock, memoryLines())
    this.#mqtt = wireServer(
      {
        connecting: (line) => (this.observer.connecting(line) ? 0 : 5),
        subscribing: (line, topics) => this.#subscribed(line, topics),
        published: (line, message) => this.#published(line, message),
        closed: (line, goodbye) => this.#closed(line, goodbye),
        garbled: (reason) => this.observer.breach('2.1', `bytes that are no MQTT 3.1.1: ${reason}`),
      },
      tls,
    )
    const host = hostListener(this.host)
    const serve = (request: IncomingMessage, response: ServerResponse) => {
      if (this.files.serve(request, response)) return
      if (request.method !== 'POST' || request.url !== '/enrol') return host(request, response)
      void readBody(request, ENROL_BYTES_MAX).then((body) => {
        const answer = body === null ? null : this.desk.answer(body)
        response.writeHead(answer === null ? 403 : 200, { 'content-type': 'application/json' })
        response.end(answer ?? '{"code":"ENROLMENT_REFUSED"}')
        this.inbox.ring()
      })
    }
    // enrolment is proven by the code: a device has its certificate when it enrols, or gets it later
    this.#http = tls === undefined ? createServer(serve) : createHttpsServer({ ...tls, requestCert: false }, serve)
  }

  static async open(options: BenchOptions): Promise<Bench> {
    const bench = new Bench(options)
    await listen(bench.#mqtt, options.mqttPort)
    await listen(bench.#http, options.httpPort)
    return bench
  }

  get mqttPort(): number {
    return (this.#mqtt.address() as AddressInfo).port
  }
  get httpPort(): number {
    return (this.#http.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.line?.cut()
    this.#http.closeAllConnections()
    await Promise.all([this.#mqtt, this.#http].map((server) => new Promise((resolve) => server.close(resolve))))
  }

  get device(): KnownDevice {
    const { device } = this.desk
    if (device === null) throw new ClauseFailure('no device has enrolled')
    return device
  }

  get hello(): UpOf<'hello'> {
    if (this.#hello === null) throw new ClauseFailure('there was no hello')
    return this.#hello
  }

  /** True when the terminal says that it knows the command type. */
  supports(type: string): boolean {
    return this.hello.supports.includes(type)
  }

  sendBytes(bytes: string | Uint8Array): void {
    this.line?.send(downTopic(this.address), Buffer.from(bytes as string))
  }

  sendObject(message: DownMessage): void {
    this.sendBytes(encodeDown(message))
  }

  /** The welcome to the last hello; members may be wrong on purpose. */
  welcome(changes: Partial<Welcome> = {}, key: SigningKey = this.keys.clock): string {
    const { nonce, keyListVersion } = this.hello
    const welcome: Welcome = {
      v: 1,
      nonce,
      serverTime: Date.now(),
      highestSeq: this.seq,
      keyListVersion: Math.max(keyListVersion, this.keys.list.version),
      epoch: this.epoch,
      era: this.era,
      intervalSec: BENCH_INTERVAL_SEC,
      reportSeq: this.#through('report'),
      replySeq: this.#through('reply'),
      ...changes,
    }
    return signWelcome(welcome, key)
  }

  /** A command with everything right, unless told otherwise. */
  command(type: string, params: Command['params'] = {}, changes: Partial<Command> = {}): Command {
    return {
      v: 1,
      id: this.newId('command'),
      attempt: 1,
      seq: ++this.seq,
      ...this.address,
      device: this.device.id,
      type,
      params,
      issuedAt: Date.now(),
      notAfter: Date.now() + 15 * MINUTE,
      ...(carriesTicket(type) ? { ticket: toBase64url(randomBytes(16)) } : {}),
      ...changes,
    }
  }

  /** The key that may sign a command of its type. [P-4.2] */
  keyFor({ type }: Pick<Command, 'type'>): SigningKey {
    return useOfCommand(type) === 'correction' ? this.keys.correction : this.keys.command
  }

  /** Signs and sends. Returns the bytes, which a repeat must be equal to. */
  sendCommand(command: Command, key: SigningKey = this.keyFor(command)): string {
    const token = signCommand(command, key)
    this.sendBytes(token)
    return token
  }

  /** Sends a command and waits for its result. */
  async run(type: string, params: Command['params'] = {}, withinMs?: number): Promise<UpOf<'result'>> {
    const from = this.inbox.mark()
    const command = this.command(type, params)
    this.sendCommand(command)
    return await this.result(command, from, withinMs)
  }

  async result(
    { id, attempt }: Pick<Command, 'id' | 'attempt'>,
    from: number,
    withinMs = 10_000,
  ): Promise<UpOf<'result'>> {
    return await this.inbox.expect('result', from, withinMs, (result) => result.id === id && result.attempt === attempt)
  }

  /** Cuts the connection and waits until the terminal is back and said hello. */
  async reconnect(): Promise<UpOf<'hello'>> {
    const from = this.inbox.mark()
    this.line?.cut()
    return await this.inbox.expect('hello', from, RECONNECT_WAIT_MS)
  }

  /** Acknowledges a stream as far as it came; members may be wrong on purpose. */
  acknowledge(
    stream: Stream,
    changes: { era?: number; epoch?: number; throughSeq?: number; missing?: number[]; key?: Uint8Array } = {},
  ): void {
    const { key = this.device.secrets.ack, ...body } = changes
    this.sendObject(
      makeAck(
        { stream, era: this.era, epoch: this.epoch, throughSeq: this.#through(stream), missing: [], ...body },
        key,
      ),
    )
  }

  /** Acknowledges the journal of this epoch as far as it came; members may be wrong on purpose. */
  acknowledgeJournal(changes: AckChanges = {}): void {
    this.sendObject(this.journal.ack(this.era, this.epoch, changes))
  }

  #through(stream: Stream): number {
    const seen = this.#streams[stream]
    let through = 0
    while (seen.has(through + 1)) through++
    return through
  }

  #subscribed(line: WireLine, topics: readonly { readonly topic: string; readonly qos: number }[]): void {
    this.observer.subscribing(topics)
    if (!parseClientId(line.connect.clientId).side) this.line = line
    this.inbox.ring()
  }

  #published(line: WireLine, publish: Parameters<Observer['published']>[0]): void {
    const message = this.observer.published(publish)
    if (message === null) return
    if (message.kind === 'records') this.journal.take(message)
    this.inbox.add({
      message,
      json: publish.payload.toString('utf8', TAG_CHARS),
      line: line.number,
      atMs: performance.now(),
    })
    const stream = streamOf(message.kind)
    if (stream !== null && 'seq' in message) this.#streams[stream].add(message.seq)
    this.#answer(message)
    if (stream !== null && this.habits.ack) this.acknowledge(stream)
  }

  #answer(message: UpMessage): void {
    if (message.kind === 'hello') {
      this.#hello = message
      if (this.habits.welcome) this.sendBytes(this.welcome())
    }
    if (message.kind === 'nonceRequest' && this.habits.nonce)
      this.sendObject({ v: 1, kind: 'nonce', nonce: toBase64url(randomBytes(32)), conn: message.conn })
    if (message.kind === 'proof' && this.habits.signOnAnswer) this.answerProof(message)
    this.#answerJournal(message)
  }

  #answerJournal(message: UpMessage): void {
    if (message.kind === 'records' && this.habits.journalAck) this.sendObject(this.journal.ack(this.era, message.epoch))
    if (!this.habits.notice) return
    if (message.kind === 'batchOpen')
      this.sendObject(this.journal.notice(this.era, { ...batchOf(message), throughSeq: 0 }, 'OPEN'))
    if (message.kind === 'batchClose')
      this.sendObject(
        this.journal.notice(this.era, { ...batchOf(message), throughSeq: message.throughSeq }, 'BALANCED'),
      )
  }

  /** Signed on when the signature is the device's, refused otherwise. */
  answerProof(proof: UpOf<'proof'>): void {
    const genuine = isSignOnGenuine({ ...proof, device: this.device.id }, proof.sig, this.device.publicKey)
    const answer = genuine
      ? ({ result: 'SIGNED_ON' } as const)
      : ({ result: 'REFUSED', code: 'SIGNATURE_INVALID' } as const)
    if (!genuine)
      this.observer.breach('7.3', 'the signature of a proof is not the device key over the text of the clause')
    this.sendObject(makeSignOnAnswer({ nonce: proof.nonce, ...answer }, this.device.secrets.ack))
  }

  #closed(line: WireLine, goodbye: boolean): void {
    if (!goodbye) this.losses.push(line.number)
    if (this.line === line) this.line = null
    this.inbox.ring()
  }
}

function batchOf({ epoch, batch }: { readonly epoch: number; readonly batch: string }) {
  return { epoch, batch }
}

/** An upward message is its tag, a dot, and JSON. */
const TAG_CHARS = 44
