import { seededRandom } from '@budeng/kernel/testing'
import {
  type Host,
  type HostLink,
  httpFiles,
  httpHost,
  MemoryStore,
  type Scheduler,
  stateToJson,
  type Store,
  systemRandom,
  type TerminalTls,
  type Transport,
} from '@budeng/terminal'
import { BEHAVIOURS } from '../behaviours/index.ts'
import { HOST_REQUESTS_AT_ONCE_MAX, JITTER_FROM_MS, JITTER_SHARE } from '../limits.ts'
import type { TradeSettings } from '../trade/cashier.ts'
import { createSocketTransport } from '../transport/sockets.ts'
import { type History, recordedStore, recordedTransport, recordEvent } from './history.ts'
import type { SharedDisk } from './shared-disk.ts'
import { type SimulatedMachine, SimulatedTerminal, type Surroundings } from './simulated-terminal.ts'
import type { Flash } from './software.ts'
import type { TruthFile } from './truth-file.ts'

export interface FleetOptions {
  readonly machines: readonly SimulatedMachine[]
  readonly mqtt: {
    readonly host: string
    readonly port: number
    readonly from?: readonly string[]
    readonly tls?: TerminalTls
  }
  /** The host over HTTP; sign-on only. */
  readonly hostUrl: string
  /** Where the platform takes files; left out, no terminal sends any. */
  readonly platformUrl?: string
  /** What is installed on the machines; left out, all begin with what they left the factory with. */
  readonly flash?: Flash
  /** The host in its own protocol, in place of `hostUrl`. */
  readonly host?: Host & HostLink
  readonly scheduler: Scheduler
  readonly disk: SharedDisk
  readonly seed: number
  /** With it, and with `host`, terminals keep journals and trade. */
  readonly trade?: TradeSettings
  /**
   * What is not well is switched on in the second half of this time, when the others are at work, and not all at once: many
   * that fall together are an outage.
   */
  readonly openingMs?: number
  /** Written when given. */
  readonly history?: History
  readonly truth?: TruthFile
  /** Called when the number of terminals that were welcomed and are still connected changed. */
  readonly onConnected?: (connected: number) => void
}

/** Terminals that run in this process. */
export interface SimulatedFleet {
  readonly terminals: readonly SimulatedTerminal[]
  /** Those that connect at all, and at once: the others are switched off, or come later. */
  readonly expected: number
  /** Welcomed by the platform and still connected. */
  readonly connected: number
  find(acquirer: string, tid: string): SimulatedTerminal | undefined
  /** Switches all off: saying goodbye, or as if the power went. */
  stop(graceful?: boolean): void
}

/** Switches a fleet on. Each terminal draws its chances from the seed and its own TID, whatever the others do. */
export function startFleet(options: FleetOptions): SimulatedFleet {
  const { machines, scheduler, history, disk, onConnected = () => {} } = options
  const welcomed = new Set<SimulatedTerminal>()
  const surroundings: Surroundings = {
    transport: createSocketTransport({
      ...options.mqtt,
      scheduler,
      ...(history === undefined ? {} : { onPuback: pubackRecorder(history) }),
    }),
    scheduler,
    ...(options.platformUrl === undefined ? {} : { files: httpFiles(options.platformUrl) }),
    ...(options.flash === undefined ? {} : { flash: options.flash }),
    randomness: systemRandom,
    host: limitedHost(options.host ?? httpHost(options.hostUrl), HOST_REQUESTS_AT_ONCE_MAX),
    ...(options.host === undefined || options.trade === undefined
      ? {}
      : { hostLink: options.host, trade: options.trade }),
    observe(event, terminal) {
      if (history !== undefined) recordEvent(event, terminal.machine.identity.device, history)
      if (event.event !== 'WELCOMED' && event.event !== 'CLOSED') return
      if (event.event === 'WELCOMED' && !welcomed.has(terminal)) cloneLater(terminal)
      if (event.event === 'WELCOMED') welcomed.add(terminal)
      else welcomed.delete(terminal)
      onConnected(welcomed.size)
    },
  }
  const clones = new Map<SimulatedTerminal, SimulatedTerminal | null>()
  const cloneLater = (terminal: SimulatedTerminal) => {
    const { clonedAfterMs } = terminal.machine.behaviour
    if (clonedAfterMs === undefined || clones.has(terminal)) return
    clones.set(terminal, null)
    scheduler.after(clonedAfterMs, () => {
      if (stopped) return
      const clone = cloneOf(terminal, disk.storeOf(terminal.identity), surroundings)
      clones.set(terminal, clone)
      clone.start()
    })
  }
  let stopped = false
  const terminals = machines.map((machine) => simulate(machine, options, surroundings))
  const { openingMs = 0 } = options
  const comesLater = ({ behaviour }: SimulatedMachine) => openingMs > 0 && behaviour !== BEHAVIOURS.healthy
  for (const terminal of terminals)
    if (comesLater(terminal.machine))
      scheduler.after(openingMs * (0.5 + terminal.random() / 2), () => {
        if (!stopped) terminal.start()
      })
    else terminal.start()
  const byAddress = new Map(terminals.map((terminal) => [addressOf(terminal.machine), terminal]))
  return {
    terminals,
    expected: machines.filter((machine) => machine.behaviour.connects !== false && !comesLater(machine)).length,
    get connected() {
      return welcomed.size
    },
    find: (acquirer, tid) => byAddress.get(`${acquirer}/${tid}`),
    stop: (graceful = true) => {
      stopped = true
      for (const terminal of [...terminals, ...clones.values()]) terminal?.stop(graceful)
    },
  }
}

