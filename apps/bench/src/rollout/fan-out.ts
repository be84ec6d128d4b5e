import { randomBytes } from 'node:crypto'
import { idMaker } from '@budeng/kernel'
import { downTopic } from '@budeng/protocol'
import { commandFrame } from '../commands/round-trip.ts'
import { percentile } from '../figures.ts'
import { FAN_OUT_PUBLISHERS } from '../limits.ts'
import { type LoadConnection, openAll } from '../mqtt/connection.ts'
import { startBareAedes } from '../servers/brokers.ts'

export interface FanOut {
  readonly tookMs: number
  /** From the publisher's write of a message to its client, p99. */
  readonly p99Ms: number
  /** Of one message, its topic included. */
  readonly bytes: number
}

/** The only message in flight of a publisher. */
const MESSAGE_ID = 1
const NOTHING = Buffer.alloc(0)

/**
 * The broker library alone hands as many clients as a rollout has terminals one signed re-login each, QoS 1: from the first
 * publish until the last one was received and acknowledged. Answers each run.
 */
export async function measureFanOut(clients: number, runs: number): Promise<readonly FanOut[]> {
  const server = await startBareAedes()
  const newId = idMaker(Date.now, randomBytes)
  const places = Array.from({ length: clients }, (_, place) => ({
    ...{ id: newId('device'), acquirer: 'huaxin', tid: String(place).padStart(8, '0') },
  }))
  const connections = await openAll(
    server.port,
    places.map(({ id }) => ({ clientId: id, password: '' })),
  )
  await Promise.all(connections.map((connection, place) => connection.subscribe(topicOf(places[place]))))
  const publishers = await openAll(
    server.port,
    Array.from({ length: FAN_OUT_PUBLISHERS }, (_, place) => ({ clientId: `platform ${place}`, password: '' })),
  )
  const frames = places.map((place) => commandFrame(place, 'RELOGIN'))
  const measured: FanOut[] = []
  // the first is thrown away: nobody is measured cold
  for (let run = 0; run <= runs; run++) {
    const figures = await fanOut(publishers, connections, frames)
    if (run > 0) measured.push(figures)
  }
  for (const connection of [...connections, ...publishers]) connection.close()
  await server.stop()
  return measured
}

function topicOf(place: { readonly acquirer: string; readonly tid: string } | undefined): string {
  if (place === undefined) throw new RangeError('more connections than clients')
  return downTopic(place)
}

async function fanOut(
  publishers: readonly LoadConnection[],
  connections: readonly LoadConnection[],
  frames: readonly Buffer[],
): Promise<FanOut> {
  const sentAt = new Float64Array(frames.length)
  const took: number[] = []
  const received = new Promise<LoadConnection>((resolve) => {
    for (const [place, connection] of connections.entries())
      connection.onMessage = () => {
        took.push(performance.now() - (sentAt[place] ?? 0))
        if (took.length === connections.length) resolve(connection)
      }
  })
  const startedAt = performance.now()
  const publishing = publishers.map(async (publisher, first) => {
    for (let place = first; place < frames.length; place += publishers.length) {
      sentAt[place] = performance.now()
      await publisher.publish(frames[place] ?? NOTHING, MESSAGE_ID)
    }
  })
  const last = await received
  // a PINGREQ behind the last PUBACK: its answer tells that this was taken
  await last.send(NOTHING)
  const tookMs = performance.now() - startedAt
  await Promise.all(publishing)
  return { tookMs, p99Ms: percentile(took, 0.99), bytes: frames[0]?.length ?? 0 }
}
