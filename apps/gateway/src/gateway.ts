import type { Clock } from '@budeng/kernel'
import type { KeyListFile, SigningKey } from '@budeng/protocol'
import { beat, leave, type Log, PLATFORM_ACTOR, PLATFORM_SCOPE, readSetting, releaseAllConnections, type Storage } from '@budeng/storage'
import { Admission } from './broker/admission.ts'
import { Door } from './broker/door.ts'
import { enterSocket, openEdge } from './broker/edge.ts'
import type { TerminalBroker } from './broker/terminal-broker.ts'
import { Counts, Durations } from './counts.ts'
import { Down } from './down.ts'
import { Dispatcher } from './handling/dispatch.ts'
import type { Entry } from './handling/entry.ts'
import { PresenceWatch } from './handling/presence.ts'
import { Revocations } from './handling/revocations.ts'
import { HeartbeatPump } from './heartbeat-pump.ts'
import { Hooks } from './hooks.ts'
import { Lanes } from './lanes/lanes.ts'
import { Links } from './links.ts'
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.ts'
import { Logins } from './logins.ts'
import { type GatewayMetrics, readMetrics } from './metrics.ts'
import { Overload } from './overload.ts'
import { Quarantine } from './quarantine.ts'
import { isTransientFault, Reception } from './reception.ts'
import { Stage } from './stage.ts'

/** What a gateway holds of keys: it can sign the time, and open what terminals and the signer sealed. Nothing more. */
export interface GatewayKeys {
  readonly clockKey: SigningKey
  readonly keyList: KeyListFile
  readonly sealLink: Buffer
}

export interface GatewayOptions {
  readonly storage: Storage
  readonly keys: GatewayKeys
  readonly clock: Clock
  readonly log: Log
  /** 0: any free port. */
  readonly port: number
  readonly host?: string
  /** Names this process in the database; no two live gateways share one. */
  readonly gatewayId: string
  readonly limits?: Partial<GatewayLimits>
  /** Lets `{deviceId}~pub` publish beside a device's connection. Only on loopback. [P-2.7] */
  readonly sideConnections?: boolean
}

export interface Gateway {
  readonly port: number
  metrics(): GatewayMetrics
  /** Takes nobody in, finishes what waits, says good-bye to terminals, releases their rows. */
  close(): Promise<void>
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
/** Until a restore has raised it. */
const FIRST_ERA = 1
/** Closed sockets, and messages put aside, are written together. */
const RELEASE_MS = 100
const QUARANTINE_FLUSH_MS = 500

/** Opens the door to terminals. @throws when the port is taken, the database is away, or side connections are asked for beyond loopback */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { storage, log, gatewayId, host = '127.0.0.1', keys } = options
  const sideConnections = options.sideConnections === true
  if (sideConnections && !LOOPBACK.includes(host)) throw new Error('side connections are for loopback only')
  const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits }
  const era = await prepare(storage, gatewayId)
  const parts = assemble(options, limits, era)
  const { counts, links, revocations, hooks, lanes } = parts
  await revocations.start()

  const broker = await openEdge(limits, counts, hooks)
  const door = new Door({
    host,
    port: options.port,
    limits,
    onSocket: (socket) => enterSocket(broker, socket, limits, counts),
    onRefused: (reason) => counts.add(`refused.${reason}`),
  })
  hooks.attach({ door })
  const metrics = () => readMetrics({ ...parts, door, lanes, storage })
  const port = await door.open()
  const stages = startStages(options, parts, limits, metrics)
  const quiet = storage.onBell(() => {
    void stages.dispatch.run()
    void stages.revocations.run()
  })
  parts.onReady.current = () => void stages.dispatch.run()
  log.info({ port, host, gatewayId, keyListVersion: keys.keyList.list.version }, 'the gateway takes terminals')

  let closing: Promise<void> | null = null
  return {
    port,
    metrics,
    close: () => (closing ??= stop({ ...parts, door, broker, quiet, stages: Object.values(stages), storage, gatewayId, limits }).then(() => log.info({ gatewayId, links: links.size }, 'the gateway has stopped'))),
  }
}

/** A gateway begins with nobody, whatever its last life left behind; the era is the platform's. */
async function prepare(storage: Storage, gatewayId: string): Promise<number> {
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await releaseAllConnections(unit, gatewayId, storage.clock.now())
    const era = await readSetting(unit, 'era')
    return typeof era === 'number' ? era : FIRST_ERA
  })
}

