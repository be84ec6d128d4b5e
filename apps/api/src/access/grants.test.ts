import { DAY, HOUR } from '@budeng/kernel'
import { closeEndedGrants, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let platform: Platform
let admin: Client
let li: Client
let far: Client
let key = 0

beforeAll(async () => {
  house = await startTestHouse()
  platform = new Platform(house)
  admin = await house.as('admin@cup.test')
  li = await house.as('li@north.test')
  far = await house.as('far@north.test')
})
afterAll(() => house.close())

const newKey = () => `g${key++}`
const GRANT = 'grant{id version state types queuedCommands hour{spent limit left} day{spent limit left resetsAt}}'
const terms = (changed: object = {}) => ({
  types: ['APP_RESTART', 'MESSAGE_SHOW', 'RELOGIN', 'REBOOT'],
  tierMax: 'R1',
  budgetHour: 1_000,
  budgetDay: 1_000,
  terminalsMax: 50,
  expiresAt: new Date(house.clock.now() + 30 * DAY).toISOString(),
  ...changed,
})
const give = (client: Client, organisationId: string, changed: object = {}) =>
  client.ask(`mutation($i:GrantGiveInput!){grantGive(input:$i){${GRANT} userErrors{code message path}}}`, {
    i: { organisationId, terms: terms(changed), reason: 'contract', idempotencyKey: newKey() },
  })
const revoke = (client: Client, grantId: unknown, expectedVersion: unknown) =>
  client.ask(`mutation($i:GrantRevokeInput!){grantRevoke(input:$i){endedCommands ${GRANT} userErrors{code}}}`, {
    i: { grantId, expectedVersion, reason: 'over', idempotencyKey: newKey() },
  })
const change = (client: Client, grantId: unknown, expectedVersion: unknown, changed: object) =>
  client.ask(`mutation($i:GrantChangeInput!){grantChange(input:$i){${GRANT} userErrors{code message path}}}`, {
    i: { grantId, expectedVersion, terms: terms(changed), reason: 'more', idempotencyKey: newKey() },
  })
const restart = (client: Client, terminalId: unknown, command: object = { appRestart: {} }) =>
  client.ask(
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id state} userErrors{code message facts{name value}}}}',
    { i: { terminalId, command, reason: 'stuck', idempotencyKey: newKey() } },
  )
const liveOf = async (organisationId: string) => {
  const answer = await admin.ask(
    `query($id:ID!){organisation(id:$id){grants(first:5,live:true){nodes{id version queuedCommands day{spent limit left} hour{spent}}}}}`,
    { id: organisationId },
  )
  return answer.at('organisation.grants.nodes') as {
    id: string
    version: number
    queuedCommands: number
    day: { spent: number; limit: number; left: number }
    hour: { spent: number }
  }[]
}
const codes = (answer: Answer, name: string) =>
  (answer.at(`${name}.userErrors`) as { code: string }[]).map(({ code }) => code)
/** Ends whatever the organisation holds and gives it this. */
const regrant = async (node: 'north' | 'farNorth' | 'south', changed: object = {}) => {
  for (const { id, version } of await liveOf(house.fleet.nodes[node].id)) await revoke(admin, id, version)
  const answer = await give(admin, house.fleet.nodes[node].id, changed)
  expect(codes(answer, 'grantGive')).toEqual([])
  return String(answer.at('grantGive.grant.id'))
}
const terminals = (store: 'xuhui' | 'harbin' | 'teahouse') => house.fleet.terminals[store].map(({ id }) => id)

