import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAckGenuine, verifyWelcome } from '@budeng/protocol'
import { TEST_KEY_LIST } from '@budeng/protocol/testing'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, raiseEra } from '@budeng/storage'
import type { Gateway } from './gateway.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway

beforeAll(async () => {
  house = await openHouse(20)
  gateway = await house.gateway()
})
afterAll(() => house.close())

describe('a terminal that keeps to the protocol', () => {
  test('is welcomed with the signed time, and both its streams are acknowledged', async () => {
    const terminal = house.terminal(0, gateway)
    expect(await terminal.connect()).toBe(0)
    expect(await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`)).toBe(1)
    const body = terminal.helloBody({ highestSeq: 41 })
    await terminal.publish('hello', body)
    const { token } = await terminal.signed('budeng-welcome')
    const reading = verifyWelcome(token, TEST_KEY_LIST)
    expect(reading).toMatchObject({
      ok: true,
      payload: { nonce: body.nonce, highestSeq: 41, epoch: 1, era: 1, intervalSec: 60, reportSeq: 0 },
    })
    const ack = await terminal.ack('report', 0)
    expect(isAckGenuine(ack, terminal.secrets.ack)).toBe(true)
    await terminal.ack('reply', 0)
    const [row] = await house.rows<object>(
      'select connected, ready, gateway_id, conn from connection where terminal_id = $1',
      [terminal.device.terminalId],
    )
    expect(row).toMatchObject({ connected: true, ready: true, gateway_id: 'gateway-1', conn: 1 })
  })

  test('has its PUBACK only when its report is stored, and our own acknowledgement after it', async () => {
    const terminal = house.terminal(1, gateway)
    await terminal.join()
    const seq = await terminal.fault('HW_PRINTER')
    const stored = await house.rows<{ kind: string }>('select kind from uplink where device_id = $1', [
      terminal.device.deviceId,
    ])
    expect(stored).toEqual([{ kind: 'fault' }])
    const ack = await terminal.ack('report', seq)
    expect(ack).toMatchObject({ throughSeq: 1, missing: [] })
    const [row] = await house.rows<{ faults: string[] }>('select faults from terminal where id = $1', [
      terminal.device.terminalId,
    ])
    expect(row?.faults).toEqual(['HW_PRINTER'])
  })

  test('becomes ONLINE with its first heartbeat, and what changes is an event', async () => {
    const terminal = house.terminal(2, gateway)
    await terminal.join()
    terminal.beat({ signOn: 'SIGNED_ON', batch: '000001' })
    await until(async () => {
      const [row] = await house.rows<object>('select presence, sign_on, batch_no from terminal where id = $1', [
        terminal.device.terminalId,
      ])
      expect(row).toEqual({ presence: 'ONLINE', sign_on: 'SIGNED_ON', batch_no: '000001' })
    })
    const events = await house.rows<{ type: string }>(
      'select type from event where terminal_id = $1 order by ordinal',
      [terminal.device.terminalId],
    )
    expect(events.map(({ type }) => type)).toEqual(['TerminalPresenceChanged', 'TerminalSignOnChanged'])
  })
})

test('after a restore a terminal is told of the new era, and acknowledged in it', async () => {
  const era = await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, raiseEra)
  const terminal = house.terminal(3, await house.gateway())
  expect(await terminal.connect()).toBe(0)
  await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`)
  await terminal.publish('hello', terminal.helloBody())
  const { token } = await terminal.signed('budeng-welcome')
  expect(verifyWelcome(token, TEST_KEY_LIST)).toMatchObject({ ok: true, payload: { era } })
  expect(await terminal.ack('report', 0)).toMatchObject({ era })
})
