import { afterAll, beforeAll, expect, test } from 'vitest'
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
const terminalId = () => house.fleet.terminals.xuhui[0]?.id
const READ = 'query($id:ID!){terminal(id:$id){parameters{state version values desired reported}}}'
const set = (changed: object, client = ops) =>
  client.ask(
    'mutation($i:TerminalParametersSetInput!){terminalParametersSet(input:$i){terminal{parameters{version state}} userErrors{code path facts{name value}}}}',
    {
      i: {
        ...{ terminalId: terminalId(), values: JSON.stringify({ apn: 'cmpos', receipts: 2 }), expectedVersion: 0 },
        ...{ reason: 'new contract', idempotencyKey: `p-${keys++}`, ...changed },
      },
    },
  )
const refusal = async (changed: object, client = ops) =>
  (await set(changed, client)).at('terminalParametersSet.userErrors.0.code')

test('what is wished has a version, and what the heartbeat says tells whether it is held', async () => {
  expect((await ops.ask(READ, { id: terminalId() })).at('terminal.parameters')).toMatchObject({
    ...{ state: 'NOT_SET', version: 0, values: {} },
  })
  expect((await set({})).at('terminalParametersSet')).toMatchObject({
    terminal: { parameters: { version: 1 } },
    userErrors: [],
  })
  const now = await ops.ask(READ, { id: terminalId() })
  const desired = now.at('terminal.parameters.desired')
  expect(desired).toMatch(/^1\.[\w-]{11}$/)
  const says = (parameters: unknown) =>
    house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(
        `insert into heartbeat (terminal_id, device_id, conn, n, at, sign_on, in_transaction, busy, reversal_pending, health)
         values ($1, $3, 1, 1, now(), 'SIGNED_ON', false, false, false, $2)
         on conflict (terminal_id) do update set health = excluded.health`,
        [terminalId(), JSON.stringify({ versions: { parameters } }), house.fleet.terminals.xuhui[0]?.deviceId],
      ),
    )
  for (const [said, state] of [
    ['0.AAAAAAAAAAA', 'DRIFT'],
    [desired, 'EQUAL'],
  ]) {
    await says(said)
    expect((await ops.ask(READ, { id: terminalId() })).at('terminal.parameters')).toMatchObject({
      state,
      reported: said,
    })
  }
  const events = await ops.ask('{events(filter:{types:["TerminalParametersSet"]}){nodes{text}}}')
  expect(events.at('events.nodes.0.text')).toMatch(/version 1: apn, receipts\. new contract/)
})

test('a wish that was made from another version, or that is none, changes nothing', async () => {
  expect(await refusal({ expectedVersion: 0 })).toBe('VERSION_CHANGED')
  expect(await refusal({ expectedVersion: 1, values: '{"adminPassword":"x"}' })).toBe('BAD_PARAMS')
  for (const values of ['[]', '{apn']) expect(await refusal({ expectedVersion: 1, values })).toBe('BAD_PARAMS')
  expect(await refusal({ expectedVersion: 1 }, await house.as('viewer@cup.test'))).toBe('NOT_PERMITTED')
  expect(await refusal({ expectedVersion: 1 }, await house.as('chen@south.test'))).not.toBeUndefined()
  expect((await ops.ask(READ, { id: terminalId() })).at('terminal.parameters.version')).toBe(1)
})
