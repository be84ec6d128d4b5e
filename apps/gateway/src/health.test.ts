import type { Health } from '@budeng/protocol'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, saveResponseCode } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0

beforeAll(async () => {
  house = await openHouse(10)
  gateway = await house.gateway()
})
afterAll(() => house.close())

const faultsOf = async ({ device }: HandTerminal) => {
  const [row] = await house.rows<{ faults: string[]; since: string[] }>(
    `select faults, array(select code from terminal_fault where terminal_id = terminal.id order by code) as since from terminal where id = $1`,
    [device.terminalId],
  )
  expect(row?.since).toEqual(row?.faults)
  return row?.faults
}
const eventsOf = async ({ device }: HandTerminal) =>
  (
    await house.rows<{ type: string; data: { fault: string; source: string } }>(
      `select type, data from event where terminal_id = $1 and type like 'TerminalFault%' order by ordinal`,
      [device.terminalId],
    )
  ).map(({ type, data }) => `${type.replace('TerminalFault', '')} ${data.fault} ${data.source}`)
const samplesOf = async ({ device }: HandTerminal) =>
  (await house.rows('select 1 from health_sample where terminal_id = $1', [device.terminalId])).length

/** A heartbeat that is certainly stored when this returns: the next ones are told apart by their number. */
async function beat(terminal: HandTerminal, health: Health): Promise<void> {
  terminal.beat({ signOn: 'SIGNED_ON', health })
  const at = house.clock.now()
  await until(async () => {
    const [row] = await house.rows<{ stored: boolean }>(
      'select at >= $2 as stored from heartbeat where terminal_id = $1',
      [terminal.device.terminalId, new Date(at)],
    )
    expect(row?.stored).toBe(true)
  })
  house.clock.advance(61_000)
}
const acquirerOf = async ({ device }: HandTerminal) => {
  const [row] = await house.rows<{ acquirerId: string; path: string }>(
    'select acquirer_id as "acquirerId", path::text from terminal where id = $1',
    [device.terminalId],
  )
  return row ?? { acquirerId: '', path: '' }
}
const signOn = (terminal: HandTerminal, responseCode: string) =>
  terminal.say('hostSignOn', {
    ...{ result: responseCode === '00' ? ('APPROVED' as const) : ('DECLINED' as const), responseCode },
    ...{ batch: null, kcv: null, at: null },
  })

async function join(): Promise<HandTerminal> {
  const terminal = house.terminal(next++, gateway)
  await terminal.join()
  return terminal
}

test('health sets a fault with its event once, and clears it when it has stayed away; nobody but the two says so', async () => {
  const terminal = await join()
  await beat(terminal, { printer: 'JAM' })
  await until(async () => expect(await faultsOf(terminal)).toEqual(['HW_PRINTER_JAM']))
  await terminal.fault('HW_PRINTER_JAM')
  await beat(terminal, { printer: 'JAM' })
  for (let minute = 0; minute < 4; minute++) await beat(terminal, { printer: 'OK' })
  // the terminal’s own word still stands
  expect(await faultsOf(terminal)).toEqual(['HW_PRINTER_JAM'])
  await terminal.say('fault', { code: 'HW_PRINTER_JAM', set: false, severity: 'MINOR', at: null })
  await until(async () => expect(await faultsOf(terminal)).toEqual([]))
  expect(await eventsOf(terminal)).toEqual(['Set HW_PRINTER_JAM DERIVED', 'Cleared HW_PRINTER_JAM REPORTED'])
})

test('a new connection goes on with the faults that are stored', async () => {
  const terminal = await join()
  await beat(terminal, { security: { tampered: true } })
  await until(async () => expect(await faultsOf(terminal)).toEqual(['SEC_TAMPER']))
  await terminal.leave()
  await terminal.join()
  await beat(terminal, { security: { tampered: true } })
  await beat(terminal, { security: { tampered: false } })
  expect(await eventsOf(terminal)).toEqual(['Set SEC_TAMPER DERIVED'])
})

test('the host’s answers set and clear faults by the acquirer’s own table', async () => {
  const terminal = await join()
  await beat(terminal, {})
  await signOn(terminal, '97')
  await until(async () => expect(await faultsOf(terminal)).toEqual(['AUTH_TERMINAL_UNREGISTERED']))
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { acquirerId, path } = await acquirerOf(terminal)
    await saveResponseCode(unit, { acquirerId, path }, '97', { route: 'RELOGIN', fault: 'AUTH_SIGNON_FAILED' })
  })
  await signOn(terminal, '97')
  await until(async () => expect(await faultsOf(terminal)).toEqual(['AUTH_SIGNON_FAILED']))
  await signOn(terminal, '00')
  await until(async () => expect(await faultsOf(terminal)).toEqual([]))
})

test('figures are written down when they are news, or after five minutes; what is in common once', async () => {
  const terminal = await join()
  const iccid = '89860012345678901234'
  const network = { type: 'CELL_4G', operator: 'CM', cellId: 'c1', iccid, rsrpDbm: -90 } as const
  for (const rsrpDbm of [-90, -91, -92, -99]) await beat(terminal, { network: { ...network, rsrpDbm } })
  expect(await samplesOf(terminal)).toBe(2)
  for (let minute = 0; minute < 5; minute++) await beat(terminal, { network: { ...network, rsrpDbm: -99 } })
  expect(await samplesOf(terminal)).toBe(3)
  const traits = await house.rows('select operator, cell, app, iccid from terminal_trait where terminal_id = $1', [
    terminal.device.terminalId,
  ])
  expect(traits).toEqual([{ operator: 'CM', cell: 'c1', app: expect.any(String), iccid }])
})
