import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { makeAlerts } from '../../testing/alerts.ts'
import type { Client } from '../../testing/client.ts'
import { personIdOf } from '../../testing/hermit.ts'
import { makeWorkOrder } from '../../testing/recoveries.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'

let house: TestHouse
let ops: Client
let made: Awaited<ReturnType<typeof makeAlerts>>

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  const terminal = house.fleet.terminals.xuhui[0]
  if (terminal === undefined) throw new Error('the store has no terminal')
  made = await makeAlerts(house, terminal)
})
afterAll(() => house.close())

let keys = 0
const care = async (client: Client, input: object) => {
  const answer = await client.ask(
    'mutation($i:AlertCareInput!){alertCare(input:$i){alert{state claimedBy{email} timeline{type}} incident{state} userErrors{code}}}',
    { i: { idempotencyKey: `c-${++keys}`, ...input } },
  )
  expect(answer.errors).toEqual([])
  return answer
}

test('what is part of an incident asks for nobody; the inbox shows the rest, and an agent its own', async () => {
  const inbox = await ops.ask(
    '{alerts{nodes{id}} all:alerts(filter:{quiet:true}){nodes{id incident{name hit brakes}}}}',
  )
  expect(inbox.at('alerts.nodes')).toEqual([{ id: made.overId }])
  expect(inbox.at('all.nodes')).toContainEqual({
    id: made.alertId,
    incident: { name: house.fleet.nodes.xuhui.name, hit: 1, brakes: true },
  })
  const li = await (await house.as('li@north.test')).ask('{alerts{nodes{id}} incidents{nodes{id hit}}}')
  expect(li.at('alerts.nodes')).toEqual([{ id: made.overId }])
  expect(li.at('incidents.nodes')).toEqual([{ id: made.incidentId, hit: 1 }])
})

test('who claims has it and has acknowledged it; what stands is not cleared, what is over is, once', async () => {
  const claimed = await care(ops, { id: made.overId, action: 'CLAIM' })
  expect(claimed.at('alertCare.alert')).toMatchObject({
    state: 'ACKNOWLEDGED',
    claimedBy: { email: 'ops@cup.test' },
    timeline: [{ type: 'AlertRaised' }, { type: 'AlertAcknowledged' }, { type: 'AlertClaimed' }],
  })
  const standing = await care(ops, { id: made.alertId, action: 'CLEAR', note: 'x' })
  expect(standing.at('alertCare.userErrors')).toEqual([{ code: 'STILL_STANDING' }])
  expect((await care(ops, { id: made.overId, action: 'CLEAR', note: '' })).at('alertCare.userErrors')).toEqual([
    { code: 'REASON_MISSING' },
  ])
  expect(
    (await care(ops, { id: made.overId, action: 'CLEAR', note: 'seals are whole' })).at('alertCare'),
  ).toMatchObject({
    alert: { state: 'CLEARED' },
    userErrors: [],
  })
  expect((await care(ops, { id: made.incidentId, action: 'ACKNOWLEDGE' })).at('alertCare.incident.state')).toBe(
    'ACKNOWLEDGED',
  )
})

test('work is handed over to those who see it and may care, and what was said stands on it', async () => {
  const workOrder = (await makeWorkOrder(house)).id
  const hands = await ops.ask('query($of:ID!){careHands(of:$of){id email}}', { of: workOrder })
  const people = hands.at('careHands') as { id: string; email: string }[]
  const emails = people.map(({ email }) => email)
  expect(emails).toContain('ops@cup.test')
  expect(emails).not.toContain('viewer@cup.test')
  expect(emails).not.toContain('ops@else.test')
  const work = async (input: object) => {
    const answer = await ops.ask(
      'mutation($i:AlertCareInput!){alertCare(input:$i){workOrder{claimedBy{email} timeline{type}} userErrors{code}}}',
      { i: { idempotencyKey: `w-${++keys}`, id: workOrder, ...input } },
    )
    expect(answer.errors).toEqual([])
    return answer
  }
  const to = people.find(({ email }) => email === 'second@cup.test')?.id
  const given = await work({ action: 'HAND_OVER', toPersonId: to, note: 'you are nearer' })
  expect(given.at('alertCare.workOrder')).toMatchObject({ claimedBy: { email: 'second@cup.test' } })
  const said = await work({ action: 'COMMENT', note: 'shop opens at ten' })
  expect(said.at('alertCare.workOrder.timeline')).toMatchObject([
    { type: 'WorkOrderOpened' },
    { type: 'WorkOrderHandedOver' },
    { type: 'WorkOrderCommented' },
  ])
  const viewer = await personIdOf(house.owner, 'viewer@cup.test')
  const refused = await work({ action: 'HAND_OVER', toPersonId: viewer, note: 'x' })
  expect(refused.at('alertCare.userErrors')).toEqual([{ code: 'NOT_FOUND' }])
})

