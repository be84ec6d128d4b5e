import {
  COMMAND_TYPES,
  decodeDown,
  deriveSecrets,
  type DeviceSecrets,
  type DownMessage,
  fromBase64url,
  type JsonObject,
  type Outcome,
  parseJws,
  type Severity,
  type SignOnState,
  type Stream,
  type UpOf,
} from '@budeng/protocol'
import { Commands } from './commands.ts'
import { Link, keyListOf } from './link.ts'
import type { Observe } from './observe.ts'
import { Outbox } from './outbox.ts'
import { PlatformSignOn } from './platform-sign-on.ts'
import type { Device, Host, Operator, Randomness, Scheduler, Screen, Transport } from './ports.ts'
import { SignOnSteps } from './sign-on.ts'
import type { Entry, StreamBody } from './state.ts'
import type { Store } from './store.ts'
import { CountedTime } from './time.ts'

export interface TerminalOptions {
  readonly store: Store
  readonly transport: Transport
  readonly scheduler: Scheduler
  readonly random: Randomness
  readonly host: Host
  readonly device: Device
  readonly screen: Screen
  /** Left out: the terminal has no cashier, and level OPERATOR fails. */
  readonly operator?: Operator
  readonly versions: UpOf<'hello'>['versions']
  /** The merchant number that the host wants beside the TID. */
  readonly mid?: string
  /** What the machine knows of why it starts; a restart by command is found out here. */
  readonly bootReason?: UpOf<'boot'>['reason']
  readonly observe?: Observe
}

/** What can be seen of a terminal from outside without asking it by MQTT. */
export interface TerminalView {
  readonly connected: boolean
  readonly signOn: SignOnState
  readonly batch: string | null
  readonly locked: boolean
  readonly conn: number
  readonly boot: number
  /** Messages that wait for our acknowledgement. */
  readonly waiting: number
}

/**
 * The reference terminal at conformance level L0: all that PROTOCOL.md asks, over whatever transport, store, host and
 * machine are handed in. One object is one run; after a restart a new one on the same store goes on.
 */
export class Terminal {
  readonly #options: TerminalOptions
  readonly #startedAtMs: number
  readonly #time: CountedTime
  readonly #outbox: Outbox
  readonly #link: Link
  readonly #platform: PlatformSignOn
  readonly #signOn: SignOnSteps
  readonly #commands: Commands
  /** Reports made while the store is lost: they get their numbers once the floors are known. [P-5.7] */
  #held: { readonly stream: Stream; readonly body: StreamBody }[] = []
  #stopped = false

