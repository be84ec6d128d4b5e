import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Clock, NewId } from '@budeng/kernel'
import type { ServerTls } from '@budeng/protocol'
import type { Storage } from '@budeng/storage'
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import { auditExportRoute } from './audit/export.route.ts'
import { importRoutes } from './access/import.route.ts'
import { downloadRoute } from './files/download.route.ts'
import { evidenceRoutes } from './files/evidence.route.ts'
import { packageRoutes } from './files/package.route.ts'
import { terminalFileRoutes } from './files/terminal-file.route.ts'
import { photoRoutes } from './files/photo.route.ts'
import { uploadRoute } from './files/upload.route.ts'
import { boundTime } from './http/bound-time.ts'
import { relyingPartyOf } from './access/relying-party.ts'
import { Sessions } from './access/sessions.ts'
import { callbackRoute } from './access/sso/callback.route.ts'
import { ProviderClient } from './access/sso/provider-client.ts'
import { enrolRoute } from './enrolment/enrol.route.ts'
import { Feed } from './feed/feed.ts'
import { FleetFigures } from './fleet/figures.ts'
import { apolloServer } from './graphql/apollo.ts'
import { CostBudget } from './graphql/cost-budget.ts'
import { apiSchema } from './graphql/schema.ts'
import { openSockets } from './graphql/websocket.ts'
import type { ApiKeys, House } from './house.ts'
import { dashboardRoutes } from './http/dashboard.ts'
import { graphqlRoute } from './http/graphql.route.ts'
import { healthRoutes } from './http/health.ts'
import { answerBadAddress, answerErrorsAsJson } from './http/json-error.ts'
import { type ApiMetrics, apiMetrics, metricsRoute } from './http/metrics.ts'
import { followRequests } from './http/requests.ts'
import { securityHeaders } from './http/security-headers.ts'
import {
  BODY_BYTES_MAX,
  CLOSE_IDLE_MS,
  CLOSE_TIMEOUT_MS,
  FILE_TIMEOUT_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
} from './limits.ts'
import { type Log, logFault } from './log.ts'

export interface ApiOptions {
  /** Opened under the role `app`; closed by whoever opened it. */
  readonly storage: Storage
  readonly clock: Clock
  readonly newId: NewId
  /** The time of day, which authenticators go by; `clock` when left out. */
  readonly codeClock?: Clock
  readonly keys: ApiKeys
  /** An action on more terminals than this counts one tier higher. */
  readonly bulkRaise: number
  /** The address under which people open the platform; passkeys are made for its name. */
  readonly publicUrl: string
  /** Origins of identity providers that need no TLS or stand in our own network. */
  readonly ssoIssuers?: readonly string[]
  /** Origins to which notifications may go although they are inside; none when left out. */
  readonly notifyInside?: readonly string[]
  /** 0: a free one. */
  readonly port: number
  readonly host: string
  /** Where files of acquirers lie without their card numbers, and files that people take out; the worker has the same. */
  readonly filesFolder: string
  /** The built dashboard; none: the API alone. */
  readonly dashboardDir?: string
  readonly log: Log
  /** Platform milliseconds in a real one; 1 when left out. */
  readonly clockFactor?: number
  /** True: cookies and headers as for a public name. */
  readonly production: boolean
  /** Pages of other origins that may speak to the API, e.g. of a dashboard under development. */
  readonly allowedOrigins?: readonly string[]
  /** Proxies in front of us: their word for a client's address is believed, nobody else's. */
  readonly trustedProxies?: readonly string[]
  /** Left out: HTTP on the bare socket, behind a proxy or on loopback. */
  readonly tls?: ServerTls
  /** Cost that one session may spend in a minute. */
  readonly costPerMinute?: number | undefined
}

export interface Api {
  readonly url: string
  /** Every address that answers, as `GET /path`. */
  readonly addresses: readonly string[]
  /** Finishes what is being answered, within seconds. */
  close(): Promise<void>
}

