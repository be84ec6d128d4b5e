import { HOUR, MINUTE } from '@budeng/kernel'
import { loadSituations, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0

beforeAll(async () => {
  house = await openHouse(9)
  gateway = await house.gateway()
})
afterAll(() => house.close())

/** Another machine under the identity of one: with its counters as they were copied. */
function copyOf(machine: HandTerminal, conn: number): HandTerminal {
  const copy = house.terminal(house.devices.indexOf(machine.device), gateway)
  copy.conn = conn
  return copy
}

const eventsOf = async ({ device }: HandTerminal) =>
  (
    await house.rows<{ type: string }>(
      `select type from event where terminal_id = $1 and type in ('TerminalCloneSuspected', 'DeviceHeld') order by ordinal`,
      [device.terminalId],
    )
  ).map(({ type }) => type)

const heldOf = async ({ device }: HandTerminal) =>
  (
    await house.rows<{ held: boolean; signOn: string }>(
      `select held_at is not null as held, sign_on as "signOn" from device join terminal on terminal.id = terminal_id where device.id = $1`,
      [device.deviceId],
    )
  )[0]

describe('one machine is never held', () => {
  test('that restarts and comes back slowly, over lines that break', async () => {
    const machine = house.terminal(next++, gateway)
    for (let round = 0; round < 6; round++) {
      await machine.join()
      await machine.fault('HW_PRINTER', round % 2 === 0)
      if (round % 2 === 0) machine.client.kill()
      house.clock.advance(MINUTE)
    }
    expect(await eventsOf(machine)).toEqual([])
    expect(await heldOf(machine)).toMatchObject({ held: false })
  })

  test('that is switched for another one, or enrolled anew, whose counters begin anew', async () => {
    const [old, young] = [house.terminal(next++, gateway), house.terminal(next++, gateway)]
    old.conn = 500
    await old.join()
    await old.leave()
    const { deviceId, terminalId } = old.device
    const device = young.device.deviceId
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await unit.execute(`update device set state = 'SWAPPED_OUT', revoked_at = now() where id = $1`, [deviceId])
      await unit.execute('update device set terminal_id = $2 where id = $1', [device, terminalId])
    })
    const swapped = new HandTerminal({ ...young.device, terminalId, tid: old.device.tid }, gateway.port)
    await swapped.join()
    const now = new Date(house.clock.now() + MINUTE)
    house.clock.advance(2 * MINUTE)
    await swapped.leave()
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute('update device set enrolled_at = $2 where id = $1', [device, now]),
    )
    const anew = new HandTerminal({ ...young.device, terminalId, tid: old.device.tid }, gateway.port)
    await anew.join()
    expect(await eventsOf(anew)).toEqual([])
    expect(await heldOf(anew)).toMatchObject({ held: false })
  })

  test('that was enrolled anew is heard from its first message, however many it had sent before', async () => {
    const faults = async () =>
      (
        await house.rows<{ fault: string }>(
          `select data ->> 'fault' as fault from event where terminal_id = $1 and type = 'TerminalFaultSet' order by ordinal`,
          [before.device.terminalId],
        )
      ).map(({ fault }) => fault)
    const number = next++
    const before = house.terminal(number, gateway)
    await before.join()
    for (const code of ['HW_PRINTER', 'HW_READER', 'HW_DISPLAY']) await before.fault(code)
    await until(async () => expect(await faults()).toHaveLength(3))
    await before.leave()
    const enrol = () =>
      house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute('update device set enrolled_at = $2 where id = $1', [
          before.device.deviceId,
          new Date(house.clock.now()),
        ]),
      )
    house.clock.advance(MINUTE)
    await enrol()
    const anew = house.terminal(number, gateway)
    await anew.join()
    await anew.fault('HW_KEYPAD')
    await until(async () => expect(await faults()).toEqual(['HW_PRINTER', 'HW_READER', 'HW_DISPLAY', 'HW_KEYPAD']))
    // what it has said since is not forgotten when it comes again with less
    await anew.fault('HW_BATTERY')
    await until(async () => expect(await faults()).toHaveLength(5))
    await anew.leave()
    const back = house.terminal(number, gateway)
    back.conn = 10
    await back.join()
    const [row] = await house.rows<{ seq: string }>(
      `select through_seq::text as seq from uplink_state where device_id = $1 and stream = 'report'`,
      [before.device.deviceId],
    )
    expect(row?.seq).toBe('2')
    await back.leave()
  })

  test('whose library sends an older hello once more on a new line', async () => {
    const machine = house.terminal(next++, gateway)
    machine.conn = 5
    await machine.join()
    const older = machine.encode('hello', machine.helloBody(), 3)
    await machine.join()
    for (let i = 0; i < 3; i++) await machine.client.publish(machine.topic('hello'), older)
    await machine.fault('HW_PRINTER')
    expect(await eventsOf(machine)).toEqual([])
  })
})

