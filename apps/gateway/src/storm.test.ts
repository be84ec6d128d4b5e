import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '@budeng/kernel/testing'
import { downTopic } from '@budeng/protocol'
import { generate } from 'mqtt-packet'
import type { Gateway } from './gateway.ts'
import { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { RawClient } from './testing/raw-client.ts'
import { until } from './testing/until.ts'

const TERMINALS = 500
const SESSIONS = 2_000
/** Ample: a machine may be busy with other things. */
const PATIENCE_MS = 180_000

let house: House
let gateway: Gateway

beforeAll(async () => {
  house = await openHouse(TERMINALS)
  gateway = await house.gateway()
})
afterAll(() => house.close())

test(
  `${TERMINALS} terminals that come at once are all let in, in line, and welcomed`,
  async () => {
    const terminals = house.devices.map((_, index) => house.terminal(index, gateway))
    await Promise.all(terminals.map((terminal) => terminal.join()))
    expect(gateway.metrics()).toMatchObject({ connections: TERMINALS, strangers: 0, connectsWaiting: 0, refused: {} })
    const [ready] = await house.rows<{ count: number }>(
      'select count(*)::int as count from connection where connected and ready',
    )
    expect(ready?.count).toBe(TERMINALS)
    for (const terminal of terminals) terminal.client.kill()
    await until(() => expect(gateway.metrics().connections).toBe(0))
  },
  PATIENCE_MS,
)

test(
  'more strangers than may wait are closed at the door',
  async () => {
    const narrow = await house.gateway({ limits: { strangersMax: 5, strangersPerAddressMax: 3 } })
    const clients = Array.from({ length: 4 }, () => new RawClient(narrow.port))
    const others = Array.from({ length: 4 }, () => new RawClient(narrow.port, '127.0.0.3'))
    await until(() => expect(narrow.metrics().refused).toEqual({ STRANGERS_PER_ADDRESS_MAX: 1, STRANGERS_MAX: 2 }))
    for (const client of [...clients, ...others]) client.kill()
    await until(() => expect(narrow.metrics().strangers).toBe(0))
    const full = await house.gateway({ limits: { socketsMax: 0 } })
    await new RawClient(full.port).closed
    expect(full.metrics().refused).toEqual({ SOCKETS_MAX: 1 })
  },
  PATIENCE_MS,
)

/** What a session of a good terminal looks like on the wire, with one thing wrong somewhere. */
function mutated(session: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(session)
  const at = Math.floor(random() * bytes.length)
  switch (Math.floor(random() * 5)) {
    case 0:
      for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--) {
        const place = Math.floor(random() * bytes.length)
        bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random() * 8))
      }
      return bytes
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(1 + Math.floor(random() * 64)), bytes.subarray(at)])
    case 3:
      // a length that promises more than comes
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), bytes.subarray(at)])
    default:
      return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])
  }
}

function sessionOf(terminal: HandTerminal): Buffer {
  terminal.conn++
  const publish = (kind: 'hello' | 'fault' | 'hb', messageId: number, payload: Buffer) =>
    generate({
      cmd: 'publish',
      topic: terminal.topic(kind),
      payload,
      qos: kind === 'hb' ? 0 : 1,
      messageId,
      retain: false,
      dup: false,
    })
  return Buffer.concat([
    generate(terminal.connectPacket()),
    generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: downTopic(terminal.device), qos: 1 }] }),
    publish('hello', 2, terminal.encode('hello', terminal.helloBody())),
    publish(
      'fault',
      3,
      terminal.encode('fault', { seq: 1, at: null, code: 'HW_PRINTER', set: true, severity: 'MINOR' }),
    ),
    publish('hb', 4, terminal.encode('hb', {})),
    generate({ cmd: 'pingreq' }),
    generate({ cmd: 'disconnect' }),
  ])
}

test(
  `${SESSIONS} sessions with something wrong in them: no hook throws, and a good terminal is served all the while`,
  async () => {
    const seed = 7
    const random = seededRandom(seed)
    const tough = await house.gateway({
      limits: {
        connectsPerSecond: 5_000,
        connectBurstPerDevice: 10_000,
        badConnectsMax: 100_000,
        connectTimeoutMs: 1_000,
      },
    })
    const good = house.terminal(0, tough)
    await good.join()
    const closed: Promise<void>[] = []
    for (let session = 0; session < SESSIONS; session += 50) {
      const batch = Array.from({ length: 50 }, (_, index) => {
        const device = house.devices[1 + ((session + index) % (TERMINALS - 1))]
        if (device === undefined) throw new RangeError('more sessions than devices')
        const terminal = new HandTerminal(device, tough.port)
        terminal.conn = session
        terminal.client.write(mutated(sessionOf(terminal), random))
        // what is cut off in the middle would wait for its keep-alive
        terminal.client.socket.end()
        return terminal.client.closed
      })
      await good.fault('HW_PRINTER', session % 100 === 0)
      await Promise.all(batch)
      closed.push(...batch)
    }
    expect(closed).toHaveLength(SESSIONS)
    const metrics = tough.metrics()
    expect(metrics.hooksFailed, `seed ${seed}`).toEqual({})
    expect(metrics.other['brokerErrors']).toBe(0)
    await good.ack('report', SESSIONS / 50)
    await until(() => expect(tough.metrics().connections).toBe(1))
  },
  PATIENCE_MS,
)
