import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { disconnectGateways, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Gateway } from './gateway.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let first: Gateway
let second: Gateway

beforeAll(async () => {
  house = await openHouse(6)
  first = await house.gateway({ gatewayId: 'first' })
  second = await house.gateway({ gatewayId: 'second' })
})
afterAll(() => house.close())

const holderOf = async (terminalId: string) =>
  (
    await house.rows<{ gateway_id: string; fence: number; connected: boolean; takeovers: number }>(
      'select gateway_id, fence, connected, takeovers from connection where terminal_id = $1',
      [terminalId],
    )
  )[0]

describe('two gateways', () => {
  test('never both write for a terminal: who lost it is refused, and drops the stale socket', async () => {
    const stale = house.terminal(0, first)
    await stale.join()
    const current = house.terminal(0, second)
    current.conn = 1
    await current.join()
    expect(await holderOf(stale.device.terminalId)).toMatchObject({ gateway_id: 'second', fence: 2, takeovers: 1 })
    await stale.fault('HW_STALE').catch(() => undefined)
    await stale.client.closed
    expect(first.metrics().dropped['FENCED']).toBe(1)
    await current.fault('HW_CURRENT')
    const rows = await house.rows<{ body: { code: string } }>('select body from uplink where device_id = $1', [
      stale.device.deviceId,
    ])
    expect(rows.map(({ body }) => body.code)).toEqual(['HW_CURRENT'])
    expect(await holderOf(stale.device.terminalId)).toMatchObject({ gateway_id: 'second', connected: true })
  })

  test('a stale heartbeat does not cover a newer one, and ends the stale socket too', async () => {
    const stale = house.terminal(1, first)
    await stale.join()
    const current = house.terminal(1, second)
    current.conn = 1
    await current.join()
    current.beat({ uptimeSec: 222 })
    await until(() => expect(second.metrics().heartbeatsStored).toBeGreaterThan(0))
    stale.beat({ uptimeSec: 111 })
    await stale.client.closed
    const [row] = await house.rows<{ health: object }>('select health from heartbeat where terminal_id = $1', [
      stale.device.terminalId,
    ])
    expect(row?.health).toEqual({ uptimeSec: 222 })
  })

  test('publish to the terminal only from where it is', async () => {
    const terminal = house.terminal(2, first)
    await terminal.join()
    await terminal.leave()
    const moved = house.terminal(2, second)
    moved.conn = 1
    await moved.join()
    const { TestSigner } = await import('./testing/signer.ts')
    const id = await (await TestSigner.open(house)).order(moved.device.terminalId, 'STATUS_GET')
    expect((await moved.signed('budeng-command')).payload['id']).toBe(id)
    expect(second.metrics().published).toBeGreaterThan(0)
  })
})

describe('a gateway that was given up for silent', () => {
  test('takes its terminals back with their next word, and nobody has to connect again', async () => {
    const talking = house.terminal(3, first)
    const beating = house.terminal(4, first)
    await talking.join()
    await beating.join()
    const worker = await house.open('worker')
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => disconnectGateways(unit, ['first']))
    expect(await holderOf(talking.device.terminalId)).toMatchObject({ connected: false })
    await talking.fault('HW_PRINTER')
    beating.beat()
    await until(async () => expect(await holderOf(beating.device.terminalId)).toMatchObject({ connected: true }))
    expect(await holderOf(talking.device.terminalId)).toMatchObject({ connected: true, gateway_id: 'first' })
    expect(talking.client.isClosed || beating.client.isClosed).toBe(false)
    await talking.fault('HW_READER')
    await talking.ack('report', 2)
  })

  test('does not take back what another gateway has taken meanwhile', async () => {
    const stale = house.terminal(5, first)
    await stale.join()
    const worker = await house.open('worker')
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => disconnectGateways(unit, ['first']))
    const current = house.terminal(5, second)
    current.conn = 1
    await current.join()
    await stale.fault('HW_STALE').catch(() => undefined)
    await stale.client.closed
    expect(await holderOf(stale.device.terminalId)).toMatchObject({ gateway_id: 'second', connected: true })
  })
})

test('a gateway that stops commits what it has, says good-bye and releases its terminals', async () => {
  const stopping = await house.gateway({ gatewayId: 'stopping' })
  const [device] = await house.makeDevices(1)
  const terminal = house.terminal(house.devices.length - 1, stopping)
  await terminal.join()
  const words = Promise.all(Array.from({ length: 20 }, () => terminal.fault('HW_PRINTER')))
  const acknowledged = words.then(
    () => 20,
    () => 0,
  )
  await stopping.close()
  await terminal.client.closed
  const rows = await house.rows('select from uplink where device_id = $1', [device?.deviceId])
  expect(rows.length).toBeGreaterThanOrEqual(await acknowledged)
  expect(await holderOf(terminal.device.terminalId)).toMatchObject({ connected: false })
  expect(await house.rows(`select from process where id = 'stopping'`)).toEqual([])
})

test('a gateway that starts holds nobody, whatever its last life left behind', async () => {
  const [device] = await house.makeDevices(1)
  const before = await house.gateway({ gatewayId: 'reborn' })
  const terminal = house.terminal(house.devices.length - 1, before)
  await terminal.join()
  const again = await house.gateway({ gatewayId: 'reborn' })
  expect(await holderOf(device?.terminalId ?? '')).toMatchObject({ connected: false })
  const back = house.terminal(house.devices.length - 1, again)
  back.conn = 1
  await back.join()
  expect(await holderOf(device?.terminalId ?? '')).toMatchObject({ connected: true, takeovers: 0 })
})

test('a port that is taken is a fault, and leaves nothing behind', async () => {
  await expect(house.gateway({ gatewayId: 'third', port: first.port })).rejects.toThrow('EADDRINUSE')
})
