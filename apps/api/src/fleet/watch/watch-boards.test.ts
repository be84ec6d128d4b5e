import { DAY, HOUR } from '@budeng/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../testing/client.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'

const MAKE = 'mutation($i:BoardTokenCreateInput!){boardTokenCreate(input:$i){token userErrors{code path}}}'
const BOARD = `query($o:ID!){ viewer{boardPage boardWatch{id name state report{terminals}}}
  fleetCounts(organisationId:$o){total byStatus{presence count} openAlerts}
  terminals(first:50,filter:{organisationId:$o}){nodes{tid presence store{name}}}
  alerts(first:20,filter:{organisationId:$o,open:true}){nodes{subject terminal{tid}}} }`

let house: TestHouse
let admin: Client
let ops: Client

beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

async function plan(organisationId: string, hours = 6): Promise<{ id: string; version: number }> {
  const at = house.clock.now()
  const answer = await admin.ask(
    'mutation($i:WatchPlanInput!){watchPlan(input:$i){window{id version} userErrors{code}}}',
    {
      i: {
        ...{ organisationId, name: 'Spring Festival', timeZone: 'Asia/Shanghai', patience: 50, allowsRollouts: false },
        startsAt: new Date(at + HOUR).toISOString(),
        endsAt: new Date(at + hours * HOUR).toISOString(),
        idempotencyKey: crypto.randomUUID(),
      },
    },
  )
  return answer.at('watchPlan.window') as { id: string; version: number }
}

async function linkOf(
  who: Client,
  watchId: string,
): Promise<(query: string, variables?: object) => ReturnType<Client['ask']>> {
  const made = await who.ask(MAKE, { i: { page: 'watch', watchId, name: 'hall' } })
  const authorization = `Bearer ${String(made.at('boardTokenCreate.token'))}`
  return (query, variables = {}) => house.stranger().ask(query, { ...variables }, { authorization })
}

const boardsOf = async (who: Client, id: string) =>
  (
    (await who.ask('{watchWindows{id boards{id name madeBy{name}}}}')).at('watchWindows') as {
      id: string
      boards: { id: string; name: string }[]
    }[]
  ).find((window) => window.id === id)?.boards ?? []

test('a link shows the board of its window to anybody who has it: its place, read only, and nothing that hangs on it', async () => {
  const { harbin, cup } = house.fleet.nodes
  const window = await plan(harbin.id)
  const ask = await linkOf(ops, window.id)
  const seen = await ask(BOARD, { o: harbin.id })
  expect(seen.codes).toEqual([])
  expect(seen.at('viewer.boardPage')).toBe('watch')
  expect(seen.at('viewer.boardWatch')).toMatchObject({ id: window.id, name: 'Spring Festival', state: 'PLANNED' })
  expect(seen.at('fleetCounts.total')).toBe(3)
  expect(seen.at('terminals.nodes')).toMatchObject([{ tid: '20000001' }, { tid: '20000002' }, { tid: '20000003' }])
  // whatever it asks for, its place is that of the window, not that of whoever made it
  expect((await ask('{fleetCounts{total}}')).at('fleetCounts.total')).toBe(3)
  expect(
    (await ask('query($o:ID!){fleetCounts(organisationId:$o){total}}', { o: cup.id })).at('fleetCounts.total'),
  ).toBe(0)
  for (const query of [
    '{people{nodes{id}}}',
    '{events{nodes{id}}}',
    '{commands{nodes{id}}}',
    '{watchWindows{id}}',
    '{organisation(id:"x"){name}}',
    '{terminals{nodes{tid device{serial}}}}',
    '{terminals{nodes{merchant{phone}}}}',
    '{terminals{nodes{store{terminals{nodes{id}}}}}}',
    '{fleetCounts{pendingApprovals}}',
    '{viewer{sessions{id}}}',
    '{alerts{nodes{terminal{timeline{id}}}}}',
    '{__schema{types{name}}}',
    'mutation{sessionsRevokeOthers{userErrors{code}}}',
    `mutation{boardTokenCreate(input:{page:"overview",name:"x"}){token}}`,
    'subscription{terminalChanges{position}}',
  ]) {
    const { codes } = await ask(query)
    expect([query, codes.length > 0, codes.includes('UNAUTHENTICATED')]).toEqual([query, true, false])
  }
})

