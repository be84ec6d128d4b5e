import type { Clock } from '@budeng/kernel'
import type { ServerTls } from '@budeng/protocol'
import { type Log, PLATFORM_ACTOR, PLATFORM_SCOPE, readEra, releaseAllConnections, type Storage } from '@budeng/storage'
import type { ClientCertificates } from './broker/certificate.ts'
import { Door, type DoorOptions } from './broker/door.ts'
import { enterSocket, openEdge } from './broker/edge.ts'
import type { GatewayKeys } from './keys.ts'
import { GATEWAY_LIMITS, type GatewayLimits } from './limits.ts'
import { type GatewayMetrics, readMetrics } from './metrics.ts'
import { makeParts } from './parts.ts'
import { startStages, stopRunning } from './stages.ts'

export interface GatewayOptions {
  readonly storage: Storage
  readonly keys: GatewayKeys
  readonly clock: Clock
  readonly log: Log
  /** Port without TLS; 0: any free one; null: none. */
  readonly port: number | null
  readonly host?: string
  /** Lets the listener without TLS stand on another address than loopback. */
  readonly plainForced?: boolean
  readonly tls?: TlsListener
  /** Names this process in the database; no two live gateways share one. */
  readonly gatewayId: string
  readonly limits?: Partial<GatewayLimits>
  /** Lets `{deviceId}~pub` publish beside a device's connection. Only on loopback. [P-2.7] */
  readonly sideConnections?: boolean
}

/** The listener with TLS. */
export interface TlsListener {
  readonly port: number
  readonly host: string
  readonly server: ServerTls
  /** What terminals' certificates do, where the server asks for them. */
  readonly clientCertificates: ClientCertificates
}

export interface Gateway {
  /** 0: there is none without TLS. */
  readonly port: number
  /** 0: there is none with TLS. */
  readonly tlsPort: number
  metrics(): GatewayMetrics
  /** Takes nobody in, finishes what waits, says good-bye to terminals, releases their rows. */
  close(): Promise<void>
}

export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost']

/** @throws when a listener would stand where it must not, or there is none */
function assertListeners({ host = '127.0.0.1', port, plainForced, sideConnections, tls }: GatewayOptions): void {
  if (port === null && tls === undefined) throw new Error('a gateway needs a listener, with TLS or without')
  const plainIsOpen = port !== null && !LOOPBACK.includes(host)
  if (plainIsOpen && plainForced !== true)
    throw new Error(`the listener without TLS is for loopback only, not for ${host}, unless it is forced`)
  const allOnLoopback = !plainIsOpen && (tls === undefined || LOOPBACK.includes(tls.host))
  if (sideConnections === true && !allOnLoopback) throw new Error('side connections are for loopback only')
}

/**
 * Opens the door to terminals.
 * @throws when the port is taken, the database is away, or side connections are asked for beyond loopback
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { storage, log, gatewayId, host = '127.0.0.1', sideConnections = false, tls } = options
  assertListeners(options)
  const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits }
  const era = await prepare(storage, gatewayId)
  const asksForCertificates = tls !== undefined && tls.server.files.clientCaFile !== null
  const parts = makeParts({
    ...options,
    limits,
    sideConnections,
    era,
    tls: tls?.server ?? null,
    clientCertificates: asksForCertificates ? tls.clientCertificates : null,
  })
  const { counts, hooks, overload, lobby } = parts
  await parts.revocations.start()

  const broker = await openEdge(limits, counts, hooks)
  const door = (place: Pick<DoorOptions, 'host' | 'port' | 'tls'>) =>
    new Door({
      ...place,
      lobby,
      handshakeTimeoutMs: limits.connectTimeoutMs,
      onSocket: (socket) => enterSocket(broker, socket, limits, counts),
      onRefused: (reason) => counts.add(`refused.${reason}`),
    })
  const plain = options.port === null ? null : door({ host, port: options.port })
  const secure = tls === undefined ? null : door({ host: tls.host, port: tls.port, tls: tls.server })
  const doors = [plain, secure].filter((one) => one !== null)
  const [port, tlsPort] = await Promise.all([plain?.open() ?? 0, secure?.open() ?? 0]).catch(async (fault: unknown) => {
    overload.stop()
    broker.close()
    for (const one of doors) one.shut()
    throw fault
  })
  const metrics = () => readMetrics(parts)
  const stages = startStages(parts, metrics)
  const quiet = storage.onBell(() => {
    void stages.dispatch.run()
    void stages.revocations.run()
    void stages.asked.run()
  })
  parts.onAwaited.current = () => stages.heartbeats.soon(limits.heartbeatAwaitedMs)
  parts.onReady.current = () => void stages.dispatch.run()
  log.info({ port, tlsPort, host, gatewayId }, 'the gateway takes terminals')

  let closing: Promise<void> | null = null
  const stop = () => stopRunning({ parts, doors, broker, stages, quiet })
  return { port, tlsPort, metrics, close: () => (closing ??= stop()) }
}

/** A gateway begins with nobody, whatever its last life left behind; the era is the platform's. */
async function prepare(storage: Storage, gatewayId: string): Promise<number> {
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await releaseAllConnections(unit, gatewayId, storage.clock.now())
    return await readEra(unit)
  })
}