describe('two machines under one identity', () => {
  test('are held when each was behind in its turn: no command but LOCK, no sign-on, and records are still taken', async () => {
    const real = house.terminal(next++, gateway)
    await real.join()
    for (let n = 0; n < 4; n++) await real.fault('HW_PRINTER', n % 2 === 0)
    await real.ack('report', 4)
    // it was copied when it had said two of them
    const copy = copyOf(real, 10)
    await copy.join({ reportSeq: 2 })
    expect(await eventsOf(real)).toEqual(['TerminalCloneSuspected'])
    expect(await heldOf(real)).toMatchObject({ held: false })
    real.conn = 20
    await real.join()
    const again = copyOf(real, 30)
    await again.join({ reportSeq: 3 })
    expect(await eventsOf(real)).toEqual(['TerminalCloneSuspected', 'TerminalCloneSuspected', 'DeviceHeld'])
    expect(await heldOf(real)).toEqual({ held: true, signOn: 'LOCKED' })
    const situation = await house.owner.read(PLATFORM_SCOPE, async (db) =>
      (await loadSituations(db, [real.device.terminalId])).get(real.device.terminalId),
    )
    expect(situation?.heldSince).toBeTypeOf('number')
    again.beat({ signOn: 'SIGNED_ON' })
    await until(async () =>
      expect(
        await house.rows('select from heartbeat where terminal_id = $1 and conn = $2', [
          real.device.terminalId,
          again.conn,
        ]),
      ).toHaveLength(1),
    )
    expect(await heldOf(real)).toEqual({ held: true, signOn: 'LOCKED' })
    real.conn = 40
    await real.join()
    await real.fault('HW_KEYPAD')
    await real.ack('report', 5)
    // told once; so many take-overs are told of beside it
    expect((await eventsOf(real)).filter((type) => type === 'DeviceHeld')).toHaveLength(1)
  })

  test('are seen by the one that is refused again and again for its older connections', async () => {
    const real = house.terminal(next++, gateway)
    real.conn = 7
    await real.join()
    const refused = async (conn: number) => {
      const copy = copyOf(real, conn)
      await copy.connect()
      await copy.client.subscribe(`pos/v1/demo/${copy.device.tid}/down`)
      for (let i = 0; i < 3; i++) await copy.publish('hello', copy.helloBody())
    }
    await refused(1)
    await until(async () => expect(await eventsOf(real)).toEqual(['TerminalCloneSuspected']))
    await refused(3)
    house.clock.advance(MINUTE)
    // one that only ever lags is one that went back
    expect(await heldOf(real)).toMatchObject({ held: false })
    await real.join()
    await refused(4)
    await until(async () => expect(await heldOf(real)).toEqual({ held: true, signOn: 'LOCKED' }))
  })

  test('are two only within the hour', async () => {
    const real = house.terminal(next++, gateway)
    await real.join()
    for (let n = 0; n < 3; n++) await real.fault('HW_PRINTER', n % 2 === 0)
    await real.ack('report', 3)
    const copy = copyOf(real, 10)
    await copy.join({ reportSeq: 1 })
    real.conn = 20
    await real.join()
    house.clock.advance(HOUR)
    const late = copyOf(real, 30)
    await late.join({ reportSeq: 2 })
    expect(await heldOf(real)).toMatchObject({ held: false })
  })
})