test('a stretch of quiet that ends lets its alerts ask again', async () => {
  const muted = async () =>
    (await ops.ask(`{alerts(filter:{quiet:true}){nodes{subject mutedUntil terminal{id}}}}`)).at('alerts.nodes') as {
      subject: string
      mutedUntil: string | null
      terminal: { id: string }
    }[]
  const begun = await ops.ask('mutation($i:AlertMuteInput!){alertMute(input:$i){muteId userErrors{code}}}', {
    i: {
      ...{ organisationId: house.fleet.nodes.xuhui.id, subject: 'OFFLINE', reason: 'known', idempotencyKey: 'm1' },
      until: new Date(house.clock.now() + 3_600_000).toISOString(),
    },
  })
  expect(begun.at('alertMute.userErrors')).toEqual([])
  expect((await muted()).filter(({ subject }) => subject === 'OFFLINE').every((one) => one.mutedUntil !== null)).toBe(
    true,
  )
  const ended = await ops.ask('mutation($i:AlertUnmuteInput!){alertUnmute(input:$i){muteId userErrors{code}}}', {
    i: { muteId: begun.at('alertMute.muteId'), reason: 'mended', idempotencyKey: 'm2' },
  })
  expect(ended.at('alertUnmute.userErrors')).toEqual([])
  expect((await muted()).filter(({ subject }) => subject === 'OFFLINE').every((one) => one.mutedUntil === null)).toBe(
    true,
  )
  const left = await ops.ask('{alertMutes{id subject terminal{tid} organisation{name} owner{email}}}')
  expect(left.at('alertMutes')).toHaveLength(2)
})

test('quiet and rules are confirmed, as changing who is told is', async () => {
  const unconfirmed = await house.as('ops@cup.test')
  unconfirmed.confirm = undefined
  const where = { organisationId: house.fleet.nodes.xuhui.id, subject: 'SIGNAL', reason: 'x' }
  const quiet = await unconfirmed.ask('mutation($i:AlertMuteInput!){alertMute(input:$i){muteId userErrors{code}}}', {
    i: { ...where, until: new Date(house.clock.now() + 3_600_000).toISOString(), idempotencyKey: 'unconfirmed-1' },
  })
  expect(quiet.at('alertMute')).toEqual({ muteId: null, userErrors: [{ code: 'STEP_UP_REQUIRED' }] })
  const rule = await unconfirmed.ask(
    'mutation($i:AlertRuleSetInput!){alertRuleSet(input:$i){rule{own} userErrors{code}}}',
    {
      i: { ...where, rule: null, idempotencyKey: 'unconfirmed-2' },
    },
  )
  expect(rule.at('alertRuleSet')).toEqual({ rule: null, userErrors: [{ code: 'STEP_UP_REQUIRED' }] })
})

test('a viewer looks and does not touch', async () => {
  const viewer = await house.as('viewer@cup.test')
  const answer = await care(viewer, { id: made.incidentId, action: 'COMMENT', note: 'x' })
  expect(answer.at('alertCare.userErrors')).toEqual([{ code: 'NOT_PERMITTED' }])
})

