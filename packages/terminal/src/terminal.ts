import {
  decodeDown,
  deriveSecrets,
  type DeviceSecrets,
  type DownMessage,
  fromBase64url,
  type Outcome,
  parseJws,
  type Severity,
  type SignOnState,
  type Stream,
} from '@budeng/protocol'
import { Commands } from './commands.ts'
import type { TerminalConditions } from './executions.ts'
import { Trade } from './journal/trade.ts'
import type { Slip } from './journal/batches.ts'
import { receiptLines, type RecordView } from './journal/overlay.ts'
import type { Till } from './journal/till.ts'
import type { Files } from './files.ts'
import { Link } from './link.ts'
import { LEVEL_DEFAULT, OFFSET_MIN_DEFAULT } from './limits.ts'
import { NetworkReset } from './network-reset.ts'
import { Outbox } from './outbox.ts'
import { PlatformSignOn } from './platform-sign-on.ts'
import type { TerminalOptions, TerminalView } from './options.ts'
import type { HostLink } from './ports.ts'
import { SelfReport } from './self-report.ts'
import { logLines } from './log-lines.ts'
import { SignOnSteps } from './sign-on.ts'
import { MemoryStaging, type Staging } from './staging.ts'
import type { Entry, StreamBody } from './state.ts'
import { CountedTime } from './time.ts'
import { Updates } from './updates.ts'
import { Uploads } from './uploads.ts'

const UNSUPPORTED: Outcome = { status: 'REJECTED', code: 'UNSUPPORTED' }

/**
 * The reference terminal: all that PROTOCOL.md asks up to level L3, or L0 where it is given no host for money, over
 * whatever transport, store, host and machine are handed in. One object is one run; after a restart a new one on the same store goes on.
 */
export class Terminal {
  readonly #options: TerminalOptions
  readonly #time: CountedTime
  readonly #outbox: Outbox
  readonly #link: Link
  readonly #platform: PlatformSignOn
  readonly #signOn: SignOnSteps
  readonly #commands: Commands
  readonly #self: SelfReport
  /** Null where no files can be moved. */
  readonly #uploads: Uploads | null
  /** Null where there is one place for software, or no files. */
  readonly #updates: Updates | null
  /** Null where the machine has no network to reset. */
  readonly #networkReset: NetworkReset | null
  /** Null at level L0. */
  readonly #trade: Trade | null
  /** Reports made while the store is lost: they get their numbers once the floors are known. [P-5.7] */
  #held: { readonly stream: Stream; readonly body: StreamBody }[] = []
  #stopped = false

