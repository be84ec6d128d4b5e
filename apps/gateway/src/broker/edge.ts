import type { Socket } from 'node:net'
import type { AedesOptions, Client, PublishPacket, Subscription } from 'aedes'
import type { Counts } from '../counts.ts'
import type { Verdict } from '../handling/entry.ts'
import type { GatewayLimits } from '../limits.ts'
import { CONNACK, type ConnectRefusal } from './connect-rules.ts'
import { guardFrames } from './frame-guard.ts'
import { answerOnce, type HookFailure } from './safe.ts'
import { type ClientWithParser, TerminalBroker } from './terminal-broker.ts'

type ConnectPacket = Parameters<NonNullable<AedesOptions['preConnect']>>[1]

/** Our side of the broker's hooks. Each may throw or hang: the edge answers for it. */
export interface EdgeHandlers {
  /** Looks at a CONNECT before the login; null lets it go on. */
  connect(client: Client, packet: ConnectPacket): ConnectRefusal | null | Promise<ConnectRefusal | null>
  /** Checks the credentials; null lets the device in. */
  login(client: Client, password: Buffer | undefined): Promise<ConnectRefusal | null>
  subscribe(client: Client, subscription: Subscription): boolean
  unsubscribed(client: Client, topics: readonly string[]): void
  publish(client: Client, packet: PublishPacket): Verdict | Promise<Verdict>
  /** Logged in; its packets follow. */
  ready(client: Client): void
  /** Its socket closed, after `ready`. */
  gone(client: Client): void
}

/** The one place where the library calls us: every hook is wrapped here, and an exception becomes a refusal. */
export async function openEdge(limits: GatewayLimits, counts: Counts, handlers: EdgeHandlers): Promise<TerminalBroker> {
  const failed = (hook: string, failure: HookFailure) => counts.add(`hooks.${hook}_${failure.kind}`)
  const broker = await TerminalBroker.open({
    concurrency: 1_000,
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    // a frame's worth of packets that a terminal sends before its CONNACK
    queueLimit: 42,
    preConnect: (client, packet, done) => {
      // until the login is checked nothing more is read: the library would handle it
      pausable(client).pause()
      answerOnce(
        () => handlers.connect(client, packet),
        limits.hookTimeoutMs,
        (failure) => (failed('connect', failure), FAULT),
        (refusal) =>
          refusal === null
            ? done(null, true)
            : turnAway(client, refusal, counts, () => done(new Error(refusal.reason), false)),
      )
    },
    authenticate: (client, _user, password, done) =>
      answerOnce(
        () => handlers.login(client, password),
        limits.hookTimeoutMs,
        (failure) => (failed('login', failure), FAULT),
        (refusal) => {
          if (refusal === null) return done(null, true)
          counts.add(`refused.${refusal.reason}`)
          done(Object.assign(new Error(refusal.reason), { returnCode: refusal.code }), false)
        },
      ),
    authorizeSubscribe: (client, subscription, done) =>
      answerOnce(
        () => handlers.subscribe(client, subscription),
        limits.hookTimeoutMs,
        (failure) => (failed('subscribe', failure), false),
        (allowed) => done(null, allowed ? subscription : null),
      ),
    authorizePublish: (client, packet, done) =>
      answerOnce<Verdict>(
        () => (client === null ? 'disconnect' : handlers.publish(client, packet)),
        limits.hookTimeoutMs,
        (failure) => (failed('publish', failure), 'disconnect'),
        (verdict) => done(verdict === 'acknowledge' ? null : new Error('not taken')),
      ),
  })
  listen(broker, counts, handlers, failed)
  return broker
}

/** Events of the library end in our handlers; whatever they throw stays here. */
function listen(
  broker: TerminalBroker,
  counts: Counts,
  handlers: EdgeHandlers,
  failed: (hook: string, failure: HookFailure) => void,
): void {
  const quietly = (hook: string, work: () => void) =>
    answerOnce(
      work,
      1_000,
      (failure) => failed(hook, failure),
      () => undefined,
    )
  broker.on('clientReady', (client) => quietly('ready', () => handlers.ready(client)))
  broker.on('clientDisconnect', (client) => quietly('gone', () => handlers.gone(client)))
  broker.on('unsubscribe', (topics, client) => quietly('unsubscribed', () => handlers.unsubscribed(client, topics)))
  // a socket that breaks, a packet that cannot be read: the library has closed it already
  broker.on('clientError', (_client, error) => counts.add(`socketErrors.${nameOf(error)}`))
  broker.on('connectionError', () => counts.add('socketErrorsStrangers'))
  broker.on('keepaliveTimeout', () => counts.add('keepaliveTimeouts'))
  ;(broker as NodeJS.EventEmitter).on('error', () => counts.add('brokerErrors'))
}

/** What ended the connection of a known device: the system's code, a terminal that did not read or speak, or what it sent. */
function nameOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  return LIBRARY_WORDS[error.message] ?? 'PROTOCOL'
}

const LIBRARY_WORDS: Readonly<Record<string, string>> = {
  'drain timeout': 'DRAIN_TIMEOUT',
  'keep alive timeout': 'KEEPALIVE_TIMEOUT',
}

/** Hands a socket to the broker, its frames guarded. */
export function enterSocket(broker: TerminalBroker, socket: Socket, limits: GatewayLimits, counts: Counts): void {
  const client = broker.handle(socket)
  guardFrames(client, limits, {
    tooLarge: () => counts.add(client.connected ? 'cut.FRAME_TOO_LARGE' : 'cut.CONNECT_TOO_LARGE'),
    unhandled: () => counts.add('cut.UNHANDLED'),
  })
}

/** Says no in MQTT's words and closes when they are on their way. */
function turnAway(client: Client, refusal: ConnectRefusal, counts: Counts, closed: () => void): void {
  counts.add(`refused.${refusal.reason}`)
  if ((client as ClientWithParser).closed || client.conn.destroyed) return closed()
  client.conn.end(Buffer.from([0x20, 2, 0, refusal.code]), closed)
}

/** We could not look: the terminal may come again. */
const FAULT: ConnectRefusal = { reason: 'FAULT', code: CONNACK.unavailable }

/** Missing from the library's types. */
function pausable(client: Client): { pause(): void } {
  return client as unknown as { pause(): void }
}
