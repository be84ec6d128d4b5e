import {
  channelOf,
  downTopic,
  encodeUp,
  INTERVAL_SEC_DEFAULT,
  INTERVAL_SEC_MIN,
  type KeyList,
  toBase64url,
  type UpMessage,
  upTopic,
  followingKeyList,
  keyListInWelcome,
  verifyKeyList,
  verifyWelcome,
  type Welcome,
} from '@budeng/protocol'
import { Backoff } from './backoff.ts'
import { HELLO_RENEW_MS, HELLO_RETRY_CAP_MS, HELLO_RETRY_MS } from './limits.ts'
import type { Observe } from './observe.ts'
import type { Connection, Randomness, Scheduler, Transport } from './ports.ts'
import type { Entry } from './state.ts'
import type { Store } from './store.ts'
import type { CountedTime } from './time.ts'

type Distribute<Message> = Message extends unknown ? Omit<Message, 'v' | 'conn' | 'n'> : never
/** An upward message without what the connection adds. */
export type UpBody = Distribute<UpMessage>
type HeartbeatBody = Extract<UpBody, { kind: 'hb' }>
type HelloBody = Extract<UpBody, { kind: 'hello' }>

interface LinkParts {
  readonly store: Store
  readonly transport: Transport
  readonly scheduler: Scheduler
  readonly random: Randomness
  readonly time: CountedTime
  readonly upKey: Uint8Array
  readonly observe: Observe
  heartbeat(): HeartbeatBody
  hello(nonce: string): HelloBody
  /** The hello is out: what waits may follow. */
  opened(): void
  welcomed(): void
  message(payload: Uint8Array): void
}

/** One connection after another: will, hello, welcome, heartbeats, and the way back after a loss. [P-2] [P-5] [P-6] */
export class Link {
  readonly #parts: LinkParts
  readonly #backoff: Backoff
  #connection: Connection | null = null
  #openedAtMs: number | null = null
  #n = 0
  #nonce: string | null = null
  #intervalMs = INTERVAL_SEC_DEFAULT * 1_000
  #helloRetryMs = HELLO_RETRY_MS
  #stopped = true
  /** The platform does not know yet which list we have. */
  #listChanged = false
  #cancelHello: (() => void) | null = null
  #cancelBeat: (() => void) | null = null
  #cancelReconnect: (() => void) | null = null

  constructor(parts: LinkParts) {
    this.#parts = parts
    this.#backoff = new Backoff(() => parts.random.unit())
  }

  get isOpen(): boolean {
    return this.#openedAtMs !== null
  }

  start(): void {
    this.#stopped = false
    this.#connect()
  }

  /** Ends for good. Not `graceful`: as when the power goes, and the platform gets the will. */
  stop(graceful: boolean): void {
    this.#stopped = true
    this.#cancelReconnect?.()
    const connection = this.#connection
    this.#forgetConnection()
    connection?.close(graceful)
  }

