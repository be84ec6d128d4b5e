import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SoftwareTerminal } from '@budeng/terminal'
import type { Gateway } from './gateway.ts'
import { type House, openHouse } from './testing/house.ts'
import { referenceTerminal } from './testing/reference-terminal.ts'
import { TestSigner } from './testing/signer.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let terminal: SoftwareTerminal
let signer: TestSigner

beforeAll(async () => {
  house = await openHouse(1)
  gateway = await house.gateway()
  signer = await TestSigner.open(house)
  ;({ terminal } = referenceTerminal(house, gateway))
  terminal.start()
})
afterAll(async () => {
  terminal.stop()
  await house.close()
})

const rowOf = async () =>
  (await house.rows<object>('select presence, sign_on, batch_no, model, level from terminal'))[0]

test('the reference terminal comes online, signs on and answers, over an ordinary MQTT client', async () => {
  await until(async () => expect(await rowOf()).toMatchObject({ presence: 'ONLINE', model: 'reference', level: 'L0' }))
  expect(await terminal.terminal.signOn()).toMatchObject({ status: 'SUCCEEDED' })
  await until(async () => expect(await rowOf()).toMatchObject({ sign_on: 'SIGNED_ON', batch_no: '000042' }))
  const id = await signer.order(house.devices[0]?.terminalId ?? '', 'STATUS_GET')
  await until(async () => {
    const [row] = await house.rows<object>('select state from command where id = $1', [id])
    expect(row).toEqual({ state: 'SUCCEEDED' })
  })
  await until(() => expect(terminal.terminal.view.waiting).toBe(0))
  expect(gateway.metrics()).toMatchObject({ quarantined: {}, dropped: {}, poison: 0 })
})

test('its backup is proven', async () => {
  const id = await signer.order(house.devices[0]?.terminalId ?? '', 'BACKUP')
  await until(async () => {
    const [row] = await house.rows<object>('select state from command where id = $1', [id])
    expect(row).toEqual({ state: 'SUCCEEDED' })
  })
})

test.each([
  ['APP_RESTART', {}, ['BOOT_ROSE', 'CONNECTION_RENEWED']],
  ['REBOOT_FORCED', {}, ['BOOT_ROSE', 'CONNECTION_RENEWED']],
  ['NETWORK_RESET', { revertAfterSec: 60 }, ['CONNECTION_RENEWED']],
] as const)('%s is proven by counter and connection', async (type, params, kinds) => {
  const id = await signer.order(house.devices[0]?.terminalId ?? '', type, params)
  await until(async () => {
    const [row] = await house.rows<{ state: string; evidence: { kind: string }[] }>(
      'select state, evidence from command where id = $1',
      [id],
    )
    expect(row?.state).toBe('SUCCEEDED')
    expect(row?.evidence.map(({ kind }) => kind).sort()).toEqual(kinds)
  })
  await until(() => expect(terminal.terminal.view.waiting).toBe(0))
})