describe('budgets', () => {
  test('a hundred requests at once, by two people over two processes, never exceed', async () => {
    await regrant('north', { budgetHour: 5, budgetDay: 50 })
    const other = await house.another()
    const wu = await house.as('wu@north.test')
    const elsewhere = new Client(other.url, wu.cookie)
    const ids = terminals('xuhui')
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => restart([li, wu, elsewhere][index % 3] ?? li, ids[index % ids.length])),
    )
    await other.close()
    const refused = answers.flatMap((answer) => codes(answer, 'commandRequest'))
    // what a newer request of the same terminal supersedes was never sent and is given back
    const accepted = answers.filter((answer) => answer.at('commandRequest.command') !== null).length
    expect(accepted).toBeGreaterThanOrEqual(5)
    expect(accepted + refused.length).toBe(100)
    expect(new Set(refused)).toEqual(new Set(['BUDGET_SPENT']))
    const [grant] = await liveOf(house.fleet.nodes.north.id)
    expect(grant?.hour.spent).toBe(5)
    expect(grant?.queuedCommands).toBe(5)
  })

  test('a refusal carries the figures, and the button says the same', async () => {
    await regrant('south', { budgetHour: 2, budgetDay: 2 })
    const chen = await house.as('chen@south.test')
    const [first, second, third] = terminals('teahouse')
    for (const id of [first, second]) expect(codes(await restart(chen, id), 'commandRequest')).toEqual([])
    const refused = await restart(chen, third)
    expect(refused.at('commandRequest.userErrors.0')).toMatchObject({
      code: 'BUDGET_SPENT',
      message: expect.stringContaining('2 of 2'),
      facts: expect.arrayContaining([
        { name: 'spent', value: '2' },
        { name: 'budget', value: '2' },
        { name: 'period', value: 'HOUR' },
      ]),
    })
    house.clock.advance(1_500) // sessions may be a second old
    const offer = await chen.ask('query($id:ID!){terminal(id:$id){actions{type allowed reasons{code}}}}', { id: third })
    expect(offer.at('terminal.actions')).toContainEqual({
      type: 'APP_RESTART',
      allowed: false,
      reasons: [{ code: 'BUDGET_SPENT' }],
    })
    expect(offer.at('terminal.actions')).toContainEqual({ type: 'STATUS_GET', allowed: true, reasons: [] })
  })

  test('what ends without having been sent is given back, what was sent is not', async () => {
    const grantId = await regrant('south', { budgetHour: 2, budgetDay: 2 })
    const chen = await house.as('chen@south.test')
    const [first, second] = terminals('teahouse')
    const one = String((await restart(chen, first)).at('commandRequest.command.id'))
    const message = { messageShow: { template: 'CALL_SUPPORT' } }
    const two = String((await restart(chen, second, message)).at('commandRequest.command.id'))
    const spent = async () => (await liveOf(house.fleet.nodes.south.id)).find(({ id }) => id === grantId)?.day.spent
    expect(await spent()).toBe(2)
    const at = house.clock.now()
    await platform.say(one, { kind: 'cancel', at, by: 'usr' })
    expect(await spent()).toBe(1)
    await platform.say(one, { kind: 'cancel', at, by: 'usr' })
    expect(await spent()).toBe(1)
    await platform.deliver(two)
    await platform.finish(two)
    expect((await platform.load(two)).finishedAt).not.toBeNull()
    expect(await spent()).toBe(1)
  })

  test('a preview of many shows what the budget leaves, and the action makes exactly that', async () => {
    await regrant('south', { budgetHour: 3, budgetDay: 3 })
    const chen = await house.as('chen@south.test')
    const made = await chen.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: terminals('teahouse') },
    })
    const selectionId = made.at('selectionCreate.selection.id')
    const preview = await chen.ask(
      'query($id:ID!,$c:CommandInput!){actionPreview(selectionId:$id,command:$c){total willCreate lines{kind code count text}}}',
      { id: selectionId, c: { reboot: {} } },
    )
    expect(preview.at('actionPreview')).toMatchObject({ total: 4, willCreate: 3 })
    expect(preview.at('actionPreview.lines.1')).toMatchObject({ kind: 'NOT_ALLOWED', code: 'BUDGET_SPENT', count: 1 })
    const done = await chen.ask(
      'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{commandCount} userErrors{code}}}',
      { i: { selectionId, expectedCount: 4, command: { reboot: {} }, reason: 'x', idempotencyKey: newKey() } },
    )
    expect(done.at('bulkRequest')).toEqual({ bulkAction: { commandCount: 3 }, userErrors: [] })
    expect((await liveOf(house.fleet.nodes.south.id))[0]?.day).toEqual({ spent: 3, limit: 3, left: 0 })
  })

  test('an agent below an agent is counted on both grants', async () => {
    await regrant('north', { budgetHour: 1, budgetDay: 1 })
    await regrant('farNorth', { budgetHour: 1, budgetDay: 1 })
    const [first, second] = terminals('harbin')
    expect(codes(await restart(far, first), 'commandRequest')).toEqual([])
    expect(codes(await restart(li, second), 'commandRequest')).toEqual(['BUDGET_SPENT'])
    const mine = await far.ask('{viewer{grants{organisation{name} day{spent limit}}}}')
    expect(mine.at('viewer.grants')).toEqual(
      expect.arrayContaining([
        { organisation: { name: 'North Agency' }, day: { spent: 1, limit: 1 } },
        { organisation: { name: 'Far North Agency' }, day: { spent: 1, limit: 1 } },
      ]),
    )
  })

  test('the day is the one of the agent’s own clock', async () => {
    await regrant('south', { budgetHour: 1, budgetDay: 1 })
    const answer = await admin.ask('query($id:ID!){organisation(id:$id){grants(live:true){nodes{day{resetsAt}}}}}', {
      id: house.fleet.nodes.south.id,
    })
    // midnight in Shanghai
    expect(answer.at('organisation.grants.nodes.0.day.resetsAt')).toMatch(/T16:00:00/)
  })
})

