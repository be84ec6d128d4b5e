import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from '../gateway.ts'
import { type House, openHouse } from '../testing/house.ts'
import { RawClient } from '../testing/raw-client.ts'
import { guardFrames } from './frame-guard.ts'
import { type ClientWithParser, TerminalBroker } from './terminal-broker.ts'
import { Duplex } from 'node:stream'
import { GATEWAY_LIMITS } from '../limits.ts'
import { until } from '../testing/until.ts'
import { generate } from 'mqtt-packet'

let house: House
let gateway: Gateway
beforeAll(async () => {
  house = await openHouse(2)
  gateway = await house.gateway()
})
afterAll(() => house.close())

test('the library still has the private parser that the guard needs', async () => {
  const broker = await TerminalBroker.open({})
  const client = broker.handle(
    new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() }),
  ) as ClientWithParser
  expect(typeof client._parser.parse).toBe('function')
  client._parser.parse(Buffer.from([0x10, 0xff, 0xff, 0x7f]))
  expect(client._parser.packet?.length).toBe(2_097_151)
  client.close()
  broker.close()
})

test('whatever the library throws at a packet ends that connection and nothing else', async () => {
  const broker = await TerminalBroker.open({})
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  const client = broker.handle(socket) as ClientWithParser
  const alarms: string[] = []
  guardFrames(client, GATEWAY_LIMITS, {
    tooLarge: () => alarms.push('too large'),
    unhandled: () => alarms.push('unhandled'),
  })
  client._parser.removeAllListeners('packet').on('packet', () => {
    throw new TypeError('as from a hole in the library')
  })
  socket.push(generate({ cmd: 'pingreq' }))
  await until(() => expect(socket.destroyed).toBe(true))
  expect(alarms).toEqual(['unhandled'])
  broker.close()
})

describe('a frame that is too large', () => {
  test('256 MB before login are cut at its head, and memory stays', async () => {
    const before = process.memoryUsage.rss()
    const clients = Array.from({ length: 20 }, () => new RawClient(gateway.port))
    const chunk = Buffer.alloc(64 * 1024, 0x20)
    for (const client of clients) {
      // CONNECT, remaining length 268,435,455
      client.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
      for (let i = 0; i < 32; i++) client.write(chunk)
    }
    await Promise.all(clients.map(({ closed }) => closed))
    expect(gateway.metrics().cut['CONNECT_TOO_LARGE']).toBeGreaterThanOrEqual(20)
    expect(process.memoryUsage.rss() - before).toBeLessThan(128 * 1024 * 1024)
  })

  test('a user name of 64 KB is cut', async () => {
    const client = new RawClient(gateway.port)
    const { deviceId } = house.devices[0] ?? { deviceId: '' }
    client.send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: deviceId,
      username: 'u'.repeat(65_000),
      password: Buffer.from('x'),
      keepalive: 60,
    })
    await client.closed
    expect(client.packets).toEqual([])
  })

  test('a payload of 1 MB is cut after login, and the gateway goes on', async () => {
    const terminal = house.terminal(0, gateway)
    await terminal.join()
    await expect(terminal.client.publish(terminal.topic('fault'), Buffer.alloc(1_000_000, 0x41))).rejects.toThrow(
      'closed',
    )
    expect(gateway.metrics().cut['FRAME_TOO_LARGE']).toBe(1)
    const next = house.terminal(0, gateway)
    next.conn = 1
    await next.join()
    expect(await next.fault('HW_PRINTER')).toBe(1)
  })
})

describe('a stranger that says nothing', () => {
  test('is closed by the connect timer, also when it drips', async () => {
    const hasty = await house.gateway({ limits: { connectTimeoutMs: 500 } })
    const silent = new RawClient(hasty.port)
    const dripping = new RawClient(hasty.port)
    const drip = setInterval(() => dripping.write(Buffer.from([0x10])), 100)
    await Promise.all([silent.closed, dripping.closed])
    clearInterval(drip)
    await until(() => expect(hasty.metrics().strangers).toBe(0))
  })
})