test('the nearest organisation’s rule holds, and none makes no sense', async () => {
  const set = async (rule: object | null) =>
    await ops.ask(
      'mutation($i:AlertRuleSetInput!){alertRuleSet(input:$i){rule{raiseAt holds own} userErrors{code path}}}',
      {
        i: {
          ...{ organisationId: house.fleet.nodes.xuhui.id, subject: 'SIGNAL', rule, reason: 'x' },
          idempotencyKey: `r-${++keys}`,
        },
      },
    )
  const rule = { enabled: true, severity: 'MINOR', holds: 'PT10M', clears: 'PT1M', raiseAt: -115, clearAt: -110 }
  expect((await set(rule)).at('alertRuleSet')).toEqual({
    rule: { raiseAt: -115, holds: 'PT10M', own: true },
    userErrors: [],
  })
  expect((await set({ ...rule, clearAt: -120 })).at('alertRuleSet.userErrors')).toEqual([
    { code: 'BAD_PARAMS', path: ['input', 'rule'] },
  ])
  expect((await set(null)).at('alertRuleSet.rule.own')).toBe(false)
})

test('an acquirer says what its host means, the diagnosis of an agent’s terminal reads it, and only the acquirer writes it', async () => {
  const set = async (client: Client, input: object) =>
    await client.ask(
      'mutation($i:ResponseCodeSetInput!){responseCodeSet(input:$i){responseCodes{code route fault own} userErrors{code path}}}',
      { i: { reason: 'letter of the host', idempotencyKey: `r-${++keys}`, ...input } },
    )
  const meaning = { route: 'REGISTRATION', fault: 'AUTH_MERCHANT_INVALID' }
  const terminal = house.fleet.terminals.xuhui[1]?.id
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `update terminal set sign_on = 'SIGNED_OFF', presence = 'ONLINE', host_response_code = '5X' where id = $1`,
      [terminal],
    ),
  )
  const li = await house.as('li@north.test')
  const asked = async () =>
    (await li.ask('query($id:ID!){terminal(id:$id){reloginObstacle diagnosis{code likelihood}}}', { id: terminal })).at(
      'terminal',
    )
  expect(await asked()).toMatchObject({
    diagnosis: [{ code: 'SIGN_ON_LOST', likelihood: 'POSSIBLE' }, { code: 'UNKNOWN' }],
  })
  expect((await set(ops, { code: '5X', meaning })).at('responseCodeSet.responseCodes')).toContainEqual({
    ...{ code: '5X', own: true, ...meaning },
  })
  expect(await asked()).toMatchObject({
    reloginObstacle: expect.stringContaining('5X'),
    diagnosis: [
      { code: 'NOT_REGISTERED', likelihood: 'STRONG' },
      { code: 'SIGN_ON_LOST', likelihood: 'POSSIBLE' },
    ],
  })
  const refused = async (client: Client, input: object) => (await set(client, input)).at('responseCodeSet.userErrors')
  expect(await refused(li, { code: '5X', meaning })).toMatchObject([{ code: 'NOT_PERMITTED' }])
  expect(await refused(ops, { code: '5x', meaning })).toEqual([{ code: 'BAD_PARAMS', path: ['input', 'code'] }])
  expect(await refused(ops, { code: '00', meaning })).toEqual([
    { code: 'BAD_PARAMS', path: ['input', 'meaning', 'route'] },
  ])
  expect(await refused(ops, { code: '5X', meaning: { ...meaning, fault: 'HW_BATTERY' } })).toEqual([
    { code: 'BAD_PARAMS', path: ['input', 'meaning', 'fault'] },
  ])
})

test('a terminal tells its condition: faults with what to do, and its figures over time', async () => {
  const answer = await ops.ask(
    `query($id:ID!){terminal(id:$id){condition{faults{code text severity firstAction known} history(metric:SIGNAL,range:HOUR){step points{low mean high}}} incident{kind} alerts(filter:{quiet:true}){nodes{subject}}}}`,
    { id: house.fleet.terminals.xuhui[0]?.id },
  )
  expect(answer.at('terminal')).toMatchObject({
    condition: {
      faults: [{ code: 'HW_PRINTER_JAM', severity: 'MINOR', firstAction: 'TELL_MERCHANT', known: true }],
      history: { step: 'PT1M' },
    },
    incident: { kind: 'STORE' },
    alerts: { nodes: [{ subject: 'OFFLINE' }] },
  })
})
