import type { CommandType, Health, JsonObject } from '@budeng/protocol'
import {
  type Conditions,
  type Device,
  type Files,
  type Host,
  type HostLink,
  type Identity,
  MemoryStaging,
  PlainScreen,
  type Randomness,
  type Scheduler,
  type Store,
  Terminal,
  type TerminalEvent,
  type Transport,
} from '@budeng/terminal'
import type { Behaviour, Life } from '../behaviours/index.ts'
import { memoryLines } from '../disk/line-file.ts'
import { RUSH_GATHERED_MS, RUSH_GATHERED_RECORDS, SIGN_ON_RETRY_MS, SIGN_ON_TRIES_MAX } from '../limits.ts'
import { Cashier, type Counter, type TradeSettings } from '../trade/cashier.ts'
import type { JournalCount } from '../trade/rush.ts'
import { APP_VERSION, healthyCondition } from './condition.ts'
import { type Flash, SimulatedSlots } from './software.ts'
import { wornBy } from './worn.ts'

/** A machine that was made up: what it is, and how it behaves. */
export interface SimulatedMachine {
  readonly identity: Identity
  readonly mid: string
  readonly model: string
  readonly behaviour: Behaviour
}

/** What all terminals of a fleet share. */
export interface Surroundings {
  readonly transport: Transport
  readonly scheduler: Scheduler
  readonly randomness: Randomness
  readonly host: Host
  /** The platform's files. */
  readonly files?: Files
  /** What is installed on them; left out, it lives as long as the terminal's object. */
  readonly flash?: Flash
  /** With it terminals trade, as much as `trade` says. */
  readonly hostLink?: HostLink
  readonly trade?: TradeSettings
  observe(event: TerminalEvent, terminal: SimulatedTerminal): void
}

/** How long a terminal is away when a command restarts it. */
const RESTART_MS = { APP: 1_000, DEVICE: 3_000 } as const
const CHECKS = ['memory', 'printer', 'reader', 'keypad', 'display'] as const

/** The reference terminal on a machine that a behaviour plays. Comes back after restarts and crashes, on the same store. */
export class SimulatedTerminal implements Device, Life {
  readonly machine: SimulatedMachine
  readonly identity: Identity
  readonly scheduler: Scheduler
  /** Nobody stands before it, but somebody may look. It goes dark with each restart. */
  screen: PlainScreen
  readonly random: () => number
  readonly #store: Store
  readonly #surroundings: Surroundings
  readonly #transport: Transport
  #conditions: Conditions = { inTransaction: false, busy: false, reversalPending: false }
  #run: Terminal
  readonly #cashier: Cashier | null
  /** Its disk keeps files in memory: simulated power comes back in the same process. */
  readonly #staging = new MemoryStaging()
  /** What is installed outlives a restart, as a machine's flash does. */
  readonly software: SimulatedSlots
  /** The power of the present run. */
  #power: Power = { on: true }
  #told = false
  #stopped = false

  constructor(machine: SimulatedMachine, store: Store, surroundings: Surroundings, random: () => number) {
    const { behaviour } = machine
    this.machine = machine
    this.identity = machine.identity
    this.random = random
    this.#store = behaviour.store?.(store) ?? store
    this.#surroundings = surroundings
    this.scheduler = surroundings.scheduler
    this.screen = new PlainScreen(this.scheduler)
    this.#transport = behaviour.transport?.(surroundings.transport, this) ?? surroundings.transport
    const { model, identity } = machine
    const { device, tid } = identity
    const { flash = memoryLines() } = surroundings
    this.software = new SimulatedSlots({ model, device, tid, version: behaviour.app ?? APP_VERSION, flash })
    this.#run = this.#newRun('POWER_ON')
    this.#cashier = this.#newCashier()
  }

  #newCashier(): Cashier | null {
    const { trade, hostLink } = this.#surroundings
    if (trade === undefined || hostLink === undefined) return null
    const { identity, mid, behaviour } = this.machine
    const run = () => this.#run
    const journal = () => countOf(this.#store)
    let outOfStep = false
    const counter: Counter = {
      acquirer: identity.acquirer,
      tid: identity.tid,
      mid,
      scheduler: this.scheduler,
      get till() {
        return run().till
      },
      get journal() {
        return journal()
      },
      signOn: () => run().signOn(),
      outOfStep: (is) => {
        if (is !== outOfStep) run().reportFault('AUTH_BATCH_MISMATCH', is, 'MAJOR')
        outOfStep = is
      },
    }
    return new Cashier(counter, trade, behaviour.trade)
  }

  get terminal(): Terminal {
    return this.#run
  }

  /** Switches it on, unless its behaviour leaves it off. */
  start(): void {
    const { behaviour } = this.machine
    if (behaviour.connects === false) return
    behaviour.begin?.(this)
    this.#run.start()
    this.#cashier?.start()
  }

  stop(graceful = true): void {
    this.#stopped = true
    this.#cashier?.stop()
    this.#run.stop(graceful)
  }

