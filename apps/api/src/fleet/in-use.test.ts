import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, async (unit) => {
    await unit.execute(
      `update terminal set presence = 'OFFLINE', presence_since = $1 where tid in ('10000002', '20000001', '30000004')`,
      [new Date(house.clock.now() - 2 * 3_600_000)],
    )
    await unit.execute(`update terminal set sign_on = 'SIGNED_ON' where tid in ('10000002', '10000003')`)
    await unit.execute(`update terminal set faults = '{HW_PRINTER_JAM}', fault_mark = true where tid = '10000005'`)
  })
})
afterAll(() => house.close())

const LIST =
  'query($first:Int,$filter:TerminalFilter,$orderBy:TerminalOrder){terminals(first:$first,filter:$filter,orderBy:$orderBy){nodes{tid}}}'
const list = (variables: object) => ops.ask(LIST, { ...variables })
const tids = (answer: Answer) => (answer.at('terminals.nodes') as { tid: string }[]).map(({ tid }) => tid)

describe('who is out of use, or never was in use', () => {
  const FIGURES =
    '{fleetCounts{total neverEnrolled retired byStatus{presence signOn count} offlineOverAnHour withFaults}}'
  const figures = async () => (await ops.ask(FIGURES)).at('fleetCounts') as Record<string, unknown>
  const set = (state: string, ...those: string[]) =>
    house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update terminal set state = $1 where acquirer_code = 'cup' and tid = any($2)`, [state, those]),
    )
  const offline = async (filter: object, orderBy?: object) =>
    tids(await list({ first: 200, filter: { presence: ['OFFLINE'], ...filter }, orderBy }))

  test('is not offline, in figures and lists alike, and is counted beside them', async () => {
    const before = await figures()
    expect(before).toMatchObject({ total: 15, neverEnrolled: 0, retired: 0, offlineOverAnHour: 3, withFaults: 1 })
    await set('RETIRED', '10000002', '10000005')
    await set('REGISTERED', '20000001')
    await expect.poll(figures, { timeout: 20_000 }).toMatchObject({
      ...{ total: 12, neverEnrolled: 1, retired: 2, offlineOverAnHour: 1, withFaults: 0 },
    })
    const { byStatus } = (await figures()) as { byStatus: { presence: string; count: number }[] }
    expect(byStatus.reduce((sum, { count }) => sum + count, 0)).toBe(12)
    for (const orderBy of [undefined, { field: 'PRESENCE_SINCE', direction: 'ASC' }])
      expect(await offline({}, orderBy)).toEqual(['30000004'])
    expect(await offline({ states: ['RETIRED'] })).toEqual([])
    expect(tids(await list({ filter: { offlineFor: 'PT1H' } }))).toEqual(['30000004'])
    expect(tids(await list({ filter: { signOn: ['SIGNED_ON'] } }))).toEqual(['10000003'])
    // in no list that is not narrowed by it are they missed, whatever its order
    for (const orderBy of [
      { field: 'TID', direction: 'ASC' },
      { field: 'PRESENCE_SINCE', direction: 'DESC' },
    ])
      expect(tids(await list({ first: 200, orderBy }))).toHaveLength(15)
    expect(tids(await list({ filter: { states: ['RETIRED'] } }))).toEqual(['10000002', '10000005'])
    await set('ACTIVE', '10000002', '10000005', '20000001')
    await expect.poll(figures, { timeout: 20_000 }).toEqual(before)
  })
})
