import { seededRandom } from '@budeng/kernel/testing'
import {
  type Ack,
  type Cancel,
  type Command,
  type CommandType,
  decodeUp,
  type DownMessage,
  encodeDown,
  isSignOnGenuine,
  makeAck,
  makeSignOnAnswer,
  signCancel,
  signCommand,
  signWelcome,
  type Stream,
  streamOf,
  toBase64url,
  type UpKind,
  type UpMessage,
  type UpOf,
  useOfCommand,
  type Welcome,
} from '@budeng/protocol'
import {
  TEST_ADDRESS,
  TEST_CLOCK_KEY,
  TEST_COMMAND_KEY,
  TEST_CORRECTION_KEY,
  TEST_DEVICE,
  TEST_DEVICE_PAIR,
  TEST_K,
  TEST_KEY_LIST_TOKEN,
  TEST_MQTT_SECRET,
  TEST_NOW,
  TEST_ROOT,
  TEST_SECRETS,
  testWelcome,
} from '@budeng/protocol/testing'
import type { TerminalEvent } from './observe.ts'
import type { TerminalOptions } from './options.ts'
import type { ConnectionEvents, ConnectionOptions, Host, Randomness, Scheduler, Transport } from './ports.ts'
import { PlainScreen } from './screen.ts'
import { SoftwareDevice } from './software-terminal.ts'
import type { Identity } from './state.ts'
import { MemoryStore, type Store } from './store.ts'
import { JournalPlatform, TestHostLink } from './testing-journal.ts'
import { Terminal } from './terminal.ts'

export const TEST_IDENTITY: Identity = {
  ...TEST_ADDRESS,
  device: TEST_DEVICE,
  serial: 'SN-0001',
  seed: toBase64url(Buffer.alloc(32, 4)),
  mqttSecret: TEST_MQTT_SECRET,
  k: toBase64url(TEST_K),
  rootKey: TEST_ROOT.x,
  keyList: TEST_KEY_LIST_TOKEN,
}

/** Time that moves only when the test says so. */
export class ManualScheduler implements Scheduler {
  #nowMs = 0
  #timers: { readonly atMs: number; readonly run: () => void }[] = []

  nowMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  get pending(): number {
    return this.#timers.length
  }

  /** Runs what is due, in order, and lets promises settle between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    await settle()
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      unlessDead(() => next.run())
      await settle()
    }
    this.#nowMs = untilMs
  }
}

/** The power of a test's store is gone: whatever ran ends here. */
export class PowerCut extends Error {}

/** Runs what the outside calls; a run without power ends without a word. */
function unlessDead(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
  }
}

/** Lets all promises that can go on, go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

export function testRandom(seed: number): Randomness {
  const next = seededRandom(seed)
  return { bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(next() * 256)), unit: next }
}

/** The far end of the wire: real bytes both ways, and as much of a platform as a test asks for. */
export class Wire implements Transport {
  readonly received: UpMessage[] = []
  readonly wills: ConnectionOptions['will'][] = []
  readonly opened: ConnectionOptions[] = []
  /** What this platform does by itself; tests switch parts off. */
  welcomes = true
  acknowledges = true
  signsOn: 'YES' | 'SILENT' | { readonly refuse: string } = 'YES'
  accepts = true
  epoch = 1
  era = 1
  serverTime = TEST_NOW
  readonly journal = new JournalPlatform()
  #events: ConnectionEvents | null = null
  readonly #taken: Record<Stream, Set<number>> = { report: new Set(), reply: new Set() }