test('whoever stands below a window has a board of their own part', async () => {
  const { north } = house.fleet.nodes
  const window = await plan(house.fleet.nodes.cup.id)
  const ask = await linkOf(await house.as('li@north.test'), window.id)
  const total = (await (await house.as('li@north.test')).ask('{fleetCounts{total}}')).at('fleetCounts.total')
  expect(
    (await ask('query($o:ID!){fleetCounts(organisationId:$o){total}}', { o: north.id })).at('fleetCounts.total'),
  ).toBe(total)
  expect((await ask('{viewer{boardWatch{id}}}')).at('viewer.boardWatch')).toEqual({ id: window.id })
})

test.each([
  ['of a window elsewhere', 'chen@south.test', 'NOT_FOUND'],
  ['of another acquirer', 'ops@else.test', 'NOT_FOUND'],
])('no link is made by somebody %s', async (_name, email, code) => {
  const { id } = await plan(house.fleet.nodes.harbin.id)
  const who = await house.as(email)
  const answer = await who.ask(MAKE, { i: { page: 'watch', watchId: id, name: 'hall' } })
  expect(answer.at('boardTokenCreate')).toMatchObject({
    token: null,
    userErrors: [{ code, path: ['input', 'watchId'] }],
  })
})

test('a watch board without its window, and a window with another page, are refused', async () => {
  const { id } = await plan(house.fleet.nodes.harbin.id)
  for (const i of [
    { page: 'watch', name: 'x' },
    { page: 'overview', name: 'x', watchId: id },
  ])
    expect((await ops.ask(MAKE, { i })).at('boardTokenCreate.userErrors.0.code')).toBe('NOT_FOUND')
})

test('it ends with the window: called off, or over', async () => {
  const { harbin } = house.fleet.nodes
  const off = await plan(harbin.id)
  const ask = await linkOf(ops, off.id)
  expect((await ask('{fleetCounts{total}}')).codes).toEqual([])
  await admin.ask('mutation($i:WatchCancelInput!){watchCancel(input:$i){userErrors{code}}}', {
    i: { watchId: off.id, expectedVersion: off.version, reason: 'rain', idempotencyKey: crypto.randomUUID() },
  })
  await expect
    .poll(async () => (await ask('{fleetCounts{total}}')).codes, { timeout: 60_000 })
    .toEqual(['UNAUTHENTICATED'])
  const refused = await ops.ask(MAKE, { i: { page: 'watch', watchId: off.id, name: 'hall' } })
  expect(refused.at('boardTokenCreate.userErrors.0.code')).toBe('WATCH_OVER')
  const short = await plan(harbin.id, 2)
  const late = await linkOf(ops, short.id)
  house.clock.advance(HOUR + 1)
  expect((await late('{fleetCounts{total}}')).codes).toEqual([])
  house.clock.advance(HOUR)
  await expect
    .poll(async () => (await late('{fleetCounts{total}}')).codes, { timeout: 60_000 })
    .toEqual(['UNAUTHENTICATED'])
})

test('links are listed to who made them and to who plans windows, told of, and ended by either', async () => {
  const { harbin } = house.fleet.nodes
  const [agent, planner] = [await house.as('li@north.test'), await house.as('admin@cup.test')]
  const { id } = await plan(harbin.id, DAY / HOUR)
  const [first, second] = [await linkOf(agent, id), await linkOf(agent, id)]
  expect(await boardsOf(planner, id)).toHaveLength(2)
  expect(await boardsOf(await house.as('chen@south.test'), id)).toEqual([])
  const [newest, oldest] = await boardsOf(agent, id)
  const revoke = (who: Client, board: string | undefined) =>
    who.ask('mutation($id:ID!){sessionRevoke(id:$id){userErrors{code}}}', { id: board })
  expect((await revoke(await house.as('chen@south.test'), newest?.id)).at('sessionRevoke.userErrors.0.code')).toBe(
    'NOT_FOUND',
  )
  expect((await revoke(planner, newest?.id)).at('sessionRevoke.userErrors')).toEqual([])
  expect((await revoke(agent, oldest?.id)).at('sessionRevoke.userErrors')).toEqual([])
  for (const ask of [first, second])
    await expect
      .poll(async () => (await ask('{fleetCounts{total}}')).codes, { timeout: 60_000 })
      .toEqual(['UNAUTHENTICATED'])
  expect(await boardsOf(planner, id)).toEqual([])
  const told = await planner.ask('{events(filter:{types:["BoardTokenCreated"]}){nodes{text}}}')
  expect(told.text).toContain('hall')
  const secrets = await house.owner.read({ path: null }, (db) =>
    db.query<{ secretHash: Buffer }>('select secret_hash as "secretHash" from session where watch_id = $1', [id]),
  )
  for (const { secretHash } of secrets) expect(secretHash).toHaveLength(32)
})
