import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATFORM_SCOPE } from '@budeng/storage'
import { upTopic } from '@budeng/protocol'
import { generate } from 'mqtt-packet'
import type { Gateway } from './gateway.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { RawClient } from './testing/raw-client.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0
const terminal = (): HandTerminal => house.terminal(next++, gateway)

beforeAll(async () => {
  house = await openHouse(24)
  gateway = await house.gateway({ sideConnections: true, limits: { badConnectsMax: 4, connectBurstPerDevice: 5 } })
})
afterAll(() => house.close())

describe('who may come in', () => {
  test('a device with its secret', async () => {
    const known = terminal()
    expect(await known.connect()).toBe(0)
    await until(() => expect(gateway.metrics().connections).toBe(1))
    await known.leave()
    await until(() => expect(gateway.metrics().connections).toBe(0))
  })

  test('a simulated terminal of people who learn, counted apart from those at work', async () => {
    const [at] = [house.devices.length, await house.makeTraining(1)]
    const [working, learning] = [terminal(), house.terminal(at, gateway)]
    expect([await working.connect(), await learning.connect()]).toEqual([0, 0])
    await until(() => expect(gateway.metrics()).toMatchObject({ connections: 1, connectionsTraining: 1 }))
    // a second socket takes the place of the first, and is the same terminal
    const again = house.terminal(at, gateway)
    const { disconnects } = gateway.metrics()
    expect(await again.connect()).toBe(0)
    await until(() => expect(gateway.metrics().disconnects).toBe(disconnects + 1))
    expect(gateway.metrics()).toMatchObject({ connections: 1, connectionsTraining: 1 })
    await working.leave()
    await until(() => expect(gateway.metrics()).toMatchObject({ connections: 0, connectionsTraining: 1 }))
    await again.leave()
    await until(() => expect(gateway.metrics()).toMatchObject({ connections: 0, connectionsTraining: 0 }))
  })

  test('not with a wrong secret, not with none, not without a user name, not with the name of another', async () => {
    const known = terminal()
    const other = house.devices[0]?.deviceId ?? ''
    expect(await known.connect({ password: Buffer.from('wrong') })).toBe(4)
    expect(await known.connect({ password: undefined })).toBe(4)
    expect(await known.connect({ username: undefined, password: undefined })).toBe(4)
    expect(await known.connect({ username: other })).toBe(4)
    expect(await known.connect()).toBe(0)
  })

  test('not a device that nobody enrolled: the same answer as for a wrong secret', async () => {
    const unknown = terminal()
    const deviceId = house.newId('device')
    expect(await unknown.connect({ clientId: deviceId, username: deviceId })).toBe(4)
  })

  test('not with a client id of bytes that are no UTF-8', async () => {
    const client = new RawClient(gateway.port)
    const known = terminal()
    const bytes = generate(known.connectPacket())
    const at = bytes.indexOf(known.device.deviceId)
    bytes.set([0xff, 0xfe, 0xfd], at)
    client.write(bytes)
    expect(await client.connack()).toBe(2)
  })

  test('nobody while wrong secrets keep coming from one address for one device; others are not concerned', async () => {
    const attacked = terminal()
    const bystander = terminal()
    for (let i = 0; i < 4; i++) expect(await attacked.connect({ password: Buffer.from('guess') })).toBe(4)
    expect(await attacked.connect()).toBe(5)
    expect(await bystander.connect()).toBe(0)
    expect(gateway.metrics().refused['LOCKED_OUT']).toBe(1)
    // the device itself comes from another address
    const own = new RawClient(gateway.port, '127.0.0.2')
    own.send(attacked.connectPacket())
    expect(await own.connack()).toBe(0)
  })

  test('a will on a topic of another terminal is refused', async () => {
    const known = terminal()
    const topic = upTopic({ acquirer: 'demo', tid: '99999999' }, 'hb')
    expect(await known.connect({ will: { topic, payload: Buffer.from('x'), qos: 1, retain: false } })).toBe(5)
  })

  test('a device that comes back ever and again is told to wait', async () => {
    const restless = terminal()
    const codes: (number | undefined)[] = []
    for (let i = 0; i < 7; i++) codes.push(await restless.connect())
    expect(codes).toEqual([0, 0, 0, 0, 0, 3, 3])
  })
})

describe('what is sent before the login is checked', () => {
  test('is not looked at', async () => {
    const stranger = terminal()
    stranger.conn = 1
    const publish = {
      cmd: 'publish',
      topic: stranger.topic('fault'),
      payload: stranger.encode('fault', {}),
      qos: 1,
      messageId: 1,
      retain: false,
      dup: false,
    } as const
    stranger.client.write(
      Buffer.concat([generate(stranger.connectPacket({ password: Buffer.from('wrong') })), generate(publish)]),
    )
    expect(await stranger.client.connack()).toBe(4)
    await stranger.client.closed
    expect(stranger.client.packets.map(({ cmd }) => cmd)).toEqual(['connack'])
  })

  test('without a CONNECT ends the connection', async () => {
    const client = new RawClient(gateway.port)
    client.send({ cmd: 'pingreq' })
    await client.closed
    expect(client.packets).toEqual([])
  })
})