describe('a grant ends', () => {
  test('without one only reading is left; other rights of the role stay', async () => {
    const [{ id, version } = { id: '', version: 0 }] = await liveOf(house.fleet.nodes.south.id)
    await revoke(admin, id, version)
    const chen = await house.as('chen@south.test')
    const [terminalId] = terminals('teahouse')
    expect(codes(await restart(chen, terminalId), 'commandRequest')).toEqual(['GRANT_MISSING'])
    const status = await chen.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){userErrors{code}}}', {
      i: { terminalId, command: { statusGet: {} }, reason: '', idempotencyKey: newKey() },
    })
    expect(codes(status, 'commandRequest')).toEqual([])
  })

  test('revoking ends what is queued and says why; the preview counted it', async () => {
    const grantId = await regrant('south')
    const chen = await house.as('chen@south.test')
    const commandId = String((await restart(chen, terminals('teahouse')[0])).at('commandRequest.command.id'))
    const [seen] = await liveOf(house.fleet.nodes.south.id)
    expect(seen).toMatchObject({ id: grantId, queuedCommands: 1 })
    const done = await revoke(admin, grantId, seen?.version)
    expect(done.at('grantRevoke')).toMatchObject({ endedCommands: 1, grant: { state: 'REVOKED', day: { spent: 0 } } })
    expect(await platform.load(commandId)).toMatchObject({
      state: 'REMOVED',
      why: { params: { code: 'GRANT_REVOKED' } },
    })
    expect(codes(await revoke(admin, grantId, 2), 'grantRevoke')).toEqual(['GRANT_ENDED'])
  })

  test('running out ends it too', async () => {
    const grantId = await regrant('south', { expiresAt: new Date(house.clock.now() + HOUR).toISOString() })
    const chen = await house.as('chen@south.test')
    const commandId = String((await restart(chen, terminals('teahouse')[0])).at('commandRequest.command.id'))
    const sweep = () => house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => closeEndedGrants(unit, 100))
    await sweep()
    expect((await platform.load(commandId)).state).toBe('QUEUED')
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute('update agent_grant set expires_at = $2 where id = $1', [grantId, new Date(house.clock.now())]),
    )
    expect(await sweep()).toBe(1)
    expect(await sweep()).toBe(0)
    expect(await platform.load(commandId)).toMatchObject({
      state: 'REMOVED',
      why: { params: { code: 'GRANT_EXPIRED' } },
    })
    const events = await house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ type: string }>('select type from event where subject = $1 order by ordinal', [grantId]),
    )
    expect(events.map(({ type }) => type)).toEqual(['GrantGiven', 'GrantExpired'])
  })
})

