import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@budeng/kernel'
import { type Channel, decodeUp, parseTopic } from '@budeng/protocol'
import type { PublishPacket } from 'aedes'
import type { Counts } from '../counts.ts'
import type { GatewayLimits } from '../limits.ts'
import type { Link } from '../links.ts'
import type { Rejected } from '../quarantine.ts'
import type { Entry, Verdict } from './entry.ts'
import { isWithinPace } from './pace.ts'

export interface InboundParts {
  readonly limits: GatewayLimits
  readonly counts: Counts
  readonly clock: Clock
  /** Messages that wait for their commit, in all lanes. */
  readonly depth: () => number
  readonly enqueue: (entry: Entry) => void
  /** Records of journals that wait for their commit. */
  readonly journalDepth: () => number
  readonly heartbeat: (link: Link, topic: string, payload: Buffer) => void
  readonly reject: (rejected: Rejected) => void
}

/** Topics of a device on which it may publish: exactly its own. */
export function ownChannel(link: Link, topic: string): Channel | null {
  const place = parseTopic(topic)
  const isOwn = place?.direction === 'up' && place.acquirer === link.login.acquirer && place.tid === link.login.tid
  return isOwn ? place.channel : null
}

/**
 * One publish of a terminal. Whoever breaks MQTT's rules or ours for topics is disconnected; whoever sends us something
 * that we cannot take gets its PUBACK and is kept aside, or it would come back with it for ever. [P-15.1]
 */
export function onPublish(
  parts: InboundParts,
  link: Link,
  packet: Pick<PublishPacket, 'topic' | 'payload' | 'qos' | 'retain'>,
): Verdict | Promise<Verdict> {
  const { counts, reject } = parts
  const { topic } = packet
  const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
  const channel = ownChannel(link, topic)
  const wrong = packet.retain ? 'RETAIN' : packet.qos === 2 ? 'QOS_2' : channel === null ? 'FOREIGN_TOPIC' : null
  if (wrong !== null) {
    counts.add(`disconnected.${wrong}`)
    reject({ link, topic, payload, reason: wrong })
    return 'disconnect'
  }
  if (channel === 'hb') {
    // only the newest is kept, however many come
    parts.heartbeat(link, topic, payload)
    return 'acknowledge'
  }
  const isFast = !isWithinPace(link, parts.limits, parts.clock.now())
  return isFast ? slowedDown(parts, link, topic, payload) : take(parts, link, topic, payload)
}

/** The next message of this connection is not read before this one is through: who is too fast is slowed, and loses nothing. */
async function slowedDown(parts: InboundParts, link: Link, topic: string, payload: Buffer): Promise<Verdict> {
  parts.counts.add('messagesSlowed')
  while (!isWithinPace(link, parts.limits, parts.clock.now())) {
    await sleep(parts.limits.paceWaitMs)
    if (link.closed) return 'disconnect'
  }
  return await take(parts, link, topic, payload)
}

function take(parts: InboundParts, link: Link, topic: string, payload: Buffer): Verdict | Promise<Verdict> {
  const { counts, reject } = parts
  const decoded = decodeUp(topic, payload, link.secrets.up)
  if (!decoded.ok) {
    reject({ link, topic, payload, reason: decoded.reason })
    return 'acknowledge'
  }
  counts.add(`messages.${decoded.message.kind}`)
  return enqueue(parts, { link, topic, payload, message: decoded.message })
}

/** Into the terminal's lane; the PUBACK waits for the commit. */
function enqueue(
  { limits, counts, depth, journalDepth, enqueue: push }: InboundParts,
  message: Pick<Entry, 'link' | 'topic' | 'payload' | 'message'>,
): Verdict | Promise<Verdict> {
  const { link } = message
  const isFull = depth() >= limits.laneDepthMax || journalDepth() >= limits.journalDepthMax
  if (link.inFlight >= limits.inFlightPerTerminalMax || isFull) {
    counts.add(link.inFlight >= limits.inFlightPerTerminalMax ? 'disconnected.IN_FLIGHT' : 'disconnected.OVERLOAD')
    return 'disconnect'
  }
  link.inFlight += 1
  return new Promise((resolve) => {
    const entry: Entry = {
      ...message,
      deadline: performance.now() + limits.hookTimeoutMs,
      opaque: false,
      settled: false,
      settle: (verdict) => {
        if (entry.settled) return
        entry.settled = true
        link.inFlight -= 1
        resolve(verdict)
      },
    }
    push(entry)
  })
}
