import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerTls } from '@budeng/protocol'
import { liveProcesses, type ProcessRow } from '@budeng/storage'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { House } from '../house.ts'

/** Figures of this process. */
export interface ApiMetrics {
  readonly registry: Registry
  readonly requests: Histogram<'route' | 'status'>
  readonly errors: Counter<'code'>
  /** Names who counts open sockets and running subscriptions. */
  watch(count: () => { readonly sockets: number; readonly subscriptions: number }): void
}

export function apiMetrics(tls?: ServerTls): ApiMetrics {
  const registry = new Registry()
  if (tls !== undefined)
    gauge(
      registry,
      'budeng_api_certificate_expires_seconds',
      'When the certificate of HTTPS ends, since 1970.',
      () => tls.figures().certificateExpiresSeconds,
    )
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({
      name: 'budeng_api_request_seconds',
      help: 'HTTP requests by route and status.',
      labelNames: ['route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    }),
    errors: new Counter({
      name: 'budeng_api_errors_total',
      help: 'GraphQL errors by code.',
      labelNames: ['code'],
      registers: [registry],
    }),
    watch: (count) => {
      gauge(registry, 'budeng_api_sockets', 'WebSockets that are open.', () => count().sockets)
      gauge(registry, 'budeng_api_subscriptions', 'Subscriptions that run.', () => count().subscriptions)
    },
  }
}

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  const made: Gauge = new Gauge({ name, help, registers: [registry], collect: () => made.set(value()) })
}

/**
 * `/metrics` for a collector on this machine: the figures of this process, and those that gateways and workers beat
 * into their rows. Asked from elsewhere it is not there.
 */
export function metricsRoute(app: FastifyInstance, house: House, { registry }: ApiMetrics): void {
  app.get('/metrics', async (request, reply) => {
    if (!isFromThisMachine(request)) return reply.callNotFound()
    const processes = await house.storage.read({ path: null }, (db) => liveProcesses(db)).catch(() => [])
    reply.type(registry.contentType)
    return `${await registry.metrics()}${connectionLines(house)}${processes.map(processLines).join('')}`
  })
}

/** Not through a proxy on this machine, which would speak for the outside. */
function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  return !isForwarded && isLoopbackAddress(socket.remoteAddress ?? '')
}

function isLoopbackAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}

function connectionLines({ storage }: House): string {
  const { connections, reads, writes, repeats } = storage.stats()
  const lines = {
    ...prefixed('database_connections', connections),
    database_reads_total: reads,
    database_writes_total: writes,
    database_repeats_total: repeats,
  }
  return Object.entries(lines)
    .map(([name, value]) => `budeng_api_${name} ${value}\n`)
    .join('')
}

function prefixed(prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}_${name}`, value]))
}

/** Numbers of a process's detail, nested ones too, as `budeng_<kind>_<name>{process="…"}`. */
function processLines({ id, kind, detail }: ProcessRow): string {
  const label = `{process="${id.replaceAll(/[^\w.:-]/g, '_')}"}`
  return figuresOf(detail)
    .map(([name, value]) => `budeng_${kind}_${name}${label} ${value}\n`)
    .join('')
}

function figuresOf(detail: unknown, prefix = ''): [string, number][] {
  if (detail === null || typeof detail !== 'object') return []
  return Object.entries(detail).flatMap(([name, value]): [string, number][] => {
    const full = `${prefix}${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(/\W/g, '_')}`
    if (typeof value === 'number' && Number.isFinite(value)) return [[full, value]]
    return prefix.split('_').length > 3 ? [] : figuresOf(value, `${full}_`)
  })
}
