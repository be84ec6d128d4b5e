import type { Clock } from '@budeng/kernel'
import { decodeUp } from '@budeng/protocol'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Client, PublishPacket, Subscription } from 'aedes'
import type { ConnectRefusal } from './broker/connect-rules.ts'
import { certificateNames } from './broker/certificate.ts'
import type { Lobby } from './broker/lobby.ts'
import type { EdgeHandlers } from './broker/edge.ts'
import type { Counts } from './counts.ts'
import type { Entry, Verdict } from './handling/entry.ts'
import { type InboundParts, onPublish } from './handling/inbound.ts'
import type { JournalEntry } from './handling/journal/commit-journal.ts'
import type { JournalReception } from './handling/journal/reception.ts'
import type { PresenceWatch } from './handling/presence.ts'
import type { HeartbeatPump } from './heartbeat-pump.ts'
import type { Lanes } from './lanes/lanes.ts'
import type { Link, Links } from './links.ts'
import type { GatewayLimits } from './limits.ts'
import type { Logins } from './logins.ts'
import type { Rejected } from './quarantine.ts'
import type { Reception } from './reception.ts'
import type { Visitor } from './visitors.ts'

export interface HooksParts {
  readonly limits: GatewayLimits
  readonly lobby: Pick<Lobby, 'welcome'>
  readonly counts: Counts
  readonly links: Links
  readonly lanes: Pick<Lanes<Entry>, 'depth' | 'push'>
  readonly journalLanes: Pick<Lanes<JournalEntry>, 'weight' | 'push'>
  readonly journals: Pick<JournalReception, 'read'>
  readonly logins: Pick<Logins, 'connect' | 'login'>
  readonly pump: HeartbeatPump
  readonly presence: PresenceWatch
  readonly reception: Reception
  readonly reject: (rejected: Rejected) => void
  readonly clock: Clock
}

type ConnectPacket = Parameters<EdgeHandlers['connect']>[1]

/** What the broker's hooks mean here. A socket that has not logged in is nobody: whatever it sends is not looked at. */
export class Hooks implements EdgeHandlers {
  readonly #parts: HooksParts
  readonly #inbound: InboundParts
  readonly #visitors = new WeakMap<Client, Visitor>()

  constructor(parts: HooksParts) {
    const { limits, counts, lanes, journalLanes, journals, pump, reject } = parts
    this.#parts = parts
    this.#inbound = {
      limits,
      counts,
      clock: parts.clock,
      depth: () => lanes.depth,
      journalDepth: () => journalLanes.weight,
      enqueue: (entry) => {
        const { terminalId } = entry.link.login.terminal
        const read = journals.read(entry)
        if (read === null) lanes.push(terminalId, entry)
        else journalLanes.push(terminalId, read)
      },
      heartbeat: (link, topic, payload) => pump.take(link, topic, payload),
      reject,
    }
  }

  connect(client: Client, packet: ConnectPacket): ConnectRefusal | null | Promise<ConnectRefusal | null> {
    return this.#parts.logins.connect(client, packet, { address: addressOf(client), names: namesOf(client) })
  }

  async login(client: Client, password: Buffer | undefined): Promise<ConnectRefusal | null> {
    const answer = await this.#parts.logins.login(client, password, addressOf(client))
    if ('code' in answer) return answer
    this.#visitors.set(client, answer)
    return null
  }

  ready(client: Client & { readonly closed?: boolean }): void {
    const visitor = this.#visitors.get(client)
    // a socket may close while its login is checked
    if (visitor === undefined || client.closed) return
    const { counts, links, clock } = this.#parts
    counts.add(visitor.side ? 'accepted.side' : 'accepted.device')
    this.#parts.lobby.welcome(client.conn as Socket)
    if (!visitor.side) visitor.link = links.add(visitor, client, clock.now())
  }

  gone(client: Client): void {
    const link = this.#visitors.get(client)?.link
    if (link === undefined) return
    const { links, presence, reception, clock, counts } = this.#parts
    counts.add('disconnects')
    links.remove(link)
    reception.release(link)
    presence.lose(link, clock.now())
  }

  /** Exactly its own topic downwards; never for a side connection. [P-2.3] */
  subscribe(client: Client, { topic, qos }: Subscription): boolean {
    const link = this.#visitors.get(client)?.link
    const allowed = link !== undefined && topic === link.down && qos <= 1
    if (allowed) link.subscribed = true
    else this.#parts.counts.add('subscribesRefused')
    return allowed
  }

  unsubscribed(client: Client, topics: readonly string[]): void {
    const link = this.#visitors.get(client)?.link
    if (link !== undefined && topics.includes(link.down)) link.subscribed = false
  }

  publish(client: Client & { readonly closed?: boolean }, packet: PublishPacket): Verdict | Promise<Verdict> {
    const visitor = this.#visitors.get(client)
    const { counts, links } = this.#parts
    if (visitor === undefined) {
      counts.add('disconnected.NOT_LOGGED_IN')
      return 'disconnect'
    }
    if (client.closed) return this.#will(visitor.link, packet)
    const link = visitor.side ? links.ofDevice(visitor.deviceId) : visitor.link
    if (link === undefined) {
      // a side connection without its device: nobody could be answered
      counts.add('noConnectionBeside')
      return 'acknowledge'
    }
    return onPublish(this.#inbound, link, packet)
  }

  /** The library publishes a will when its socket is gone. We know that already; it only says that no good-bye was said. */
  #will(link: Link | undefined, { topic, payload }: PublishPacket): Verdict {
    if (link === undefined) return 'disconnect'
    const decoded = decodeUp(topic, Buffer.from(payload), link.secrets.up)
    const isOurs = decoded.ok && decoded.message.kind === 'lost' && decoded.message.conn === link.conn
    this.#parts.counts.add(isOurs ? 'wills' : 'willsIgnored')
    return 'disconnect'
  }
}

function addressOf(client: Client): string {
  return (client.conn as Socket).remoteAddress ?? ''
}

/** Only a server that asks for certificates has connections with names. */
function namesOf(client: Client): ReadonlySet<string> | null | 'plain' {
  return client.conn instanceof TLSSocket ? certificateNames(client.conn) : 'plain'
}
