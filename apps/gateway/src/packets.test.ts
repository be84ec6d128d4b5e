import { generate } from 'mqtt-packet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0

function terminal(): HandTerminal {
  return house.terminal(next++, gateway)
}

/** Another terminal is let in and heard: the process is there, and what stands behind it. */
async function gatewayGoesOn(): Promise<void> {
  const bystander = terminal()
  await bystander.join()
  expect(await bystander.fault('HW_PRINTER')).toBe(1)
}

beforeAll(async () => {
  house = await openHouse(40)
  gateway = await house.gateway()
})
afterAll(() => house.close())

describe('the second half of a QoS 2 that was never granted', () => {
  test('is answered, and ends nothing', async () => {
    const ours = terminal()
    await ours.join()
    ours.client.send({ cmd: 'pubrel', messageId: 7 })
    await ours.client.next((packet) => packet.cmd === 'pubcomp' && packet.messageId === 7)
    expect(await ours.fault('HW_PRINTER')).toBe(1)
  })

  test('also when it waited behind the CONNECT in one piece', async () => {
    const ours = terminal()
    ours.conn++
    ours.client.write(
      Buffer.concat([
        generate(ours.connectPacket()),
        generate({ cmd: 'pubrel', messageId: 8 }, { protocolVersion: 4 }),
      ]),
    )
    expect(await ours.client.connack()).toBe(0)
    await ours.client.next((packet) => packet.cmd === 'pubcomp' && packet.messageId === 8)
    await gatewayGoesOn()
  })
})

describe('a packet of every type, with every flag, ends at most its own connection', () => {
  test.each(Array.from({ length: 16 }, (_, type) => type))('type %i', async (type) => {
    for (const flags of [0, 2, 15])
      for (const body of [[], [0, 7], [0, 1, 0x61, 0, 7, 0, 0]]) {
        const ours = house.terminal(next, gateway)
        await ours.connect()
        ours.client.write(Buffer.from([(type << 4) | flags, body.length, ...body]))
        ours.client.send({ cmd: 'pingreq' })
        await ours.client.next(({ cmd }) => cmd === 'pingresp').catch(() => ours.client.closed)
        ours.client.kill()
      }
    next++
    await gatewayGoesOn()
  })
})

test('a connection that breaks off is counted by what ended it', async () => {
  const ours = terminal()
  await ours.join()
  ours.client.kill()
  await until(() => expect(gateway.metrics().socketErrors['ECONNRESET']).toBeGreaterThan(0))
  const noise = terminal()
  await noise.join()
  noise.client.write(Buffer.from([0x36, 0]))
  await noise.client.closed
  expect(gateway.metrics().socketErrors['PROTOCOL']).toBeGreaterThan(0)
})
