import { continueDueRecoveries } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../../testing/client.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'

let house: TestHouse
let ops: Client
let agent: Client
let key = 0

beforeAll(async () => {
  house = await startTestHouse()
  ;[ops, agent] = await Promise.all([house.as('ops@cup.test'), house.as('li@north.test')])
})
afterAll(() => house.close())

const send = (client: Client, mutation: string, input: object): Promise<Answer> => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const selection = mutation.startsWith('work')
    ? 'workOrder{id state version}'
    : 'recovery{id step end endReason startedBy{name} steps{step kind subject outcome} workOrder{id version reason}}'
  return client.ask(`mutation($i:${type}!){done:${mutation}(input:$i){${selection} replayed userErrors{code path}}}`, {
    i: { idempotencyKey: `rec-${++key}`, ...input },
  })
}
const codes = (answer: Answer) => (answer.at('done.userErrors') as { code: string }[]).map(({ code }) => code)
const terminal = (index: number) => house.fleet.terminals.xuhui[index]?.id ?? ''

describe('a recovery', () => {
  test('is started by whoever may do all that it does, and shows every step that comes', async () => {
    const choices = await ops.ask('query($id:ID!){terminal(id:$id){playbooks{playbook tier allowed reasons{code}}}}', {
      id: terminal(0),
    })
    expect(choices.at('terminal.playbooks')).toContainEqual({
      playbook: 'AUTH',
      tier: 'R1',
      allowed: true,
      reasons: [],
    })
    const input = { terminalId: terminal(0), playbook: 'AUTH', reason: 'signed out', idempotencyKey: 'once' }
    const started = await send(ops, 'recoveryStart', input)
    expect(codes(started)).toEqual([])
    expect(started.at('done.recovery')).toMatchObject({ step: 'incident', end: null })
    expect((started.at('done.recovery.steps') as { step: string }[]).map(({ step }) => step)).toEqual([
      ...['incident', 'status', 'classify', 'backup', 'relogin', 'verify', 'compare'],
    ])
    const again = await send(ops, 'recoveryStart', input)
    expect([again.at('done.replayed'), again.at('done.recovery.id')]).toEqual([true, started.at('done.recovery.id')])
    expect(codes(await send(ops, 'recoveryStart', { ...input, idempotencyKey: 'twice' }))).toEqual(['RECOVERY_RUNNING'])
    const listed = await ops.ask(
      'query($id:ID!){terminal(id:$id){recoveries{nodes{id}}} recoveries(running:true){nodes{id}}}',
      {
        id: terminal(0),
      },
    )
    const id = started.at('done.recovery.id')
    expect([listed.at('terminal.recoveries.nodes'), listed.at('recoveries.nodes')]).toEqual([[{ id }], [{ id }]])

    await continueDueRecoveries(house.worker, 10)
    const gone = await ops.ask('query($id:ID!){recovery(id:$id){step steps{step command{type evidence{kind}}}}}', {
      id,
    })
    expect(gone.at('recovery.step')).toBe('status')
    expect((gone.at('recovery.steps') as object[]).slice(0, 3)).toEqual([
      { step: 'incident', command: null },
      { step: 'status', command: { type: 'STATUS_GET', evidence: [] } },
      { step: 'classify', command: null },
    ])
  })

  test('asks an agent for the merchant’s presence, as the re-login in it does', async () => {
    const asked = { terminalId: terminal(1), playbook: 'AUTH', reason: 'signed out' }
    expect(codes(await send(agent, 'recoveryStart', asked))).toEqual(['PRESENCE_REQUIRED'])
    // to lock is not an agent's to do
    expect(codes(await send(agent, 'recoveryStart', { ...asked, playbook: 'SEC' }))).toEqual(['NOT_PERMITTED'])
  })

  test('that is given up leaves a work order, which somebody takes and closes', async () => {
    const started = await send(ops, 'recoveryStart', { terminalId: terminal(2), playbook: 'SYS', reason: 'hangs' })
    const recoveryId = started.at('done.recovery.id')
    expect(codes(await send(ops, 'recoveryAnswer', { recoveryId, step: 'operator', worked: true }))).toEqual([
      'STEP_OVER',
    ])
    expect(codes(await send(ops, 'recoveryGiveUp', { recoveryId, reason: '' }))).toEqual(['REASON_MISSING'])
    const ended = await send(ops, 'recoveryGiveUp', { recoveryId, reason: 'the shop is closed' })
    expect(ended.at('done.recovery')).toMatchObject({ step: null, end: 'ESCALATED', endReason: 'GIVEN_UP' })
    const { id: workOrderId, version } = ended.at('done.recovery.workOrder') as { id: string; version: number }
    const open = await ops.ask('{workOrders{nodes{id reason terminal{id} recovery{id}}}}')
    expect(open.at('workOrders.nodes')).toEqual([
      { id: workOrderId, reason: 'GIVEN_UP', terminal: { id: terminal(2) }, recovery: { id: recoveryId } },
    ])
    const change = (state: string, expectedVersion: number, more: object = {}) =>
      send(ops, 'workOrderChange', { workOrderId, state, expectedVersion, ...more })
    expect(codes(await change('ASSIGNED', version))).toEqual(['TECHNICIAN_MISSING'])
    expect(codes(await change('ASSIGNED', version, { technician: 'Chen' }))).toEqual([])
    expect(codes(await change('DONE', version, { outcome: 'swapped' }))).toEqual(['VERSION_CHANGED'])
    expect(codes(await change('DONE', version + 1))).toEqual(['OUTCOME_MISSING'])
    const done = await change('DONE', version + 1, { outcome: 'swapped', parts: 'A920' })
    expect(done.at('done.workOrder')).toMatchObject({ state: 'DONE', version: version + 2 })
    expect((await ops.ask('{workOrders{nodes{id}}}')).at('workOrders.nodes')).toEqual([])
  })
})