describe('two connections with one id', () => {
  test('the newer one stays, the will of the older is ignored, and the take-over is counted', async () => {
    const first = terminal()
    await first.join()
    const { takeovers } = gateway.metrics()
    const second = house.terminal(next - 1, gateway)
    second.conn = 1
    await second.join()
    await first.client.closed
    await until(() => expect(gateway.metrics().takeovers).toBe(takeovers + 1))
    const [row] = await house.rows<object>(
      'select connected, ready, conn, takeovers from connection where terminal_id = $1',
      [first.device.terminalId],
    )
    expect(row).toEqual({ connected: true, ready: true, conn: 2, takeovers: 1 })
    expect(await second.fault('HW_PRINTER')).toBe(1)
    const events = await house.rows<{ type: string }>(
      `select type from event where terminal_id = $1 and type like 'Terminal%' order by ordinal`,
      [first.device.terminalId],
    )
    expect(events.map(({ type }) => type)).toContain('TerminalTakenOver')
    expect(events.map(({ type }) => type)).not.toContain('TerminalPresenceChanged')
  })

  test('a copy with an older counter is not taken for the terminal', async () => {
    const real = terminal()
    real.conn = 7
    await real.join()
    const copy = house.terminal(next - 1, gateway)
    copy.conn = 2
    await copy.connect()
    await copy.client.subscribe(`pos/v1/demo/${copy.device.tid}/down`)
    await copy.publish('hello', copy.helloBody())
    const before = gateway.metrics().quarantined['CONN_OLD'] ?? 0
    expect(before).toBe(1)
    await copy.fault('HW_PRINTER')
    expect(await house.rows('select from uplink where device_id = $1', [copy.device.deviceId])).toEqual([])
  })

  test('more than three take-overs within minutes look like a clone', async () => {
    const flapping = terminal()
    await flapping.join()
    for (let i = 0; i < 4; i++) {
      const again = house.terminal(next - 1, gateway)
      again.conn = i + 1
      await again.join()
    }
    const suspected = await house.rows('select from event where terminal_id = $1 and type = $2', [
      flapping.device.terminalId,
      'TerminalCloneSuspected',
    ])
    expect(suspected).toHaveLength(1)
  })
})

describe('a device that is revoked', () => {
  test('loses its live connection at once, and does not come back', async () => {
    const revoked = terminal()
    await revoked.join()
    const owner = house.owner
    await owner.write(PLATFORM_SCOPE, { kind: 'PLATFORM', id: null }, async (unit) => {
      await unit.execute('update device set revoked_at = $2 where id = $1', [
        revoked.device.deviceId,
        new Date(house.clock.now()),
      ])
      const [place] = await unit.query<{ path: string }>('select path::text from terminal where id = $1', [
        revoked.device.terminalId,
      ])
      unit.append([
        {
          type: 'DeviceRevoked',
          subject: revoked.device.terminalId,
          path: place?.path ?? '',
          data: { deviceId: revoked.device.deviceId },
          at: house.clock.now(),
        },
      ])
    })
    const startedAt = performance.now()
    await revoked.client.closed
    // far from what a keep-alive would take
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(gateway.metrics().dropped['REVOKED']).toBe(1)
    expect(await revoked.connect()).toBe(5)
  })

  test('between its login and its hello is not welcomed', async () => {
    const revoked = terminal()
    await revoked.connect()
    await house.owner.write(PLATFORM_SCOPE, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update device set state = 'BLOCKED' where id = $1`, [revoked.device.deviceId]),
    )
    await revoked.publish('hello', revoked.helloBody()).catch(() => undefined)
    await revoked.client.closed
    expect(await house.rows('select from connection where terminal_id = $1', [revoked.device.terminalId])).toEqual([])
  })
})

describe('the side connection', () => {
  test('publishes for its device and does nothing else', async () => {
    const own = terminal()
    await own.connect()
    await own.client.subscribe(`pos/v1/demo/${own.device.tid}/down`)
    const side = new RawClient(gateway.port)
    side.send(own.connectPacket({ clientId: `${own.device.deviceId}~pub`, will: undefined }))
    expect(await side.connack()).toBe(0)
    expect(await side.subscribe(`pos/v1/demo/${own.device.tid}/down`)).toBe(128)
    await side.publish(own.topic('hello'), own.encode('hello', own.helloBody()))
    await own.welcome()
    await side.publish(
      own.topic('fault'),
      own.encode('fault', { seq: 1, at: null, code: 'HW_PRINTER', set: true, severity: 'MINOR' }),
    )
    await own.ack('report', 1)
    side.send({ cmd: 'disconnect' })
    await side.closed
    const [row] = await house.rows<object>('select connected from connection where terminal_id = $1', [
      own.device.terminalId,
    ])
    expect(row).toEqual({ connected: true })
  })

  test('without its device beside it nothing is taken', async () => {
    const absent = terminal()
    absent.conn = 1
    absent.client.send(absent.connectPacket({ clientId: `${absent.device.deviceId}~pub`, will: undefined }))
    expect(await absent.client.connack()).toBe(0)
    await absent.fault('HW_PRINTER')
    expect(await house.rows('select from uplink where device_id = $1', [absent.device.deviceId])).toEqual([])
    expect(gateway.metrics().other['noConnectionBeside']).toBe(1)
  })

  test('is off by default, and refused beyond loopback', async () => {
    const plain = await house.gateway()
    const own = house.terminal(next++, plain)
    own.client.send(own.connectPacket({ clientId: `${own.device.deviceId}~pub`, will: undefined }))
    expect(await own.client.connack()).toBe(2)
    await expect(house.gateway({ sideConnections: true, host: '0.0.0.0' })).rejects.toThrow('loopback')
  })
})