function addressOf({ identity }: SimulatedMachine): string {
  return `${identity.acquirer}/${identity.tid}`
}

function simulate(
  machine: SimulatedMachine,
  { disk, seed, history, truth }: FleetOptions,
  shared: Surroundings,
): SimulatedTerminal {
  const { identity } = machine
  const random = seededRandom(seed ^ Number(`0x${Buffer.from(identity.tid).toString('hex').slice(-7)}`))
  const disked = disk.storeOf(identity)
  const store = truth?.keeping(disked) ?? disked
  const scheduler = jittered(shared.scheduler, random)
  if (history === undefined) return new SimulatedTerminal(machine, store, { ...shared, scheduler }, random)
  const transport: Transport = recordedTransport(shared.transport, identity, history)
  return new SimulatedTerminal(machine, recordedStore(store, history), { ...shared, scheduler, transport }, random)
}

/** A copy of a terminal, with all that it knew at this moment; it lives as long as the process. */
function cloneOf(
  { machine, random, software }: SimulatedTerminal,
  store: Store,
  { flash: _flash, ...shared }: Surroundings,
): SimulatedTerminal {
  const copy = new MemoryStore(machine.identity)
  copy.append({ e: 'snapshot', state: stateToJson(store.state) })
  const { clonedAfterMs: _, ...behaviour } = { ...machine.behaviour, app: software.version() }
  const trade = shared.trade && { ...shared.trade, seed: shared.trade.seed + 1 }
  const scheduler = jittered(shared.scheduler, random)
  return new SimulatedTerminal(
    { ...machine, behaviour },
    copy,
    { ...shared, ...(trade && { trade }), scheduler },
    random,
  )
}

/** Long delays vary a little, so that terminals that were switched on together do not beat together for ever. */
function jittered(inner: Scheduler, random: () => number): Scheduler {
  return {
    nowMs: () => inner.nowMs(),
    after: (delayMs, run) =>
      inner.after(delayMs < JITTER_FROM_MS ? delayMs : delayMs * (1 - JITTER_SHARE * random()), run),
  }
}

/** Thousands that sign on together wait their turn, instead of running into their own time limits. */
function limitedHost(inner: Host, places: number): Host {
  const waiting: (() => void)[] = []
  let inside = 0
  const inTurn = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (inside >= places) await new Promise<void>((resolve) => waiting.push(resolve))
    inside++
    try {
      return await ask()
    } finally {
      inside--
      waiting.shift()?.()
    }
  }
  return {
    signOn: (terminal) => inTurn(() => inner.signOn(terminal)),
    echo: (terminal) => inTurn(() => inner.echo(terminal)),
  }
}

function pubackRecorder(history: History) {
  return (device: string, stream: 'report' | 'reply', seq: number) =>
    history.write(device, { fact: 'puback', stream, seq })
}