describe('who gives what to whom', () => {
  test('nobody gives to their own organisation, and agents give nothing', async () => {
    const { north, cup, south } = house.fleet.nodes
    expect(codes(await give(li, north.id), 'grantGive')).toEqual(['NOT_PERMITTED'])
    expect(codes(await give(admin, cup.id), 'grantGive')).toEqual(['GRANT_TO_ONESELF'])
    expect(codes(await give(li, south.id), 'grantGive')).toEqual(['NOT_FOUND'])
    expect(codes(await give(await house.as('ops@cup.test'), north.id), 'grantGive')).toEqual(['NOT_PERMITTED'])
    expect(codes(await give(await house.as('ops@else.test'), north.id), 'grantGive')).toEqual(['NOT_FOUND'])
  })

  test("an agent's administrator gives within the own grant only, and takes nothing of the own", async () => {
    const { north, farNorth } = house.fleet.nodes
    const own = await regrant('north', { budgetHour: 10, budgetDay: 20, terminalsMax: 5 })
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update person set role = 'ADMIN' where email = 'wu@north.test'`),
    )
    const wu = await house.as('wu@north.test')
    for (const { id, version } of await liveOf(farNorth.id)) await revoke(wu, id, version)
    const expiresAt = new Date(house.clock.now() + DAY).toISOString()
    const within = { expiresAt, types: ['REBOOT'], budgetHour: 10, budgetDay: 20, terminalsMax: 5 }
    expect(codes(await give(wu, farNorth.id, { ...within, budgetDay: 21 }), 'grantGive')).toEqual(['GRANT_TOO_WIDE'])
    expect(codes(await give(wu, farNorth.id, { ...within, types: ['LOCK'] }), 'grantGive')).toEqual(['GRANT_TOO_WIDE'])
    expect(codes(await give(wu, farNorth.id, { ...within, tierMax: 'R3' }), 'grantGive')).toEqual(['GRANT_TOO_WIDE'])
    expect(codes(await give(wu, north.id, within), 'grantGive')).toEqual(['GRANT_TO_ONESELF'])
    expect(codes(await revoke(wu, own, 1), 'grantRevoke')).toEqual(['GRANT_TO_ONESELF'])
    const made = await give(wu, farNorth.id, within)
    expect(codes(made, 'grantGive')).toEqual([])
    const id = made.at('grantGive.grant.id')
    expect(codes(await change(wu, id, 1, { ...within, budgetHour: 11 }), 'grantChange')).toEqual(['GRANT_TOO_WIDE'])
    expect(codes(await change(wu, id, 7, within), 'grantChange')).toEqual(['VERSION_CHANGED'])
    expect((await change(wu, id, 1, { ...within, budgetHour: 9 })).at('grantChange.grant')).toMatchObject({
      version: 2,
      hour: { limit: 9 },
    })
  })

  test('a grant above is not opened by its id, and a list ends at the own organisation', async () => {
    const [above] = await liveOf(house.fleet.nodes.north.id)
    const seen = await far.ask('query($id:ID!){grant(id:$id){id} node(id:$id){id} grants{nodes{organisation{name}}}}', {
      id: above?.id,
    })
    expect([seen.at('grant'), seen.at('node')]).toEqual([null, null])
    const names = (seen.at('grants.nodes') as { organisation: { name: string } }[]).map((one) => one.organisation.name)
    expect(new Set(names)).toEqual(new Set(['Far North Agency']))
  })

  test('two at once for one type: one of them is told', async () => {
    for (const { id, version } of await liveOf(house.fleet.nodes.south.id)) await revoke(admin, id, version)
    const answers = await Promise.all([1, 2, 3].map(() => give(admin, house.fleet.nodes.south.id)))
    expect(answers.flatMap((answer) => codes(answer, 'grantGive'))).toEqual(['GRANT_OVERLAPS', 'GRANT_OVERLAPS'])
  })
})
