import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeNotifications } from '../testing/notifications.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
let head: Client

beforeAll(async () => {
  house = await startTestHouse({ notifyInside: ['smtp://10.0.0.5:25'] })
  ops = await house.as('ops@cup.test')
  head = await house.as('head@north.test')
})
afterAll(() => house.close())

let keys = 0
const FIELDS =
  'id name kind host enabled version mail{host user to} rules{id version severity hours{from} outside{id}} deliveries{id state test}'
async function order(client: Client, mutation: string, input: object, answer: string) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const said = await client.ask(
    `mutation($i:${type}!){${mutation}(input:$i){${answer} userErrors{code facts{value}}}}`,
    {
      i: { idempotencyKey: `n-${++keys}`, ...input },
    },
  )
  expect(said.errors).toEqual([])
  return said.at(mutation) as {
    readonly destination: { readonly id: string; readonly version: number } | null
    readonly delivery: { readonly id: string } | null
    readonly signingSecret: string | null
    readonly userErrors: readonly { readonly code: string; readonly facts: readonly { readonly value: string }[] }[]
  }
}
const save = (client: Client, input: object) =>
  order(client, 'notificationDestinationSave', input, `destination{${FIELDS}} signingSecret`)
const hook = () => ({
  ...{ organisationId: house.fleet.nodes.north.id, name: 'Desk', kind: 'WEBHOOK', language: 'EN', enabled: true },
  url: 'https://hooks.bank.test/in/very-secret-path',
})

test('a webhook is made by whoever may, with a confirmation; its secrets are shown once and never again', async () => {
  const viewer = await house.as('viewer@cup.test')
  expect((await save(viewer, hook())).userErrors).toMatchObject([{ code: 'NOT_PERMITTED' }])
  const unconfirmed = await house.as('ops@cup.test')
  unconfirmed.confirm = undefined
  expect((await save(unconfirmed, hook())).userErrors).toMatchObject([{ code: 'STEP_UP_REQUIRED' }])
  const { destination, signingSecret } = await save(ops, hook())
  expect(destination).toMatchObject({ name: 'Desk', host: 'hooks.bank.test', version: 1 })
  expect(signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const listed = await ops.ask(`{notificationDestinations{${FIELDS}}}`)
  const events = await ops.ask('{events(first:20){nodes{type data}}}')
  const rows = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query(
      `select row_to_json(d)::text as d, (select string_agg(i::text, '') from idempotency i) as i from notification_destination d`,
    ),
  )
  const everything = [listed.text, events.text, JSON.stringify(rows), house.logged()].join()
  expect(events.text).toContain('NotificationDestinationChanged')
  expect(everything).not.toContain('very-secret-path')
  expect(everything).not.toContain(signingSecret)
  // the API itself has no way to what it sealed
  const asApp = house.storage.read({ path: house.fleet.nodes.cup.path }, (db) =>
    db.query('select sealed from notification_secret'),
  )
  await expect(asApp).rejects.toThrow(/permission denied/)
})

test('what makes no sense is told by its name, and a password goes to no other server', async () => {
  const refusedAt = async (input: object) =>
    (await save(ops, input)).userErrors.map(({ code, facts }) => [code, facts[0]?.value])
  const { url: _url, ...without } = hook()
  expect(await refusedAt({ ...hook(), url: 'http://hooks.bank.test/' })).toEqual([['BAD_NOTIFICATION', 'url']])
  expect(await refusedAt(without)).toEqual([['BAD_NOTIFICATION', 'url']])
  expect(await refusedAt({ ...hook(), kind: 'WECOM', signingSecret: 'x' })).toEqual([
    ['BAD_NOTIFICATION', 'signingSecret'],
  ])
  const mail = {
    host: 'mail.bank.test',
    port: 465,
    security: 'TLS',
    user: 'b',
    from: 'b@bank.test',
    to: ['a@bank.test'],
  }
  const post = { ...without, kind: 'EMAIL' }
  expect(await refusedAt({ ...post, mail: { ...mail, security: 'NONE' } })).toEqual([['BAD_NOTIFICATION', 'mail']])
  expect(await refusedAt({ ...post, mail })).toEqual([['BAD_NOTIFICATION', 'password']])
  const inside = { ...mail, host: '10.0.0.5', port: 25, security: 'NONE', user: null }
  expect((await save(ops, { ...post, mail: inside })).userErrors).toEqual([])
  const { destination } = await save(ops, { ...post, mail: { ...mail, password: 'p' } })
  const again = { ...post, destinationId: destination?.id, expectedVersion: 1 }
  expect(await refusedAt({ ...again, mail: { ...mail, host: 'mail.evil.test' } })).toEqual([
    ['BAD_NOTIFICATION', 'password'],
  ])
  expect((await save(ops, { ...again, mail: { ...mail, to: ['c@bank.test'] } })).destination).toMatchObject({
    version: 2,
  })
})