  /** Gives the present connection up without goodbye, and opens another at once. */
  reconnect(): void {
    if (this.#stopped) return
    const connection = this.#connection
    this.#forgetConnection()
    this.#cancelReconnect?.()
    connection?.close(false)
    this.#connect()
  }

  /** Sends on the present connection; false when there is none. */
  send(body: UpBody): boolean {
    if (this.#connection === null || this.#openedAtMs === null) return false
    const { identity, state } = this.#parts.store
    const message = { v: 1, conn: state.conn, n: ++this.#n, ...body } as UpMessage
    const topic = upTopic(identity, channelOf[message.kind])
    this.#connection.publish(topic, encodeUp(topic, message, this.#parts.upKey), message.kind === 'hb' ? 0 : 1)
    return true
  }

  /** The time is not known any more: asks for it now, unless an answer is on its way. [P-5.6] */
  askTime(): void {
    if (this.isOpen && this.#nonce === null) this.#sayHello()
  }

  /** A heartbeat now, and the next one an interval later. [P-6.3] */
  beat(): void {
    this.#cancelBeat?.()
    if (!this.send(this.#parts.heartbeat())) return
    this.#cancelBeat = this.#parts.scheduler.after(this.#intervalMs, () => this.beat())
  }

  #connect(): void {
    const { store, transport, upKey } = this.#parts
    const { identity } = store
    const conn = store.state.conn + 1
    store.append({ e: 'conn', conn })
    this.#n = 0
    const willTopic = upTopic(identity, 'hb')
    // callbacks of a connection that was given up must not touch its successor
    const mine = (run: (payload: Uint8Array) => void) => (payload?: Uint8Array) => {
      if (store.state.conn === conn && !this.#stopped) run(payload ?? new Uint8Array())
    }
    const connection = transport.open(
      {
        clientId: identity.device,
        password: identity.mqttSecret,
        subscribe: downTopic(identity),
        will: { topic: willTopic, payload: encodeUp(willTopic, { v: 1, kind: 'lost', conn, n: 0 }, upKey) },
      },
      {
        connected: mine(() => this.#opened(connection)),
        message: mine((payload) => this.#parts.message(payload)),
        closed: mine(() => this.#closed()),
      },
    )
    this.#connection = connection
  }

  #opened(connection: Connection): void {
    this.#connection = connection
    this.#openedAtMs = this.#parts.scheduler.nowMs()
    this.#helloRetryMs = HELLO_RETRY_MS
    this.#parts.observe({ event: 'CONNECTED', conn: this.#parts.store.state.conn })
    this.#sayHello()
    // the welcome brings the first heartbeat forward; without one it comes by itself
    this.#cancelBeat = this.#parts.scheduler.after(this.#intervalMs, () => this.beat())
    this.#parts.opened()
  }

  #closed(): void {
    const { scheduler, observe, store } = this.#parts
    const lastedMs = this.#openedAtMs === null ? 0 : scheduler.nowMs() - this.#openedAtMs
    this.#forgetConnection()
    const retryInMs = this.#backoff.nextMs(lastedMs)
    observe({ event: 'CLOSED', conn: store.state.conn, retryInMs })
    this.#cancelReconnect = scheduler.after(retryInMs, () => this.#connect())
  }

  #forgetConnection(): void {
    this.#connection = null
    this.#openedAtMs = null
    this.#nonce = null
    this.#cancelHello?.()
    this.#cancelBeat?.()
  }

  /** Says hello with a fresh nonce, and again, ever more rarely, until a welcome answers the last one. [P-5.2] */
  #sayHello(): void {
    const { random, scheduler, hello } = this.#parts
    this.#cancelHello?.()
    const nonce = toBase64url(random.bytes(32))
    this.#nonce = nonce
    this.#listChanged = false
    this.send(hello(nonce))
    this.#cancelHello = scheduler.after(this.#helloRetryMs, () => this.#sayHello())
    this.#helloRetryMs = Math.min(this.#helloRetryMs * 2, HELLO_RETRY_CAP_MS)
  }

  /** A signed welcome: taken when a clock key that we already have signed it and it answers our last hello. [P-5.4] */
  welcome(token: string): void {
    const { store, observe, scheduler, time } = this.#parts
    // the list proves itself, and may name the key that signed this welcome [P-4.4]
    const brought = keyListInWelcome(token)
    const isNew = brought !== null && this.#takeKeyList(brought)
    const reading = verifyWelcome(token, keyListOf(store), time.now())
    if (!reading.ok) return observe({ event: 'REFUSED', what: 'welcome', reason: reading.reason })
    const welcome = reading.payload
    if (welcome.nonce !== this.#nonce) return observe({ event: 'REFUSED', what: 'welcome', reason: 'WRONG_NONCE' })
    if (welcome.era < store.state.era) return observe({ event: 'REFUSED', what: 'welcome', reason: 'OLD_ERA' })
    this.#nonce = null
    time.set(welcome.serverTime)
    const entries = agreed(welcome, store)
    if (entries.length > 0) store.append(...entries)
    this.#intervalMs = Math.max(welcome.intervalSec, INTERVAL_SEC_MIN) * 1_000
    this.#cancelHello?.()
    this.#helloRetryMs = HELLO_RETRY_MS
    this.#cancelHello = scheduler.after(HELLO_RENEW_MS, () => this.#sayHello())
    if (isNew) this.#listChanged = true
    observe({ event: 'WELCOMED', era: welcome.era, epoch: welcome.epoch, intervalSec: welcome.intervalSec })
    this.beat()
    this.#parts.welcomed()
    if (this.#listChanged) this.#sayHello()
  }

  /** A key list by itself. The platform hears of it by a hello; while a welcome is still to come, after that one. [P-4.5] */
  keyList(token: string): void {
    if (!this.#takeKeyList(token)) return
    if (this.#nonce === null) this.#sayHello()
    else this.#listChanged = true
  }

  /** Takes a newer list under a root of ours, durably; false when it is not one. [P-4.3] */
  #takeKeyList(token: string): boolean {
    const { store, observe } = this.#parts
    const newer = followingKeyList(token, keyListOf(store), rootOf(store))
    if (newer === null) {
      observe({ event: 'REFUSED', what: 'keylist', reason: 'NOT_NEWER_UNDER_OUR_ROOT' })
      return false
    }
    store.append({ e: 'keys', rootKey: newer.rootX, keyList: newer.list })
    observe({ event: 'KEY_LIST', version: newer.list.version })
    return true
  }
}

/** What a welcome changes on disk: epoch and era, floors after a lost store. [P-5.3] [P-5.7] */
function agreed(welcome: Welcome, store: Store): Entry[] {
  const { state } = store
  const { epoch, era, highestSeq, reportSeq, replySeq } = welcome
  const entries: Entry[] = []
  if (epoch !== state.epoch || era !== state.era) entries.push({ e: 'agreed', epoch, era })
  if (state.storeLost) entries.push({ e: 'floor', highestSeq, reportSeq, replySeq })
  return entries
}

function rootOf({ state, identity }: Store): string {
  return state.rootKey ?? identity.rootKey
}

const NO_KEYS: KeyList = { version: 0, keys: [] }
/** Terminals of one fleet are enrolled with the same list: a simulator keeps it once. */
let lastEnrolled: { readonly token: string; readonly rootKey: string; readonly list: KeyList } | null = null

/** The list that holds now: the newest received, else the one from enrolment. */
export function keyListOf({ state, identity }: Store): KeyList {
  if (state.keyList !== null) return state.keyList
  const { keyList: token, rootKey } = identity
  if (lastEnrolled?.token !== token || lastEnrolled.rootKey !== rootKey) {
    const reading = verifyKeyList(token, [rootKey])
    lastEnrolled = { token, rootKey, list: reading.ok ? reading.payload : NO_KEYS }
  }
  return lastEnrolled.list
}