  set(conditions: Partial<Conditions>): void {
    if (this.#stopped) return
    this.#conditions = { ...this.#conditions, ...conditions }
    this.#run.conditionsChanged()
    this.#run.beat()
  }

  crash(awayMs: number, reason: 'UNKNOWN' | 'CRASH' = 'UNKNOWN'): void {
    this.#comeBack(awayMs, reason)
  }

  health(): Health {
    const { health = {} } = this.machine.behaviour
    return wornBy(
      healthyCondition(this.machine, this.scheduler.nowMs()),
      typeof health === 'function' ? health(this) : health,
    )
  }

  clockMs(countedMs: number): number {
    return countedMs + (this.machine.behaviour.clockAheadMs ?? 0)
  }

  conditions(): Conditions {
    return this.#conditions
  }

  refuses(type: CommandType): string | null {
    return this.machine.behaviour.refuses?.(type) ?? null
  }

  async selfTest(): Promise<Readonly<Record<string, boolean>>> {
    return Object.fromEntries(
      CHECKS.map((check) => [check, !(check === 'printer' && this.health().printer === 'FAILED')]),
    )
  }

  parameters(): JsonObject {
    const { mid, model } = this.machine
    return { mid, model, currency: 'CNY', receipts: 2 }
  }

  /** The simulated city has one network; a reset of it is a new connection. */
  readonly network = { reset: () => undefined, keep: () => undefined, revert: () => undefined }

  /** It is set as it is told. */
  applyParameters(): readonly string[] {
    return []
  }

  /** Its vendor always has keys. */
  async renewKeys(): Promise<'LOADED'> {
    return 'LOADED'
  }

  restart(kind: 'APP' | 'DEVICE'): void {
    this.#comeBack(RESTART_MS[kind])
  }

  #comeBack(awayMs: number, reason: 'UNKNOWN' | 'CRASH' = 'UNKNOWN'): void {
    if (!this.#power.on) return // it is away already
    this.#power.on = false
    this.#run.stop(false)
    this.scheduler.after(awayMs, () => {
      if (this.#stopped) return
      this.#run = this.#newRun(reason)
      this.#run.start()
    })
  }

  #newRun(bootReason: 'POWER_ON' | 'UNKNOWN' | 'CRASH'): Terminal {
    const { machine } = this
    const { randomness, host, hostLink, trade, files } = this.#surroundings
    this.#power = { on: true }
    this.screen = new PlainScreen(this.scheduler)
    return new Terminal({
      store: poweredStore(this.#store, this.#power),
      transport: this.#transport,
      scheduler: machine.behaviour.clock?.(this.scheduler) ?? this.scheduler,
      random: randomness,
      ...(hostLink === undefined ? {} : { hostLink }),
      ...(trade?.rush === undefined ? {} : { gathering: { records: RUSH_GATHERED_RECORDS, ms: RUSH_GATHERED_MS } }),
      ...(files === undefined ? {} : { files, staging: this.#staging }),
      host: machine.behaviour.asksHost?.(host) ?? host,
      device: this,
      screen: this.screen,
      versions: { app: this.software.version(), os: '11.3', model: machine.model },
      mid: machine.mid,
      bootReason,
      observe: (event) => this.#observe(event),
    })
  }

  #observe(event: TerminalEvent): void {
    const { behaviour } = this.machine
    if (event.event === 'WELCOMED') this.#welcomed()
    behaviour.observe?.(event, this)
    this.#surroundings.observe(event, this)
  }

  /** As at the start of a day: tells its standing faults once, and signs on when it is signed off. */
  #welcomed(): void {
    if (this.#told) return
    this.#told = true
    const { behaviour } = this.machine
    for (const { code, severity } of behaviour.faults ?? []) this.#run.reportFault(code, true, severity)
    const { signOn, boot } = this.#run.view
    const { signsOn = 'ALWAYS' } = behaviour
    const wants = signsOn === 'ALWAYS' || (signsOn === 'ONCE' && boot === 1)
    if (wants && signOn === 'SIGNED_OFF') this.#signOn(SIGN_ON_TRIES_MAX)
  }

  /** Tries again a while later when nobody answered; a host that declined is left to people. */
  #signOn(triesLeft: number): void {
    const run = this.#run
    void run.signOn().then(({ status, code }) => {
      if (status === 'SUCCEEDED' || !UNANSWERED.includes(code) || triesLeft === 1) return
      const retryInMs = SIGN_ON_RETRY_MS * (0.5 + this.random())
      this.scheduler.after(retryInMs, () => {
        if (this.#run === run && this.#power.on && run.view.signOn === 'SIGNED_OFF') this.#signOn(triesLeft - 1)
      })
    })
  }
}

const UNANSWERED: readonly string[] = ['HOST_UNREACHABLE', 'PLATFORM_TIMEOUT']

/** Of all epochs. */
function countOf({ state }: Store): JournalCount {
  let [written, waiting] = [0, 0]
  for (const { lastSeq, ackedThrough } of state.journal.epochs.values()) {
    written += lastSeq
    waiting += lastSeq - ackedThrough
  }
  return { written, waiting }
}

interface Power {
  on: boolean
}

/** A disk that takes nothing more once the power of the run is gone, however far the run had come. */
function poweredStore(store: Store, power: Power): Store {
  return {
    identity: store.identity,
    get state() {
      return store.state
    },
    append(...entries) {
      if (!power.on) throw new Error('the power is gone')
      store.append(...entries)
    },
  }
}