  open(options: ConnectionOptions, events: ConnectionEvents) {
    this.opened.push(options)
    queueMicrotask(() => {
      if (!this.accepts) return events.closed()
      this.#events = events
      unlessDead(() => events.connected())
    })
    return {
      publish: (topic: string, payload: Uint8Array) => queueMicrotask(() => this.#receive(topic, payload)),
      close: (graceful: boolean) => {
        if (!graceful) this.wills.push(options.will)
        this.#events = null
      },
    }
  }

  /** Cuts the line; the broker publishes the will. */
  cut(): void {
    const events = this.#events
    this.#events = null
    const will = this.opened.at(-1)?.will
    if (will) this.wills.push(will)
    events?.closed()
  }

  get isConnected(): boolean {
    return this.#events !== null
  }

  send(bytes: string | Uint8Array): void {
    unlessDead(() => this.#events?.message(Buffer.from(bytes as string)))
  }

  sendObject(message: DownMessage): void {
    this.send(encodeDown(message))
  }

  of<Kind extends UpKind>(kind: Kind): UpOf<Kind>[] {
    return this.received.filter(
      (message): message is Extract<UpMessage, { kind: Kind }> => message.kind === kind,
    ) as UpOf<Kind>[]
  }

  ack(stream: Stream, change: Partial<Ack> = {}): void {
    const seqs = this.#taken[stream]
    const throughSeq = Math.max(0, ...seqs)
    const missing = Array.from({ length: throughSeq }, (_, i) => i + 1).filter((seq) => !seqs.has(seq))
    this.sendObject({
      ...makeAck({ stream, era: this.era, epoch: this.epoch, throughSeq, missing }, TEST_SECRETS.ack),
      ...change,
    })
  }

  welcome(nonce: string, change: Partial<Welcome> = {}): string {
    return signWelcome(
      { ...testWelcome(nonce), serverTime: this.serverTime, epoch: this.epoch, era: this.era, ...change },
      TEST_CLOCK_KEY,
    )
  }

  #receive(topic: string, payload: Uint8Array): void {
    if (this.#events === null) return
    const decoding = decodeUp(topic, payload, TEST_SECRETS.up)
    if (!decoding.ok)
      throw new Error(`the terminal sent what the platform refuses: ${decoding.reason} ${decoding.at ?? ''}`)
    const { message } = decoding
    this.received.push(message)
    const stream = streamOf(message.kind)
    if (stream !== null && 'seq' in message) {
      this.#taken[stream].add(message.seq)
      if (this.acknowledges) this.ack(stream)
    }
    if (message.kind === 'hello' && this.welcomes) this.send(this.welcome(message.nonce))
    if (message.kind === 'nonceRequest' && this.signsOn !== 'SILENT')
      this.sendObject({ v: 1, kind: 'nonce', nonce: testNonce(message.n), conn: message.conn })
    if (message.kind === 'proof') this.#judge(message)
    for (const answer of this.journal.receive(message)) this.sendObject(answer)
  }

  #judge(proof: UpOf<'proof'>): void {
    const { nonce, ticket, epoch, batch, kcv, sig } = proof
    const genuine = isSignOnGenuine({ nonce, ticket, device: TEST_DEVICE, epoch, batch, kcv }, sig, TEST_DEVICE_PAIR.x)
    const code = typeof this.signsOn === 'object' ? this.signsOn.refuse : genuine ? undefined : 'SIGNATURE_INVALID'
    this.sendObject(
      makeSignOnAnswer({ nonce, result: code ? 'REFUSED' : 'SIGNED_ON', ...(code ? { code } : {}) }, TEST_SECRETS.ack),
    )
  }
}

function testNonce(n: number): string {
  return toBase64url(Buffer.alloc(32, n))
}

/** A command of the test platform, signed; ids and sequence numbers are the test's. */
export function testCommand(
  type: CommandType | 'UNHEARD_OF',
  seq: number,
  change: Partial<Command> = {},
): { readonly payload: Command; readonly token: string } {
  const payload: Command = {
    v: 1,
    id: testCommandId(seq),
    attempt: 1,
    seq,
    ...TEST_ADDRESS,
    device: TEST_DEVICE,
    type,
    params: type === 'RELOGIN' ? { level: 'TERMINAL' } : type === 'MESSAGE_SHOW' ? { text: 'hello' } : {},
    issuedAt: TEST_NOW,
    notAfter: TEST_NOW + 15 * 60_000,
    ...change,
  }
  const key = useOfCommand(type) === 'correction' ? TEST_CORRECTION_KEY : TEST_COMMAND_KEY
  return { payload, token: signCommand(payload, key) }
}

export function testCommandId(number: number): string {
  return `cmd_01k0000000000000000000${String(number).padStart(4, '0')}`
}

export function testCancel(seq: number, change: Partial<Cancel> = {}): string {
  return signCancel(
    { v: 1, id: testCommandId(seq), attempt: 1, ...TEST_ADDRESS, device: TEST_DEVICE, issuedAt: TEST_NOW, ...change },
    TEST_COMMAND_KEY,
  )
}

interface BenchOptions extends Partial<TerminalOptions> {
  /** With a host for money: level L3. */
  readonly trades?: boolean
}

/** A terminal with everything around it in reach of the test. */
export class Bench {
  readonly scheduler = new ManualScheduler()
  readonly wire = new Wire()
  readonly screen = new PlainScreen(this.scheduler)
  readonly device = new SoftwareDevice()
  readonly events: TerminalEvent[] = []
  readonly asked: string[] = []
  readonly host: { signOn: string; echo: string; batch: string } = { signOn: '00', echo: '00', batch: '000007' }
  readonly hostLink = new TestHostLink()
  readonly store: Store
  readonly #trades: boolean
  terminal: Terminal