  constructor(options: TerminalOptions) {
    const { store, scheduler, host, device, screen, operator, mid } = options
    const secrets: DeviceSecrets = deriveSecrets(fromBase64url(store.identity.k) ?? Buffer.alloc(0))
    const observe = options.observe ?? (() => undefined)
    this.#options = options
    this.#startedAtMs = scheduler.nowMs()
    this.#time = new CountedTime(scheduler)
    const now = () => this.#time.now()
    const signOnChanged = () => this.#signOnChanged()
    this.#outbox = new Outbox({
      store,
      scheduler,
      ackKey: secrets.ack,
      observe,
      send: (_stream, seq, body) => this.#link.send({ ...body, seq }),
    })
    this.#link = new Link({
      store,
      transport: options.transport,
      scheduler,
      random: options.random,
      time: this.#time,
      upKey: secrets.up,
      observe,
      heartbeat: () => this.#heartbeat(),
      hello: (nonce) => this.#hello(nonce),
      opened: () => this.#opened(),
      welcomed: () => this.#welcomed(),
      message: (payload) => this.#message(payload),
    })
    this.#platform = new PlatformSignOn({
      store,
      scheduler,
      ackKey: secrets.ack,
      observe,
      send: (body) => this.#link.send(body),
    })
    this.#signOn = new SignOnSteps({
      store,
      host,
      operator,
      mid,
      platform: this.#platform,
      now,
      signOnChanged,
      ended: () => this.#signOnEnded(),
      report: (body, ...entries) => this.#write('report', entries, body),
    })
    const reply = (...bodies: readonly StreamBody[]) => this.#write('reply', [], ...bodies)
    this.#commands = new Commands({
      store,
      scheduler,
      observe,
      now,
      timeUnknown: () => this.#link.askTime(),
      write: (entries, ...replies) => this.#write('reply', entries, ...replies),
      execution: {
        store,
        device,
        screen,
        signOn: this.#signOn,
        digitsKey: secrets.digits,
        wordsKey: secrets.words,
        status: () => this.#status(),
        reply,
        signOnChanged,
      },
    })
  }

  /** The heartbeats of the sign-on itself said busy. What it kept waiting starts once its result is on the medium. */
  #signOnEnded(): void {
    this.#link.beat()
  }

  /** Counts the boot, settles what the last run left, and connects. */
  start(): void {
    const { store, bootReason, screen } = this.#options
    const boot = store.state.boot + 1
    store.append({ e: 'boot', boot })
    const ordered = this.#commands.recover(boot)
    this.#write('report', [], { kind: 'boot', at: null, boot, reason: ordered ? 'COMMAND' : (bootReason ?? 'UNKNOWN') })
    if (store.state.locked) screen.show({ frame: 'LOCK', locked: true })
    this.#link.start()
  }

  /** Ends this run. `graceful` says goodbye to the broker; otherwise it is as if the power went. */
  stop(graceful = true): void {
    this.#stopped = true
    this.#commands.stop()
    this.#signOn.stop()
    this.#platform.stop()
    this.#outbox.stop()
    this.#link.stop(graceful)
  }

  /** Signs on with host and platform of its own accord, as at the start of the day. */
  async signOn(): Promise<Outcome> {
    const outcome = await this.#signOn.run({ level: 'TERMINAL', progress: () => undefined })
    this.#commands.startDeferred()
    return outcome
  }

  /** The sign-on is lost: by the cashier, by expiry of keys, or by a fault. */
  signOff(state: Exclude<SignOnState, 'SIGNED_ON'> = 'SIGNED_OFF'): void {
    this.#options.store.append({ e: 'signOn', signOn: state })
    this.#signOnChanged()
  }

  /** A fault appeared (`set`) or is gone. [P-10.6] */
  reportFault(code: string, set: boolean, severity: Severity, detail?: string): void {
    this.#write('report', [], {
      kind: 'fault',
      at: this.#time.now(),
      code,
      set,
      severity,
      ...(detail === undefined ? {} : { detail }),
    })
  }

  /** Keeps an opaque record that the next BACKUP carries. */
  keepRecord(record: string): void {
    this.#options.store.append({ e: 'journal', record })
  }

  /** A transaction ended, or the device is free again: what was put off may start. */
  conditionsChanged(): void {
    this.#commands.startDeferred()
  }

  /** Sends a heartbeat out of turn. */
  beat(): void {
    this.#link.beat()
  }

  get view(): TerminalView {
    const { signOn, batch, locked, conn, boot, outbox } = this.#options.store.state
    return {
      connected: this.#link.isOpen,
      signOn,
      batch,
      locked,
      conn,
      boot,
      waiting: outbox.report.size + outbox.reply.size,
    }
  }

  #opened(): void {
    this.#outbox.restart()
    this.#platform.restart()
  }

  #welcomed(): void {
    const held = this.#held
    this.#held = []
    for (const { stream, body } of held) this.#write(stream, [], body)
    this.#outbox.flush()
    this.#commands.startDeferred()
  }

  #signOnChanged(): void {
    const { store, observe } = this.#options
    observe?.({ event: 'SIGN_ON', state: store.state.signOn })
    this.#link.beat()
    this.#commands.startDeferred()
  }

  /** Everything durable in one append, then on its way. [P-10.1] */
  #write(stream: Stream, entries: readonly Entry[], ...bodies: readonly StreamBody[]): void {
    if (this.#stopped) return
    const { store } = this.#options
    const all = [...entries]
    for (const body of bodies) {
      if (store.state.storeLost) this.#held.push({ stream, body })
      else {
        const entry = this.#outbox.entryFor(stream, body)
        if (entry !== null) all.push(entry)
      }
    }
    if (all.length > 0) store.append(...all)
    this.#outbox.flush()
  }

  #message(payload: Uint8Array): void {
    const decoding = decodeDown(payload)
    if (!decoding.ok) return this.#options.observe?.({ event: 'REFUSED', what: 'message', reason: decoding.reason })
    if (decoding.form === 'json') return this.#object(decoding.message)
    const jws = parseJws(decoding.token)
    if (!jws.ok) return this.#options.observe?.({ event: 'REFUSED', what: 'message', reason: jws.reason })
    switch (jws.jws.typ) {
      case 'budeng-command':
        return this.#commands.command(decoding.token)
      case 'budeng-cancel':
        return this.#commands.cancel(decoding.token)
      case 'budeng-welcome':
        return this.#link.welcome(decoding.token)
      case 'budeng-keylist':
        return this.#link.keyList(decoding.token)
    }
  }

  #object(message: DownMessage): void {
    switch (message.kind) {
      case 'ack':
        return this.#outbox.acknowledge(message)
      case 'query':
        return this.#commands.query(message.id, message.attempt)
      case 'nonce':
        return this.#platform.nonce(message)
      case 'signon':
        return this.#platform.answer(message)
    }
  }

  #hello(nonce: string): Omit<UpOf<'hello'>, 'v' | 'conn' | 'n'> {
    const { store, versions } = this.#options
    const { window, storeLost, boot, epoch, era, used } = store.state
    return {
      kind: 'hello',
      nonce,
      keyListVersion: keyListOf(store).version,
      highestSeq: window.highest,
      storeLost,
      boot,
      level: 0,
      versions,
      supports: [...COMMAND_TYPES],
      epoch,
      era,
      reportSeq: used.report,
      replySeq: used.reply,
    }
  }

  #heartbeat(): Omit<UpOf<'hb'>, 'v' | 'conn' | 'n'> {
    const { store, device, scheduler } = this.#options
    const { signOn, batch, epoch, boot, locked } = store.state
    const { inTransaction, busy, reversalPending } = device.conditions()
    const uptimeSec = Math.floor((scheduler.nowMs() - this.#startedAtMs) / 1_000)
    return {
      kind: 'hb',
      signOn,
      batch,
      epoch,
      boot,
      inTransaction,
      busy: busy || this.#signOn.isRunning,
      reversalPending,
      locked,
      uptimeSec,
      health: device.health(),
    }
  }

  #status(): JsonObject {
    const { kind: _kind, ...status } = this.#heartbeat()
    const { outbox } = this.#options.store.state
    return {
      ...status,
      versions: this.#options.versions,
      waiting: { report: outbox.report.size, reply: outbox.reply.size },
    }
  }
}
