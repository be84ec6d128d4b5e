import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeUp, hmacSha256, toBase64url, type UpMessage } from '@budeng/protocol'
import type { Gateway } from './gateway.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0

async function joined(): Promise<HandTerminal> {
  const terminal = house.terminal(next++, gateway)
  await terminal.join()
  return terminal
}

/** Any JSON text under the device's own tag. */
function tagged(terminal: HandTerminal, topic: string, json: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${toBase64url(hmacSha256(terminal.secrets.up, topic, json))}.`),
    Buffer.from(json),
  ])
}

beforeAll(async () => {
  house = await openHouse(40)
  gateway = await house.gateway()
})
afterAll(() => house.close())

describe('topics', () => {
  test.each([
    ['all', '#'],
    ['all of one level', '+/+'],
    ['the whole fleet', 'pos/v1/+/+/down'],
    ['a shared one', '$share/g/pos/v1/demo/10000001/down'],
    ['the broker itself', '$SYS/#'],
    ['another terminal', 'pos/v1/demo/99999999/down'],
    ['its own way up', 'pos/v1/demo/10000001/up/report'],
  ])('a subscription to %s is refused, and the connection stays', async (_name, topic) => {
    const terminal = await joined()
    expect(await terminal.client.subscribe(topic)).toBe(128)
    expect(await terminal.fault('HW_PRINTER')).toBe(1)
  })

  test('QoS 2 is granted to nobody', async () => {
    const terminal = await joined()
    expect(await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`, 2)).toBe(128)
  })

  test.each([
    ['another terminal', 'pos/v1/demo/99999999/up/report'],
    ['another acquirer', 'pos/v1/other/10000001/up/report'],
    ['no topic of ours', 'anything'],
    ['a channel that is none', 'pos/v1/demo/10000001/up/admin'],
    ['its own way down', 'pos/v1/demo/10000001/down'],
    ['the broker itself', '$SYS/broker/new/clients'],
    ['five thousand levels', '/'.repeat(4_999)],
  ])('a message to %s ends the connection and reaches nobody', async (_name, topic) => {
    const terminal = await joined()
    await expect(terminal.client.publish(topic, 'hello')).rejects.toThrow('closed')
    expect(await house.rows('select from uplink where device_id = $1', [terminal.device.deviceId])).toEqual([])
  })

  test('a retained message, and one with QoS 2, end the connection', async () => {
    for (const changes of [{ retain: true }, { qos: 2 as const }]) {
      const terminal = await joined()
      terminal.client.send({
        cmd: 'publish',
        topic: terminal.topic('fault'),
        payload: terminal.encode('fault', {}),
        qos: 1,
        messageId: 9,
        retain: false,
        dup: false,
        ...changes,
      })
      await terminal.client.closed
    }
    expect(gateway.metrics().disconnected).toMatchObject({ RETAIN: 1, QOS_2: 1 })
  })
})