  constructor(store: Store = new MemoryStore(TEST_IDENTITY), { trades = false, ...options }: BenchOptions = {}) {
    this.store = store
    this.#trades = trades
    this.terminal = this.#make(options)
    this.device.onRestart(() => this.terminal.stop(false))
  }

  #make(options: Partial<TerminalOptions>): Terminal {
    return new Terminal({
      store: this.store,
      transport: this.wire,
      scheduler: this.scheduler,
      random: testRandom(7),
      host: this.#hostPort(),
      device: this.device,
      screen: this.screen,
      versions: { app: '1.0.0', os: '1', model: 'test' },
      observe: (event) => this.events.push(event),
      ...(this.#trades ? { hostLink: this.hostLink } : {}),
      ...options,
    })
  }

  #hostPort(): Host {
    const answer = (code: string) =>
      code === 'DOWN'
        ? null
        : { responseCode: code, ...(code === '00' ? { batch: this.host.batch, kcv: 'A1B2C3D4' } : {}) }
    return {
      signOn: async () => (this.asked.push('signOn'), answer(this.host.signOn)),
      echo: async () => (this.asked.push('echo'), this.host.echo === 'DOWN' ? null : { responseCode: this.host.echo }),
    }
  }

  async start(): Promise<this> {
    this.terminal.start()
    await settle()
    return this
  }

  /** The power goes, and comes back on the same store. */
  async powerCycle(options: Partial<TerminalOptions> = {}): Promise<void> {
    this.terminal.stop(false)
    this.terminal = this.#make(options)
    await this.start()
  }

  async signOn(): Promise<void> {
    void this.terminal.signOn().catch(() => undefined)
    await settle()
    await settle()
    await settle()
  }

  async command(type: Parameters<typeof testCommand>[0], seq: number, change: Partial<Command> = {}): Promise<Command> {
    const { payload, token } = testCommand(type, seq, change)
    this.wire.send(token)
    await settle()
    return payload
  }

  get results(): UpOf<'result'>[] {
    return this.wire.of('result')
  }

  /** How often a command began to run. */
  runs(seq: number): number {
    return this.events.filter(
      (event) => event.event === 'COMMAND' && event.phase === 'RUNNING' && event.id === testCommandId(seq),
    ).length
  }

  refusals(): string[] {
    return this.events.flatMap((event) => (event.event === 'REFUSED' ? [`${event.what} ${event.reason}`] : []))
  }

  /** The till of a terminal that trades. */
  get till() {
    const { till } = this.terminal
    if (till === null) throw new Error('this terminal is of level L0')
    return till
  }

  /** What of the journal has reached the platform, as short texts. */
  told(epoch = 1): string[] {
    return this.wire.journal
      .bodies(epoch)
      .map(({ type, outcome, stan }) => `${type} ${outcome ?? '-'} ${Number(stan ?? 0)}`)
  }
}

/** A terminal of level L3 that is signed on, with batch 7 open. */
export async function tradingBench(store?: Store, options: Partial<TerminalOptions> = {}): Promise<Bench> {
  const bench = new Bench(store, { ...options, trades: true })
  bench.wire.journal.now = TEST_NOW
  await bench.start()
  await bench.signOn()
  return bench
}