type Parts = ReturnType<typeof assemble>

function assemble({ storage, keys, gatewayId, sideConnections = false }: GatewayOptions, limits: GatewayLimits, era: number) {
  const counts = new Counts()
  const commits = new Durations()
  const links = new Links()
  const down = new Down(limits, counts)
  const quarantine = new Quarantine(storage, limits, counts)
  const presence = new PresenceWatch(storage, gatewayId, links)
  const onReady = { current: () => undefined as void }
  const reject: Quarantine['put'] = (rejected) => quarantine.put(rejected)
  const greeter = { gatewayId, era, clockKey: keys.clockKey, keyList: keys.keyList }
  const reception = new Reception({ storage, greeter: () => greeter, counts, commits, down, presence, reject, onReady: () => onReady.current() })
  const lanes = new Lanes<Entry>(limits.lanes, limits, {
    commit: (entries) => reception.commit(entries),
    onPoison: (entry, fault) => reception.poison(entry, fault),
    isTransient: isTransientFault,
    isAbandoned: (entry) => entry.settled || performance.now() > entry.deadline,
    onTransient: () => counts.add('transientFaults'),
  })
  const overload = new Overload(limits, () => lanes.ageMs(performance.now()))
  const pump = new HeartbeatPump({ storage, gatewayId, counts, overload, presence, down, reject })
  const dispatcher = new Dispatcher({ storage, gatewayId, sealLink: keys.sealLink, links, down, limits, counts })
  const revocations = new Revocations(storage, links, down)
  const admission = new Admission(limits)
  const stopping = { current: false }
  const logins = new Logins({
    storage,
    limits,
    sealLink: keys.sealLink,
    admission,
    sideConnections,
    isStopping: () => stopping.current,
    isConnected: (deviceId) => links.ofDevice(deviceId) !== undefined,
  })
  const hooks = new Hooks({ limits, counts, links, lanes, logins, pump, presence, reception, reject, clock: storage.clock })
  return { counts, commits, links, quarantine, presence, onReady, reception, lanes, overload, pump, dispatcher, revocations, admission, stopping, hooks }
}

function startStages({ storage, log, gatewayId }: GatewayOptions, parts: Parts, limits: GatewayLimits, metrics: () => GatewayMetrics) {
  const { counts, pump, presence, reception, quarantine, dispatcher, revocations } = parts
  const stage = (name: string, everyMs: number, work: () => Promise<void>) => new Stage(name, everyMs, work, log, counts)
  const sayAlive = () =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => beat(unit, { id: gatewayId, kind: 'gateway', detail: { ...metrics() } }))
  const stages = {
    heartbeats: stage('heartbeats', limits.heartbeatFlushMs, () => pump.flush()),
    presence: stage('presence', limits.presenceSweepMs, () => presence.sweep()),
    releases: stage('releases', RELEASE_MS, () => reception.releaseAll()),
    quarantine: stage('quarantine', QUARANTINE_FLUSH_MS, () => quarantine.flush()),
    dispatch: stage('dispatch', limits.dispatchPollMs, () => dispatcher.publish()),
    revocations: stage('revocations', limits.dispatchPollMs, () => revocations.look()),
    beat: stage('beat', limits.beatMs, sayAlive),
  }
  void stages.beat.run()
  return stages
}

interface Running extends Parts {
  readonly door: Door
  readonly broker: TerminalBroker
  readonly quiet: () => void
  readonly stages: readonly Stage[]
  readonly storage: Storage
  readonly gatewayId: string
  readonly limits: GatewayLimits
}

/** Nobody in, all that waits is committed and acknowledged, then the sockets and their rows. */
async function stop(running: Running): Promise<void> {
  const { door, broker, stopping, admission, lanes, overload, stages, quiet, reception, quarantine, pump, storage, gatewayId, limits } = running
  stopping.current = true
  door.shut()
  admission.close()
  quiet()
  for (const stage of stages) await stage.stop()
  await within(limits.stopTimeoutMs, lanes.stop())
  await new Promise<void>((closed) => broker.close(closed))
  await door.close()
  overload.stop()
  const lastWords = async () => {
    await pump.flush()
    await reception.releaseAll()
    await quarantine.flush()
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => leave(unit, gatewayId))
  }
  // a database that is away must not keep a process from ending: the worker finds what it left
  await within(limits.stopTimeoutMs, lastWords().catch(() => undefined))
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))])
  clearTimeout(timer)
}
