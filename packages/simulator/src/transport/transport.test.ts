import { seededRandom } from '@budeng/kernel/testing'
import type { ConnectionEvents, Transport } from '@budeng/terminal'
import { generate } from 'mqtt-packet'
import { describe, expect, test } from 'vitest'
import { createVirtualTime } from '../time/virtual.ts'
import { FAULTS, type Fault, faultyTransport } from './faults.ts'
import { FrameError, FrameReader } from './frames.ts'
import { createMemoryTransport } from './memory.ts'

const options = {
  clientId: 'dev_1',
  password: 'x',
  subscribe: 'pos/v1/demo/10000001/down',
  will: { topic: 'pos/v1/demo/10000001/up/hb', payload: Buffer.from('gone') },
}

describe('frames', () => {
  const packets = [
    { cmd: 'connack', returnCode: 0, sessionPresent: false },
    {
      cmd: 'publish',
      topic: 'pos/v1/demo/10000001/down',
      payload: Buffer.alloc(300, 'x'),
      qos: 0,
      retain: false,
      dup: false,
    },
    { cmd: 'pingresp' },
  ] as const
  const bytes = Buffer.concat(packets.map((packet) => generate(packet)))

  test('come out whole, however the bytes are cut', () => {
    for (const size of [1, 2, 7, 100, bytes.length]) {
      const reader = new FrameReader()
      const read: string[] = []
      for (let at = 0; at < bytes.length; at += size)
        reader.read(bytes.subarray(at, at + size), ({ cmd }) => read.push(cmd))
      expect(read).toEqual(['connack', 'publish', 'pingresp'])
    }
  })

  test('a broken one ends its own connection, not the reading of the others', () => {
    const other = new FrameReader()
    expect(() => new FrameReader().read(Buffer.from([0x00, 0x00]), () => {})).toThrow(FrameError)
    expect(() => new FrameReader().read(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]), () => {})).toThrow(FrameError)
    expect(() => new FrameReader().read(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), () => {})).toThrow(/a frame of/)
    let count = 0
    other.read(bytes, () => count++)
    expect(count).toBe(3)
  })
})

describe('faults by name', () => {
  /** Sends numbered messages through the faults; answers what arrives, in its order. */
  async function through(faults: readonly Fault[], count: number, seed = 1): Promise<number[]> {
    const time = createVirtualTime()
    const arrived: number[] = []
    const inner: Transport = {
      open: (_options, events) => {
        events.connected()
        return {
          publish: (_topic, payload) => void arrived.push(Number(Buffer.from(payload).toString())),
          close: () => {},
        }
      },
    }
    const events: ConnectionEvents = { connected: () => {}, message: () => {}, closed: () => {} }
    const connection = faultyTransport(inner, faults, seededRandom(seed), time).open(options, events)
    for (let i = 0; i < count; i++) {
      connection.publish('t', Buffer.from(String(i)), 1)
      await time.advance(1)
    }
    await time.advance(10_000)
    return arrived
  }

  test('drop loses some and reorders none', async () => {
    const arrived = await through([FAULTS.drop(0.3)], 200)
    expect(arrived.length).toBeGreaterThan(100)
    expect(arrived.length).toBeLessThan(180)
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b))
  })

  test('duplicate brings some twice and loses none', async () => {
    const arrived = await through([FAULTS.duplicate(0.3)], 200)
    expect(new Set(arrived).size).toBe(200)
    expect(arrived.length).toBeGreaterThan(230)
  })

  test('reorder and delay bring all, but not in order', async () => {
    for (const fault of [FAULTS.reorder(0.3), FAULTS.delay(100)]) {
      const arrived = await through([fault], 200)
      expect([...arrived].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i))
      expect(arrived).not.toEqual([...arrived].sort((a, b) => a - b))
    }
  })

  test('the same seed suffers the same', async () => {
    const faults = [FAULTS.drop(0.1), FAULTS.duplicate(0.1), FAULTS.delay(50)]
    expect(await through(faults, 100, 7)).toEqual(await through(faults, 100, 7))
    expect(await through(faults, 100, 7)).not.toEqual(await through(faults, 100, 8))
  })
})

describe('terminals and platform in one thread', () => {
  test('a second connection of a device ends the first, with its will; a goodbye leaves none', () => {
    const later: (() => void)[] = []
    const seen: string[] = []
    const transport = createMemoryTransport(
      {
        connect: ({ password }) => password === 'x',
        publish: (clientId, topic, payload) => seen.push(`${clientId} ${topic} ${Buffer.from(payload).toString()}`),
        disconnect: (clientId, will) => seen.push(`${clientId} gone${will === null ? '' : ' with will'}`),
      },
      (run) => later.push(run),
    )
    const settle = () => {
      for (let run = later.shift(); run !== undefined; run = later.shift()) run()
    }
    const events = (name: string): ConnectionEvents => ({
      connected: () => seen.push(`${name} connected`),
      message: (payload) => seen.push(`${name} got ${Buffer.from(payload).toString()}`),
      closed: () => seen.push(`${name} closed`),
    })
    transport.open(options, events('first'))
    settle()
    const second = transport.open(options, events('second'))
    settle()
    second.publish('up', Buffer.from('hi'), 1)
    transport.deliver(options.subscribe, Buffer.from('down'))
    settle()
    second.close(true)
    transport.open({ ...options, password: 'wrong' }, events('third'))
    settle()
    expect(seen).toEqual([
      'first connected',
      'dev_1 gone with will',
      'first closed',
      'second connected',
      'dev_1 up hi',
      'second got down',
      'dev_1 gone',
      'third closed',
    ])
  })
})