  constructor(options: TerminalOptions) {
    const { store, scheduler, host, operator, mid } = options
    const secrets: DeviceSecrets = deriveSecrets(fromBase64url(store.identity.k) ?? Buffer.alloc(0))
    const observe = options.observe ?? (() => undefined)
    this.#options = options
    this.#time = new CountedTime(scheduler)
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
      heartbeat: () => this.#self.heartbeat(),
      hello: (nonce) => this.#self.hello(nonce),
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
      askEpoch: () => this.#link.askTime(),
    })
    this.#signOn = new SignOnSteps({
      store,
      host,
      operator,
      mid,
      platform: this.#platform,
      journalEntries: (answer) => this.#trade?.signOnEntries(answer) ?? [],
      now: () => this.#time.now(),
      signOnChanged: () => this.#signOnChanged(),
      ended: () => this.#signOnEnded(),
      report: (body, ...entries) => this.#write('report', entries, body),
    })
    const { hostLink } = options
    this.#trade = hostLink === undefined ? null : this.#newTrade(hostLink, secrets)
    const { network } = options.device
    const reconnect = () => this.#link.reconnect()
    const { files, staging = new MemoryStaging() } = options
    this.#uploads = files === undefined ? null : new Uploads({ store, scheduler, files, staging })
    this.#updates = files === undefined ? null : this.#newUpdates(files, staging)
    this.#networkReset = network === undefined ? null : new NetworkReset({ store, scheduler, network, reconnect })
    this.#self = new SelfReport({
      options,
      time: this.#time,
      trade: this.#trade,
      level: this.#level,
      conditions: () => this.#conditions(),
      isSigningOn: () => this.#signOn.isRunning,
    })
    this.#commands = this.#newCommands(secrets)
  }

  #newCommands(secrets: DeviceSecrets): Commands {
    const { store, scheduler, device, screen, observe } = this.#options
    return new Commands({
      store,
      scheduler,
      observe: observe ?? (() => undefined),
      now: () => this.#time.now(),
      timeUnknown: () => this.#link.askTime(),
      supports: (type) => this.#self.supports(type),
      write: (entries, ...replies) => this.#write('reply', entries, ...replies),
      execution: {
        store,
        device,
        conditions: () => this.#conditions(),
        backupJournal: () => this.#trade?.backup() ?? { openBatch: null, records: [] },
        applyCorrection: (order) => this.#trade?.amendments.apply(order) ?? UNSUPPORTED,
        syncJournal: () => this.#trade?.sync() ?? UNSUPPORTED,
        settle: () => this.#trade?.settle() ?? UNSUPPORTED,
        networkReset: this.#networkReset,
        uploads: this.#uploads,
        updates: this.#updates,
        log: () => logLines(store.state, this.#self.heartbeat()),
        screen,
        signOn: this.#signOn,
        digitsKey: secrets.digits,
        wordsKey: secrets.words,
        status: () => this.#self.status(),
        reply: (...bodies) => this.#write('reply', [], ...bodies),
        signOnChanged: () => this.#signOnChanged(),
        beat: () => this.#link.beat(),
      },
    })
  }

  #newUpdates(files: Files, staging: Staging): Updates | null {
    const { store, scheduler, device } = this.#options
    const { software } = device
    if (software === undefined) return null
    return new Updates({
      ...{ store, scheduler, files, staging, software },
      isIdle: () => {
        const { inTransaction, busy } = this.#conditions()
        return !inTransaction && !busy && !this.#signOn.isRunning
      },
      restart: () => device.restart('APP'),
      finish: ({ id, attempt }, outcome) => this.#commands.end(id, attempt, outcome),
    })
  }

  #newTrade(host: HostLink, secrets: DeviceSecrets): Trade {
    const { store, scheduler, mid, observe, level = LEVEL_DEFAULT, offsetMin = OFFSET_MIN_DEFAULT } = this.#options
    const { gathering } = this.#options
    return new Trade({
      store,
      scheduler,
      secrets,
      host,
      level,
      mid,
      offsetMin,
      gathering,
      observe: observe ?? (() => undefined),
      now: () => this.#time.now(),
      send: (body) => this.#link.send(body),
      write: (entries, ...reports) => this.#write('report', entries, ...reports),
      askEpoch: () => this.#link.askTime(),
      changed: () => this.conditionsChanged(),
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
    this.#trade?.recover()
    // what became of new software is settled first: its command is not done again
    this.#updates?.recover()
    const ordered = this.#commands.recover(boot)
    this.#write('report', [], { kind: 'boot', at: null, boot, reason: ordered ? 'COMMAND' : (bootReason ?? 'UNKNOWN') })
    if (store.state.locked) screen.show({ frame: 'LOCK', locked: true })
    this.#link.start()
  }

  /** Ends this run. `graceful` says goodbye to the broker; otherwise it is as if the power went. */
  stop(graceful = true): void {
    this.#stopped = true
    this.#commands.stop()
    this.#networkReset?.stop()
    this.#uploads?.stop()
    this.#updates?.stop()
    this.#signOn.stop()
    this.#trade?.stop()
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
    const entries = state === 'SIGNED_OFF' ? (this.#trade?.signOffEntries() ?? []) : []
    this.#write('report', [{ e: 'signOn', signOn: state }, ...entries])
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

  /** Where money is taken; null at level L0. */
  get till(): Till | null {
    return this.#trade?.till ?? null
  }

  /** A record with all that corrections laid over it, and the lines of a copy of its receipt; null: it holds none. [P-22.10] */
  receiptOf(seq: number, epoch?: number): (RecordView & { readonly lines: readonly string[] }) | null {
    const view = this.#trade?.view(seq, epoch) ?? null
    return view && { ...view, lines: receiptLines(view) }
  }

  /** What the newest closing prints. [P-19.7] */
  get slip(): Slip | null {
    return this.#trade?.slip ?? null
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
    this.#trade?.opened()
    this.#platform.restart()
  }

  #welcomed(): void {
    const held = this.#held
    this.#held = []
    for (const { stream, body } of held) this.#write(stream, [], body)
    this.#outbox.flush()
    this.#trade?.welcomed()
    this.#platform.welcomed()
    this.#networkReset?.welcomed()
    this.#updates?.welcomed()
    this.#commands.startDeferred()
  }

  #signOnChanged(): void {
    const { store, observe } = this.#options
    observe?.({ event: 'SIGN_ON', state: store.state.signOn })
    if (store.state.signOn === 'SIGNED_ON') this.#trade?.signedOn()
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
    this.#trade?.flush()
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
        return message.stream === 'journal' ? this.#trade?.acknowledge(message) : this.#outbox.acknowledge(message)
      case 'compare':
        return this.#trade?.compare(message)
      case 'batch':
        return this.#trade?.notice(message)
      case 'query':
        return this.#commands.query(message.id, message.attempt)
      case 'nonce':
        return this.#platform.nonce(message)
      case 'signon':
        return this.#platform.answer(message)
    }
  }

  get #level(): 0 | 1 | 2 | 3 {
    return this.#trade === null ? 0 : (this.#options.level ?? LEVEL_DEFAULT)
  }

  #conditions(): TerminalConditions {
    const { inTransaction, busy, reversalPending } = this.#options.device.conditions()
    const trade = this.#trade
    return {
      inTransaction: inTransaction || trade?.till.isBusy === true,
      busy,
      reversalPending: reversalPending || (trade?.till.reversals ?? 0) > 0,
      get unsettledBatch() {
        return trade?.isUnsettled === true
      },
    }
  }
}