test('a rule sends within its organisation; a test waits for the worker; what was given up is sent again', async () => {
  const day = (await save(head, { ...hook(), name: 'Day' })).destination?.id
  const night = (await save(head, { ...hook(), name: 'Night' })).destination?.id
  const elsewhere = (await save(ops, { ...hook(), organisationId: house.fleet.nodes.cup.id })).destination?.id
  const hours = { days: ['MO'], from: '09:00', to: '18:00' }
  const rule = { destinationId: day, topics: ['ALERT_RAISED'], severity: 'MAJOR', enabled: true, hours }
  const made = await order(head, 'notificationRuleSave', { ...rule, outsideId: night }, `destination{${FIELDS}}`)
  expect(made.destination).toMatchObject({
    rules: [{ severity: 'MAJOR', hours: { from: '09:00' }, outside: { id: night } }],
  })
  const across = await order(ops, 'notificationRuleSave', { ...rule, outsideId: elsewhere }, 'destination{id}')
  expect(across.userErrors).toMatchObject([{ code: 'BAD_NOTIFICATION' }])
  const tested = await order(head, 'notificationTest', { destinationId: day }, 'delivery{id state test answers{code}}')
  expect(tested.delivery).toMatchObject({ state: 'QUEUED', test: true, answers: [] })
  const early = { deliveryId: tested.delivery?.id, expectedVersion: 1 }
  expect((await order(head, 'notificationRetry', early, 'delivery{id}')).userErrors).toMatchObject([
    { code: 'NOTIFICATION_NOT_FAILED' },
  ])
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update notification_delivery set state = 'FAILED', ended_at = now(), attempts = 9`),
  )
  const retried = await order(head, 'notificationRetry', early, 'delivery{state attempts version}')
  expect(retried.delivery).toEqual({ state: 'QUEUED', attempts: 0, version: 2 })
  const removed = { destinationId: night, expectedVersion: 1, reason: 'closed' }
  const [told] = (await head.ask(`{notificationDestinations{${FIELDS}}}`)).at('notificationDestinations') as {
    readonly rules: readonly { readonly id: string }[]
  }[]
  const ruled = { ruleId: told?.rules[0]?.id, expectedVersion: 1 }
  // whoever took a session cannot make it quiet around them
  const unconfirmed = await house.as('head@north.test')
  unconfirmed.confirm = undefined
  for (const [mutation, input] of [
    ['notificationDestinationRemove', removed],
    ['notificationRuleSave', { ...rule, ...ruled, enabled: false }],
    ['notificationRuleRemove', ruled],
  ] as const)
    expect((await order(unconfirmed, mutation, input, 'destination{id}')).userErrors).toMatchObject([
      { code: 'STEP_UP_REQUIRED' },
    ])
  const quiet = { ...rule, ...ruled, outsideId: night, enabled: false }
  expect((await order(head, 'notificationRuleSave', quiet, 'destination{id}')).userErrors).toEqual([])
  expect((await order(head, 'notificationDestinationRemove', removed, 'destination{id}')).userErrors).toEqual([])
  const left = await head.ask('{notificationDestinations{name rules{outside{id}}}}')
  expect(left.at('notificationDestinations')).toContainEqual({ name: 'Day', rules: [{ outside: null }] })
  // taking the other away changed the rule once more
  const ends = { ...ruled, expectedVersion: 3 }
  expect((await order(head, 'notificationRuleRemove', ends, 'destination{rules{id}}')).destination).toEqual({
    rules: [],
  })
  const written = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ type: string }>(`select distinct type from event where path <@ $1::ltree and actor_id is not null`, [
      house.fleet.nodes.north.path,
    ]),
  )
  for (const type of ['DestinationRemoved', 'RuleChanged', 'RuleRemoved'])
    expect(written).toContainEqual({ type: `Notification${type}` })
})

test('another organisation has nothing to do with it', async () => {
  const { destination, delivery } = await makeNotifications(house)
  const stranger = await house.as('ops@else.test')
  expect((await stranger.ask('{notificationDestinations{id}}')).at('notificationDestinations')).toEqual([])
  const tested = await order(stranger, 'notificationTest', { destinationId: destination.id }, 'delivery{id}')
  expect(tested.userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  const again = { deliveryId: delivery.id, expectedVersion: delivery.version }
  expect((await order(stranger, 'notificationRetry', again, 'delivery{id}')).userErrors).toMatchObject([
    { code: 'NOT_FOUND' },
  ])
  // an agent sees its own, and not what its acquirer is told
  const names = (await head.ask('{notificationDestinations{organisation{id}}}')).at('notificationDestinations')
  expect(names).not.toContainEqual({ organisation: { id: house.fleet.nodes.cup.id } })
})
