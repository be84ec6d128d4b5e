import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { downTopic, encodeUp, newKeyPair, signCommand, upTopic } from '@budeng/protocol'
import type { Device } from '../fleet/seed.ts'
import { LoadConnection } from '../mqtt/connection.ts'
import { publishFrame } from '../mqtt/frames.ts'
import type { Peer } from '../ingest/peers.ts'

const LIFE_MS = 15 * 60_000
/** The only message in flight of its connection. */
const MESSAGE_ID = 1

/** The round trip that no platform can beat: a command's bytes down through the bare broker, a result's bytes up. */
export interface RoundTrips {
  /** One after the other, each to another terminal; how long each took, in milliseconds. */
  measure(count: number): Promise<number[]>
  close(): void
}

/** Answers of terminals that are connected to the bare broker, each with its device. */
export async function openRoundTrips(peer: Peer, devices: readonly Device[]): Promise<RoundTrips> {
  const platform = await LoadConnection.open(peer.server.port, { clientId: 'platform', password: '' }, '127.0.0.1')
  await platform.subscribe('pos/v1/+/+/up/reply')
  const downs = devices.map((device) => commandFrame(device, 'STATUS_GET'))
  for (const [index, connection] of peer.connections.entries()) {
    const device = devices[index]
    if (device === undefined) continue
    const reply = replyFrame(device)
    connection.onMessage = () => void connection.publish(reply, MESSAGE_ID)
  }
  let next = 0
  const once = async (): Promise<number> => {
    const frame = downs[next++ % downs.length]
    if (frame === undefined) throw new RangeError('no terminal to talk to')
    const answered = new Promise<void>((resolve) => (platform.onMessage = () => resolve()))
    const startedAt = performance.now()
    const taken = platform.publish(frame, MESSAGE_ID)
    await answered
    const tookMs = performance.now() - startedAt
    await taken
    return tookMs
  }
  return {
    close: () => platform.close(),
    measure: async (count) => {
      const figures: number[] = []
      while (figures.length < count) figures.push(await once())
      return figures
    },
  }
}

const newId = idMaker(Date.now, randomBytes)
const { privateKey } = newKeyPair()

/** A signed command on its way down, real to the last byte. */
export function commandFrame(
  { id, acquirer, tid }: Pick<Device, 'id' | 'acquirer' | 'tid'>,
  type: 'STATUS_GET' | 'RELOGIN',
): Buffer {
  const issuedAt = Date.now()
  const token = signCommand(
    {
      v: 1,
      id: newId('command'),
      attempt: 1,
      seq: 1,
      acquirer,
      tid,
      device: id,
      type,
      params: type === 'RELOGIN' ? { level: 'TERMINAL' } : {},
      issuedAt,
      notAfter: issuedAt + LIFE_MS,
    },
    { kid: 'command-0123456789ab', privateKey },
  )
  return publishFrame(downTopic({ acquirer, tid }), Buffer.from(token), MESSAGE_ID)
}

function replyFrame({ acquirer, tid, up }: Device): Buffer {
  const topic = upTopic({ acquirer, tid }, 'reply')
  const data = {
    signOn: 'SIGNED_ON',
    batch: '000001',
    health: { power: { source: 'MAINS' }, network: { type: 'ETHERNET' }, printer: 'OK' },
  }
  const result = {
    v: 1,
    conn: 1,
    n: 9,
    kind: 'result',
    seq: 2,
    id: newId('command'),
    attempt: 1,
    status: 'SUCCEEDED',
    code: 'STATUS',
    data,
  } as const
  return publishFrame(topic, encodeUp(topic, result, up), MESSAGE_ID)
}