describe('a message that cannot be taken is counted, kept aside, and has its PUBACK', () => {
  const deep = `{"v":1,"kind":"fault","conn":1,"n":1,"detail":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
  test.each([
    ['nothing at all', () => Buffer.alloc(0), 'BAD_ENVELOPE'],
    ['noise', () => Buffer.alloc(300, 0xee), 'BAD_ENVELOPE'],
    ['no JSON', (terminal: HandTerminal, topic: string) => tagged(terminal, topic, 'this is no JSON'), 'BAD_JSON'],
    [
      'half of it',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"kind":"fault"'),
      'BAD_JSON',
    ],
    ['a depth of ten thousand', (terminal: HandTerminal, topic: string) => tagged(terminal, topic, deep), 'BAD_JSON'],
    [
      'an inherited name',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"__proto__":{"kind":"fault"}}'),
      'BAD_JSON',
    ],
    [
      'a number beyond all',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"kind":"fault","seq":1e400}'),
      'BAD_JSON',
    ],
    [
      'bytes that are no UTF-8',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
      'BAD_UTF8',
    ],
    [
      'a lone surrogate',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"kind":"\\ud800"}'),
      'BAD_JSON',
    ],
    [
      'wrong types',
      (terminal: HandTerminal, topic: string) =>
        tagged(
          terminal,
          topic,
          '{"v":1,"kind":"fault","conn":"1","n":[],"seq":{},"at":"now","code":7,"set":"yes","severity":0}',
        ),
      'BAD_MESSAGE',
    ],
    [
      'another version',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":2,"kind":"fault"}'),
      'BAD_VERSION',
    ],
    [
      'a kind that is none',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"kind":"surprise","conn":1,"n":1}'),
      'UNKNOWN_KIND',
    ],
    [
      'a kind of another channel',
      (terminal: HandTerminal, topic: string) => tagged(terminal, topic, '{"v":1,"kind":"hello","conn":1,"n":1}'),
      'WRONG_CHANNEL',
    ],
    [
      'the tag of another key',
      (terminal: HandTerminal) =>
        terminal.encode(
          'fault',
          { seq: 1, at: null, code: 'HW_PRINTER', set: true, severity: 'MINOR' },
          1,
          Buffer.alloc(32, 1),
        ),
      'BAD_TAG',
    ],
    [
      '65 KB',
      (terminal: HandTerminal, topic: string) =>
        tagged(terminal, topic, `{"v":1,"kind":"fault","detail":"${'x'.repeat(65_700)}"}`),
      'TOO_LARGE',
    ],
  ] as const)('%s', async (_name, payloadOf, reason) => {
    const terminal = await joined()
    const before = gateway.metrics().quarantined[reason] ?? 0
    const topic = terminal.topic('fault')
    const payload = payloadOf(terminal, topic)
    await terminal.client.publish(topic, payload)
    expect(gateway.metrics().quarantined[reason]).toBe(before + 1)
    expect(await terminal.fault('HW_PRINTER')).toBe(1)
    await until(async () => {
      const kept = await house.rows<{ reason: string; size: number }>(
        'select reason, size from quarantine where device_id = $1',
        [terminal.device.deviceId],
      )
      expect(kept).toEqual([{ reason, size: payload.length }])
    })
  })

  test('a tag made for another topic does not hold on this one', async () => {
    const terminal = await joined()
    const message = {
      v: 1,
      kind: 'fault',
      conn: 1,
      n: 5,
      seq: 1,
      at: null,
      code: 'HW_PRINTER',
      set: true,
      severity: 'MINOR',
    } satisfies UpMessage
    await terminal.client.publish(
      terminal.topic('fault'),
      encodeUp('pos/v1/demo/99999999/up/report', message, terminal.secrets.up),
    )
    expect(await house.rows('select from uplink where device_id = $1', [terminal.device.deviceId])).toEqual([])
  })

  test('card numbers in it are starred before it is kept', async () => {
    const terminal = await joined()
    const number = ['411111', '1111111111'].join('')
    await terminal.client.publish(
      terminal.topic('fault'),
      tagged(terminal, terminal.topic('fault'), `not JSON, but a card: ${number}`),
    )
    await until(async () => {
      const [kept] = await house.rows<{ bytes: Buffer }>('select bytes from quarantine where device_id = $1', [
        terminal.device.deviceId,
      ])
      expect(kept?.bytes.toString()).toContain('411111**********')
    })
  })

  test('a flood of them is counted in full and stored in part, and nobody reconnects', async () => {
    const terminal = await joined()
    const before = gateway.metrics().quarantined['BAD_ENVELOPE'] ?? 0
    const startedAt = performance.now()
    for (let i = 0; i < 150; i++) await terminal.client.publish(terminal.topic('fault'), 'noise')
    expect(gateway.metrics().quarantined['BAD_ENVELOPE']).toBe(before + 150)
    const [count] = await house.rows<{ count: number }>(
      'select count(*)::int as count from quarantine where device_id = $1',
      [terminal.device.deviceId],
    )
    // so many each second that the flood took, the begun ones included
    const seconds = Math.ceil((performance.now() - startedAt) / 1_000) + 1
    expect(count?.count).toBeLessThanOrEqual(GATEWAY_LIMITS.quarantinePerSecond * seconds)
    // beyond its burst a terminal is slowed down, and loses nothing
    expect(gateway.metrics().messagesSlowed).toBeGreaterThan(0)
    expect(await terminal.fault('HW_PRINTER')).toBe(1)
  })
})

describe('before its hello', () => {
  test('nothing of a terminal is stored, and it is not told otherwise', async () => {
    const terminal = house.terminal(next++, gateway)
    await terminal.connect()
    await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`)
    await terminal.fault('HW_PRINTER')
    expect(await house.rows('select from uplink where device_id = $1', [terminal.device.deviceId])).toEqual([])
    await terminal.hello()
    await terminal.fault('HW_PRINTER', true, 1)
    await terminal.ack('report', 1)
  })

  test('a heartbeat waits for it', async () => {
    const terminal = house.terminal(next++, gateway)
    await terminal.connect()
    terminal.beat()
    await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`)
    await terminal.hello()
    await until(async () => {
      const [row] = await house.rows<object>('select presence from terminal where id = $1', [
        terminal.device.terminalId,
      ])
      expect(row).toEqual({ presence: 'ONLINE' })
    })
  })
})

describe('clocks', () => {
  test('a terminal whose clock is off by a day is taken as any other; times are ours', async () => {
    const terminal = await joined()
    const day = 86_400_000
    await terminal.say('fault', { at: house.clock.now() - day, code: 'HW_PRINTER', set: true, severity: 'MINOR' })
    await terminal.say('fault', { at: house.clock.now() + day, code: 'HW_READER', set: true, severity: 'MINOR' })
    const rows = await house.rows<{ at: number }>(
      `select at from event where terminal_id = $1 and type = 'TerminalFaultSet'`,
      [terminal.device.terminalId],
    )
    expect(rows).toHaveLength(2)
    for (const { at } of rows) expect(Math.abs(at - house.clock.now())).toBeLessThan(300_000)
  })
})
