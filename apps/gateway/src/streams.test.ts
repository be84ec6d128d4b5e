import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
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

const storedOf = async (terminal: HandTerminal) =>
  (
    await house.rows<{ seq: number }>('select seq from uplink where device_id = $1 order by seq', [
      terminal.device.deviceId,
    ])
  ).map(({ seq }) => seq)

beforeAll(async () => {
  house = await openHouse(20)
  gateway = await house.gateway()
})
afterAll(() => house.close())

describe('a stream', () => {
  test('in any order is acknowledged with its gaps, and whole when they are closed', async () => {
    const terminal = await joined()
    for (const seq of [1, 4, 3, 7]) await terminal.fault('HW_PRINTER', true, seq)
    expect(await terminal.ack('report', 7)).toMatchObject({ throughSeq: 7, missing: [2, 5, 6] })
    for (const seq of [6, 2, 5]) await terminal.fault('HW_PRINTER', true, seq)
    expect(
      await terminal.down(
        'ack',
        ({ stream, throughSeq, missing }) => stream === 'report' && throughSeq === 7 && missing.length === 0,
      ),
    ).toMatchObject({ throughSeq: 7 })
    expect(await storedOf(terminal)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('said again is acknowledged again and stored once, also over another connection', async () => {
    const terminal = await joined()
    await Promise.all(Array.from({ length: 30 }, () => terminal.fault('HW_PRINTER', true, 1)))
    await terminal.leave()
    await terminal.join()
    await terminal.fault('HW_PRINTER', true, 1)
    await terminal.ack('report', 1)
    expect(await storedOf(terminal)).toEqual([1])
    const events = await house.rows(`select from event where terminal_id = $1 and type = 'TerminalFaultSet'`, [
      terminal.device.terminalId,
    ])
    expect(events).toHaveLength(1)
  })

  test('with a number far beyond all others is not held, and what is near goes on', async () => {
    const terminal = await joined()
    await terminal.fault('HW_PRINTER', true, 1)
    for (let seq = 1_000_000; seq < 1_000_300; seq++) await terminal.fault('HW_PRINTER', true, seq)
    await terminal.fault('HW_PRINTER', true, 2)
    await terminal.ack('report', 2)
    expect(gateway.metrics().streams['tooFarAhead']).toBeGreaterThan(0)
    expect((await storedOf(terminal)).slice(0, 2)).toEqual([1, 2])
    expect((await storedOf(terminal)).length).toBeLessThan(300)
  })

  test('under one number with two contents keeps the first, and goes on', async () => {
    const terminal = await joined()
    const before = gateway.metrics().quarantined['KEY_CONFLICT'] ?? 0
    await Promise.all([terminal.fault('HW_PRINTER', true, 1), terminal.fault('HW_READER', true, 1)])
    await terminal.fault('SYS_OTHER', true, 1)
    await terminal.fault('HW_KEYPAD', true, 2)
    await terminal.ack('report', 2)
    expect(gateway.metrics().quarantined['KEY_CONFLICT']).toBe(before + 2)
    const [row] = await house.rows<{ faults: string[] }>('select faults from terminal where id = $1', [
      terminal.device.terminalId,
    ])
    expect(row?.faults).toEqual(['HW_KEYPAD', 'HW_PRINTER'])
  })

  test('of a terminal that lost its store goes on above what we hold, gaps and all', async () => {
    const terminal = await joined()
    for (const seq of [1, 2, 5]) await terminal.fault('HW_PRINTER', true, seq)
    await terminal.leave()
    terminal.conn = 0
    const welcome = await terminal.join({ storeLost: true, reportSeq: 0 })
    expect(welcome).toMatchObject({ reportSeq: 5 })
    await terminal.fault('HW_PRINTER', true, 6)
    expect(await terminal.ack('report', 6)).toMatchObject({ throughSeq: 6, missing: [] })
  })

  test('of hundreds at once is one dense row of numbers', async () => {
    const terminal = await joined()
    const numbers = Array.from({ length: 120 }, (_, index) => index + 1)
    await Promise.all(numbers.toReversed().map((seq) => terminal.fault('HW_PRINTER', true, seq)))
    await terminal.ack('report', 120)
    expect(await storedOf(terminal)).toEqual(numbers)
  })
})

test('a poisonous message is put aside alone: its neighbours are stored, its number counts, nobody is disconnected', async () => {
  const poisoner = await joined()
  const others = await Promise.all(Array.from({ length: 5 }, () => joined()))
  const before = gateway.metrics().poison
  // a boot counter that fits JSON but not the column
  const poison = poisoner.say('boot', { at: null, boot: 9_007_199_254_740_991, reason: 'UNKNOWN' })
  await Promise.all([poison, ...others.map((other) => other.fault('HW_PRINTER'))])
  expect(gateway.metrics().poison).toBe(before + 1)
  await poisoner.fault('HW_PRINTER')
  await poisoner.ack('report', 2)
  for (const other of others) expect(await storedOf(other)).toEqual([1])
  const [kept] = await house.rows<{ body: object }>('select body from uplink where device_id = $1 and seq = 1', [
    poisoner.device.deviceId,
  ])
  expect(kept?.body).toEqual({ quarantined: true })
  await until(async () => {
    const rows = await house.rows<{ reason: string }>('select reason from quarantine where device_id = $1', [
      poisoner.device.deviceId,
    ])
    expect(rows).toEqual([{ reason: 'POISON_22003' }])
  })
})
