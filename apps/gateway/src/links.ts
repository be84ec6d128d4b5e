import type { Instant } from '@budeng/kernel'
import { downTopic, type LinkSecrets } from '@budeng/protocol'
import type { DeviceLogin, StreamRow } from '@budeng/storage'
import type { Client } from 'aedes'
import { type LinkHealth, UNKNOWN_HEALTH } from './handling/health.ts'
import type { AckedRoot } from './handling/journal/acknowledge-journal.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import type { Visitor } from './visitors.ts'

/** The newest heartbeat of a terminal, unread: its tag is checked when it is written. */
export interface RawHeartbeat {
  readonly topic: string
  readonly payload: Buffer
  readonly at: Instant
}

/** One device that is connected here, from its login to the end of its socket. */
export interface Link {
  readonly login: DeviceLogin
  readonly secrets: LinkSecrets
  readonly client: Client
  readonly down: string
  readonly since: Instant
  /** True when the device was still connected here over another socket. */
  readonly tookOver: boolean
  /** Counter of the terminal's connections; null until its hello is committed. */
  conn: number | null
  /** Number by which writes prove that this gateway holds the terminal; null until hello. */
  fence: number | null
  /** Epoch of its journal, which our acknowledgements name. */
  epoch: number
  /** How far its streams are received, and its faults, as of our last commit; null until hello. */
  report: StreamRow | null
  reply: StreamRow | null
  faults: readonly string[]
  /** How its health stands: what was derived from it, what is about to turn, what was written down last. */
  health: LinkHealth
  subscribed: boolean
  closed: boolean
  /** Messages that wait for their commit. */
  inFlight: number
  /** Messages that it may send now, and as of when. */
  allowance: number
  allowanceAt: Instant
  /** Heartbeats that it may still send under overload, and as of when. */
  credit: number
  creditAt: number
  heartbeat: RawHeartbeat | null
  /** The next heartbeat is a piece of evidence that a command waits for. */
  heartbeatAwaited: boolean
  /** The newest heartbeat that was stored. */
  heartbeatAt: Instant | null
  /** As it was told, and how many times longer than usual that is. */
  heartbeatIntervalMs: number
  slowed: number
  /** How far its journals were at our newest acknowledgements on this connection. */
  ackedRoots: readonly AckedRoot[]
  /** The newest digest that was found equal: the same one need not be looked at again. */
  equalDigest: string | null
  cloneTold: boolean
  /** Nonce of the first hello that was refused for an older connection, and whether that was told. */
  refusedNonce: string | null
  refusedTold: boolean
  /** Version of the newest key list that the terminal has or was sent on this connection. */
  keyListVersion: number
}

/** Who is connected here: by device, and by terminal for what goes down. */
export class Links {
  readonly #byDevice = new Map<string, Link>()
  readonly #byTerminal = new Map<string, Link>()
  #training = 0

  get size(): number {
    return this.#byDevice.size
  }

  /** How many of them are simulated terminals of people who learn. */
  get training(): number {
    return this.#training
  }

  add({ login, secrets, tookOver }: Visitor, client: Client, at: Instant): Link {
    const link: Link = {
      login,
      secrets,
      client,
      down: downTopic(login),
      since: at,
      tookOver,
      conn: null,
      fence: null,
      epoch: 0,
      report: null,
      reply: null,
      faults: [],
      health: UNKNOWN_HEALTH,
      subscribed: false,
      closed: false,
      inFlight: 0,
      allowance: GATEWAY_LIMITS.messagesBurst,
      allowanceAt: at,
      credit: 0,
      creditAt: 0,
      heartbeat: null,
      heartbeatAwaited: false,
      heartbeatAt: null,
      heartbeatIntervalMs: login.heartbeatIntervalMs,
      slowed: 1,
      ackedRoots: [],
      equalDigest: null,
      cloneTold: false,
      refusedNonce: null,
      refusedTold: false,
      keyListVersion: 0,
    }
    if (login.training && !this.#byDevice.has(login.deviceId)) this.#training++
    this.#byDevice.set(login.deviceId, link)
    this.#byTerminal.set(login.terminal.terminalId, link)
    return link
  }

  /** Forgets the link, unless another socket of the device has taken its place. */
  remove(link: Link): void {
    link.closed = true
    if (this.#byDevice.get(link.login.deviceId) === link) {
      this.#byDevice.delete(link.login.deviceId)
      if (link.login.training) this.#training--
    }
    if (this.#byTerminal.get(link.login.terminal.terminalId) === link)
      this.#byTerminal.delete(link.login.terminal.terminalId)
  }

  ofDevice(deviceId: string): Link | undefined {
    return this.#byDevice.get(deviceId)
  }

  ofTerminal(terminalId: string): Link | undefined {
    return this.#byTerminal.get(terminalId)
  }

  all(): IterableIterator<Link> {
    return this.#byDevice.values()
  }
}

/** A link whose hello is committed: it may write and be written to. */
export interface ReadyLink extends Link {
  conn: number
  fence: number
}

export function isReady(link: Link): link is ReadyLink {
  return link.fence !== null && link.conn !== null && !link.closed
}