/** GraphQL over HTTP and WebSocket, enrolment, health, figures and the dashboard, on one port. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { storage, clock, newId, keys, bulkRaise, log, allowedOrigins = [], trustedProxies = [] } = options
  const sessions = new Sessions(storage, clock, log)
  const feed = new Feed(storage, log, (sessionId) => sessions.ended(sessionId))
  const relyingParty = relyingPartyOf(options.publicUrl)
  const figures = new FleetFigures()
  const { codeClock = clock, publicUrl, ssoIssuers = [] } = options
  const house: House = {
    storage,
    clock,
    codeClock,
    newId,
    keys,
    bulkRaise,
    relyingParty,
    providers: new ProviderClient({ publicUrl, listed: ssoIssuers, clock: codeClock }),
    filesFolder: options.filesFolder,
    notifyInside: new Set(options.notifyInside),
    log,
    sessions,
    feed,
    figures,
  }
  const schema = apiSchema()
  const budget = new CostBudget(options.costPerMinute)
  const metrics = apiMetrics(options.tls)
  const apollo = apolloServer(house, schema, budget, metrics)
  await apollo.start()
  const app = await httpServer(options, metrics)
  const addresses: string[] = []
  app.addHook('onRoute', ({ method, url }) => void addresses.push(...[method].flat().map((one) => `${one} ${url}`)))
  healthRoutes(app, house, options.tls)
  metricsRoute(app, house, metrics)
  await enrolRoute(app, house)
  await auditExportRoute(app, house, allowedOrigins)
  await importRoutes(app, house, allowedOrigins)
  await callbackRoute(app, house)
  await uploadRoute(app, house, allowedOrigins)
  downloadRoute(app, house, allowedOrigins)
  await evidenceRoutes(app, house, allowedOrigins)
  await terminalFileRoutes(app, house, allowedOrigins)
  await packageRoutes(app, house, allowedOrigins)
  await photoRoutes(app, house, allowedOrigins)
  await graphqlRoute(app, house, apollo, { allowedOrigins, clockFactor: options.clockFactor ?? 1 })
  await dashboardRoutes(app, options.dashboardDir)
  const sockets = openSockets(house, app.server, schema, budget, { allowedOrigins, trustedProxies })
  metrics.watch(sockets.count)
  const url = await app.listen({ port: options.port, host: options.host })
  log.info({ url }, 'the API listens')
  const close = async () => {
    const late = setTimeout(() => app.server.closeAllConnections(), CLOSE_TIMEOUT_MS)
    await sockets.close()
    // who keeps a connection after the last answer has nothing to wait for
    const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_MS)
    await app.close().finally(() => clearInterval(idle))
    clearTimeout(late)
    await apollo.stop()
    await feed.close()
  }
  let closing: Promise<void> | undefined
  return {
    url,
    addresses,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

async function httpServer(
  { log, production, trustedProxies = [], tls }: ApiOptions,
  metrics: ApiMetrics,
): Promise<FastifyInstance> {
  const settings: FastifyHttpOptions<Server> = {
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: BODY_BYTES_MAX,
    // of the longest request there is; all others are bounded by their route
    requestTimeout: FILE_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
    },
    logger: false,
    frameworkErrors: answerBadAddress,
  }
  const app = tls === undefined ? Fastify(settings) : httpsServer(settings, tls)
  answerErrorsAsJson(app, log)
  followRequests(app, metrics)
  boundTime(app)
  // whoever comes by HTTPS, to us or to the proxy before us, shall come so for ever
  await securityHeaders(app, production || tls !== undefined || trustedProxies.length > 0)
  // a connection that could not be taken in, as when the system has no buffers, takes nobody else along
  app.server.on('error', logFault(log, 'a connection could not be taken in'))
  return app
}

/** The same routes over TLS; a renewed certificate is used for the next connection. */
function httpsServer(settings: object, tls: ServerTls): FastifyInstance {
  const app = Fastify({ ...settings, https: { ...tls.options, headersTimeout: HEADERS_TIMEOUT_MS } })
  tls.attach(app.server)
  return app
}
