import { stepsOfTerminal, TERMINAL_STATES } from '@budeng/fleet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

let keys = 0
const step = (terminalId: unknown, state: string, changed: object = {}, client = ops) =>
  client.ask(
    'mutation($i:TerminalStateSetInput!){terminalStateSet(input:$i){terminal{id state device{serial}} userErrors{code path}}}',
    { i: { terminalId, state, reason: 'the shop closes', idempotencyKey: `life-${keys++}`, ...changed } },
  )
const stateAfter = async (...args: Parameters<typeof step>) => {
  const answer = await step(...args)
  expect(answer.at('terminalStateSet.userErrors')).toEqual([])
  return answer.at('terminalStateSet.terminal.state')
}
const refusal = async (...args: Parameters<typeof step>) =>
  (await step(...args)).at('terminalStateSet.userErrors.0.code')
const request = (terminalId: unknown) =>
  ops.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id} userErrors{code}}}', {
    i: { terminalId, command: { selfTest: {} }, reason: 'look', idempotencyKey: `life-${keys++}` },
  })
const standing = async (id: unknown) => {
  const answer = await ops.ask('query($id:ID!){command(id:$id){state why{code}}}', { id })
  return answer.at('command')
}

describe("a terminal's life", () => {
  test('is suspended, used again, suspended, retired, and nothing else', () => {
    expect(TERMINAL_STATES.map((state) => [state, ...stepsOfTerminal(state)].join(' '))).toEqual([
      'REGISTERED RETIRED',
      'ACTIVE SUSPENDED',
      'SUSPENDED ACTIVE RETIRED',
      'RETIRED',
    ])
  })

  test('suspended, it takes no commands, and what waits for it waits on; used again, it takes them', async () => {
    const { id } = house.fleet.terminals.teahouse[0] as { id: string }
    const waiting = (await request(id)).at('commandRequest.command.id')
    expect(await stateAfter(id, 'SUSPENDED')).toBe('SUSPENDED')
    expect((await request(id)).at('commandRequest.userErrors.0.code')).toBe('TERMINAL_NOT_ACTIVE')
    expect(await standing(waiting)).toMatchObject({ state: 'QUEUED' })
    expect(await stateAfter(id, 'ACTIVE')).toBe('ACTIVE')
    expect((await request(id)).at('commandRequest.userErrors')).toEqual([])
    const events = await ops.ask(
      '{events(filter:{types:["TerminalSuspended","TerminalResumed"]}){nodes{type terminal{id} text}}}',
    )
    expect(events.at('events.nodes')).toEqual([
      { type: 'TerminalResumed', terminal: { id }, text: expect.stringContaining('the shop closes') },
      { type: 'TerminalSuspended', terminal: { id }, text: expect.stringContaining('the shop closes') },
    ])
  })

  test('used again, the worker looks at what waited for it without waiting for its hello', async () => {
    const { id } = house.fleet.terminals.teahouse[1] as { id: string }
    const waiting = (await request(id)).at('commandRequest.command.id')
    await stateAfter(id, 'SUSPENDED')
    const far = new Date(Date.now() + 86_400_000)
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update command set look_at = $2 where id = $1', [waiting, far]),
    )
    await stateAfter(id, 'ACTIVE')
    const [row] = await house.owner.read({ path: null }, (db) =>
      db.query<{ soon: boolean }>('select look_at < $2 as soon from command where id = $1', [waiting, far]),
    )
    expect(row?.soon).toBe(true)
  })

  test('retired, its commands and codes end, and its device is free', async () => {
    const { id, deviceId } = house.fleet.terminals.xuhui[1] as { id: string; deviceId: string }
    const waiting = (await request(id)).at('commandRequest.command.id')
    await stateAfter(id, 'SUSPENDED')
    expect(await stateAfter(id, 'RETIRED')).toBe('RETIRED')
    expect(await standing(waiting)).toMatchObject({ state: 'REMOVED', why: { code: 'REMOVED' } })
    const [device] = await house.owner.read({ path: null }, (db) =>
      db.query<{ state: string; isRevoked: boolean }>(
        'select state, revoked_at is not null as "isRevoked" from device where id = $1',
        [deviceId],
      ),
    )
    expect(device).toEqual({ state: 'SWAPPED_OUT', isRevoked: true })
    const code = await ops.ask('mutation($i:EnrolmentCreateInput!){enrolmentCreate(input:$i){userErrors{code}}}', {
      i: { terminalId: id, serial: 'SN-LATE', idempotencyKey: `life-${keys++}` },
    })
    expect(code.at('enrolmentCreate.userErrors.0.code')).toBe('TERMINAL_NOT_ACTIVE')
    for (const state of ['ACTIVE', 'SUSPENDED', 'RETIRED']) expect(await refusal(id, state)).toBe('TERMINAL_STEP')
  })

  test('no step is left out, and none is for those who may not', async () => {
    const { id } = house.fleet.terminals.teahouse[2] as { id: string }
    for (const state of ['RETIRED', 'ACTIVE', 'REGISTERED']) expect(await refusal(id, state)).toBe('TERMINAL_STEP')
    expect(await refusal(id, 'SUSPENDED', { reason: ' ' })).toBe('REASON_MISSING')
    expect(await refusal(id, 'SUSPENDED', {}, await house.as('chen@south.test'))).toBe('NOT_PERMITTED')
    expect(await refusal(id, 'SUSPENDED', {}, await house.as('li@north.test'))).toBe('NOT_FOUND')
  })
})
