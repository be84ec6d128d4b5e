import type { Clock } from '@budeng/kernel'
import {
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  readSetting,
  releaseAllConnections,
  type Storage,
} from '@budeng/storage'
import { Door } from './broker/door.ts'
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

/**
 * Opens the door to terminals.
 * @throws when the port is taken, the database is away, or side connections are asked for beyond loopback
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { storage, log, gatewayId, host = '127.0.0.1', sideConnections = false } = options
  if (sideConnections && !LOOPBACK.includes(host)) throw new Error('side connections are for loopback only')
  const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits }
  const era = await prepare(storage, gatewayId)
  const parts = makeParts({ ...options, limits, sideConnections, era })
  const { counts, hooks, overload } = parts
  await parts.revocations.start()

  const broker = await openEdge(limits, counts, hooks)
  const door = new Door({
    host,
    port: options.port,
    limits,
    onSocket: (socket) => enterSocket(broker, socket, limits, counts),
    onRefused: (reason) => counts.add(`refused.${reason}`),
  })
  hooks.attach(door)
  const port = await door.open().catch((fault: unknown) => {
    overload.stop()
    broker.close()
    throw fault
  })
  const metrics = () => readMetrics({ ...parts, door })
  const stages = startStages(parts, metrics)
  const quiet = storage.onBell(() => {
    void stages.dispatch.run()
    void stages.revocations.run()
  })
  parts.onReady.current = () => void stages.dispatch.run()
  log.info({ port, host, gatewayId }, 'the gateway takes terminals')

  let closing: Promise<void> | null = null
  const stop = () => stopRunning({ parts, door, broker, stages, quiet })
  return { port, metrics, close: () => (closing ??= stop()) }
}

/** A gateway begins with nobody, whatever its last life left behind; the era is the platform's. */
async function prepare(storage: Storage, gatewayId: string): Promise<number> {
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await releaseAllConnections(unit, gatewayId, storage.clock.now())
    const era = await readSetting(unit, 'era')
    return typeof era === 'number' ? era : FIRST_ERA
  })
}
