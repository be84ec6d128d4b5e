import { DAY } from '@budeng/kernel'
import { PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { makeColleague } from '../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let key = 0
const newKey = () => `d${key++}`
const ids: Record<string, string> = {}

beforeAll(async () => {
  house = await startTestHouse({ bulkRaise: 1 })
  const rows = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string; email: string }>('select id, email from person'),
  )
  for (const { id, email } of rows) ids[email] = id
})
afterAll(() => house.close())

const set = (client: Client, input: object) =>
  client.ask(
    'mutation($i:DeputySetInput!){deputySet(input:$i){deputy{id role person{email} absent{email}} userErrors{code path}}}',
    {
      i: {
        until: new Date(house.clock.now() + DAY).toISOString(),
        reason: 'holidays',
        idempotencyKey: newKey(),
        ...input,
      },
    },
  )
const act = (client: Client, deputyshipId: unknown) =>
  client.ask(
    'mutation($i:DeputyActInput!){deputyAct(input:$i){viewer{permissions actingAs{id} person{email role organisation{name}}} userErrors{code}}}',
    { i: { deputyshipId } },
  )
const codes = (answer: Answer, name: string) =>
  (answer.at(`${name}.userErrors`) as { code: string }[]).map(({ code }) => code)
const lockMany = async (client: Client, store: 'xuhui' | 'harbin' | 'teahouse') => {
  const made = await client.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count}}}', {
    i: { terminalIds: house.fleet.terminals[store].map(({ id }) => id) },
  })
  const bulk = await client.ask(
    'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id hash state} userErrors{code}}}',
    {
      i: {
        selectionId: made.at('selectionCreate.selection.id'),
        expectedCount: made.at('selectionCreate.selection.count'),
        command: { lock: {} },
        reason: 'x',
        idempotencyKey: newKey(),
      },
    },
  )
  expect(bulk.at('bulkRequest.bulkAction.state'), bulk.text).toBe('PENDING_APPROVAL')
  return { bulkId: bulk.at('bulkRequest.bulkAction.id'), hash: bulk.at('bulkRequest.bulkAction.hash') }
}
const approve = (client: Client, bulk: object, approved = true) =>
  client.ask(
    'mutation($i:BulkDecideInput!){bulkDecide(input:$i){bulkAction{state approval{allowed}} userErrors{code}}}',
    {
      i: { ...bulk, approve: approved, note: approved ? null : 'no', idempotencyKey: newKey() },
    },
  )

describe('somebody stands in', () => {
  test('acts in the absent one’s place, within it only, and every record says for whom', async () => {
    const admin = await house.as('admin@cup.test')
    const made = await set(admin, { absentId: ids['li@north.test'], deputyId: ids['viewer@cup.test'], role: 'AGENT' })
    expect(codes(made, 'deputySet')).toEqual([])
    const viewer = await house.as('viewer@cup.test')
    const before = await viewer.ask('{terminals{totalCount} viewer{deputyships{id}}}')
    expect(before.at('terminals.totalCount')).toBe(15)
    const id = before.at('viewer.deputyships.0.id')
    expect((await act(viewer, id)).at('deputyAct.viewer')).toMatchObject({
      actingAs: { id },
      person: { email: 'viewer@cup.test', role: 'AGENT', organisation: { name: 'North Agency' } },
    })
    expect((await viewer.ask('{terminals{totalCount}}')).at('terminals.totalCount')).toBe(11)
    const request = await viewer.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}', {
      i: {
        terminalId: house.fleet.terminals.xuhui[0]?.id,
        command: { reboot: {} },
        reason: 'x',
        idempotencyKey: newKey(),
      },
    })
    const commandId = request.at('commandRequest.command.id')
    const [event] = await house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ actor: string; behalf: string }>(
        `select actor_id as actor, behalf_of as behalf from event where subject = $1 and type = 'CommandRequested'`,
        [commandId],
      ),
    )
    expect(event).toEqual({ actor: ids['viewer@cup.test'], behalf: ids['li@north.test'] })
    // the absent one's grants count
    const spent = await viewer.ask('{viewer{grants{day{spent}}}}')
    expect(spent.at('viewer.grants.0.day.spent')).toBe(1)
    expect((await act(viewer, null)).at('deputyAct.viewer.actingAs')).toBeNull()
    expect((await viewer.ask('{terminals{totalCount}}')).at('terminals.totalCount')).toBe(15)
  })

  test('ends with its time and by hand: the next request is one’s own', async () => {
    const li = await house.as('li@north.test')
    const made = await set(li, { deputyId: ids['wu@north.test'], role: 'VIEWER' })
    const id = made.at('deputySet.deputy.id')
    const wu = await house.as('wu@north.test')
    expect(codes(await act(wu, id), 'deputyAct')).toEqual([])
    const ended = await li.ask('mutation($i:DeputyEndInput!){deputyEnd(input:$i){userErrors{code}}}', {
      i: { deputyshipId: id, idempotencyKey: newKey() },
    })
    expect(codes(ended, 'deputyEnd')).toEqual([])
    house.clock.advance(1_500)
    await expect
      .poll(async () => (await wu.ask('{viewer{actingAs{id} person{role}}}')).at('viewer'))
      .toEqual({ actingAs: null, person: { role: 'AGENT' } })
    expect(codes(await act(wu, id), 'deputyAct')).toEqual(['NOT_FOUND'])
  })

  test('from above: colleagues of the absent one see what was asked for many, and not by whom', async () => {
    const viewer = await house.as('viewer@cup.test')
    await act(viewer, (await viewer.ask('{viewer{deputyships{id}}}')).at('viewer.deputyships.0.id'))
    const made = await viewer.ask(
      'mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count}}}',
      {
        i: { terminalIds: house.fleet.terminals.xuhui.map(({ id }) => id) },
      },
    )
    const asked = await viewer.ask(
      'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id} userErrors{code}}}',
      {
        i: {
          selectionId: made.at('selectionCreate.selection.id'),
          expectedCount: made.at('selectionCreate.selection.count'),
          command: { statusGet: {} },
          reason: 'x',
          idempotencyKey: newKey(),
        },
      },
    )
    expect(codes(asked, 'bulkRequest')).toEqual([])
    const id = asked.at('bulkRequest.bulkAction.id')
    await act(viewer, null)
    const seen = await (await house.as('head@north.test')).ask('{bulkActions{nodes{id requestedBy{name}}}}')
    expect(seen.errors).toEqual([])
    expect(seen.at('bulkActions.nodes')).toContainEqual({ id, requestedBy: null })
  })

  test('never wider, never for strangers, never somebody below', async () => {
    const li = await house.as('li@north.test')
    const cases: [Client, object, string][] = [
      [li, { deputyId: ids['wu@north.test'], role: 'OPERATIONS' }, 'DEPUTY_TOO_WIDE'],
      [li, { deputyId: ids['far@north.test'], role: 'AGENT' }, 'DEPUTY_PLACE'],
      [li, { deputyId: ids['li@north.test'], role: 'AGENT' }, 'DEPUTY_ONESELF'],
      [li, { deputyId: ids['chen@south.test'], role: 'AGENT' }, 'NOT_FOUND'],
      [li, { absentId: ids['wu@north.test'], deputyId: ids['li@north.test'], role: 'AGENT' }, 'NOT_PERMITTED'],
      [
        await house.as('ops@else.test'),
        { absentId: ids['li@north.test'], deputyId: ids['ops@else.test'], role: 'VIEWER' },
        'NOT_FOUND',
      ],
    ]
    for (const [client, input, code] of cases) expect(codes(await set(client, input), 'deputySet')).toEqual([code])
  })

  test('a deputyship of somebody else is not acted by', async () => {
    const made = await set(await house.as('li@north.test'), { deputyId: ids['wu@north.test'], role: 'AGENT' })
    expect(codes(await act(await house.as('chen@south.test'), made.at('deputySet.deputy.id')), 'deputyAct')).toEqual([
      'NOT_FOUND',
    ])
  })
})

describe('a deputy is no second person', () => {
  test('of what the absent one asked for, acting or not; nor the absent one of what was asked in that place', async () => {
    const ops = await house.as('ops@cup.test')
    const second = await house.as('second@cup.test')
    const made = await set(ops, { deputyId: ids['second@cup.test'], role: 'OPERATIONS' })
    const byOps = await lockMany(ops, 'xuhui')
    house.clock.advance(1_500)
    expect(codes(await approve(second, byOps), 'bulkDecide')).toEqual(['OWN_REQUEST'])
    await act(second, made.at('deputySet.deputy.id'))
    expect(codes(await approve(second, byOps), 'bulkDecide')).toEqual(['OWN_REQUEST'])
    const byDeputy = await lockMany(second, 'harbin')
    expect(codes(await approve(second, byDeputy), 'bulkDecide')).toEqual(['OWN_REQUEST'])
    expect(codes(await approve(ops, byDeputy), 'bulkDecide')).toEqual(['OWN_REQUEST'])
    expect(codes(await approve(await house.as('admin@cup.test'), byDeputy), 'bulkDecide')).toEqual([])
  })

  test('nor is another account of the deputy, nor one of the absent one', async () => {
    const admin = await house.as('admin@cup.test')
    const twinOf = async (email: string) => {
      const twin = email.replace('@', '-twin@')
      await makeColleague(house.owner, 'second-admin@cup.test', twin, 'ADMIN')
      const linked = await admin.ask('mutation($i:PersonLinkInput!){personLink(input:$i){userErrors{code}}}', {
        i: { personId: await house.people.idOf(twin), otherPersonId: ids[email] },
      })
      expect(codes(linked, 'personLink')).toEqual([])
      await house.people.passkey(twin)
      return await house.as(twin)
    }
    const deputyTwin = await twinOf('second@cup.test')
    const absentTwin = await twinOf('ops@cup.test')
    const byOps = await lockMany(await house.as('ops@cup.test'), 'teahouse')
    expect(codes(await approve(deputyTwin, byOps), 'bulkDecide')).toEqual(['OWN_REQUEST'])
    await approve(await house.as('admin@cup.test'), byOps, false)
    const second = await house.as('second@cup.test')
    await act(second, (await second.ask('{viewer{deputyships{id}}}')).at('viewer.deputyships.0.id'))
    const byDeputy = await lockMany(second, 'teahouse')
    expect(codes(await approve(absentTwin, byDeputy), 'bulkDecide')).toEqual(['OWN_REQUEST'])
  })
})

describe('the absent one gets another role', () => {
  test('nobody stands in as what the absent one is no more', async () => {
    const li = await house.as('li@north.test')
    const wu = await house.as('wu@north.test')
    const mine = (await wu.ask('{viewer{deputyships{id role}}}')).at('viewer.deputyships') as {
      id: string
      role: string
    }[]
    const wide = mine.find(({ role }) => role === 'AGENT')?.id
    expect(wide).toBeDefined()
    const narrow = await set(li, { deputyId: ids['head@north.test'], role: 'VIEWER' })
    expect(codes(await act(wu, wide), 'deputyAct')).toEqual([])
    const admin = await house.as('admin@cup.test')
    const found = await admin.ask('query($q:String){people(q:$q){nodes{id version}}}', { q: 'li@north.test' })
    const { id: personId, version: expectedVersion } = found.at('people.nodes.0') as { id: string; version: number }
    const asked = await admin.ask(
      'mutation($i:PersonRoleChangeInput!){personRoleChange(input:$i){changeRequest{id hash}}}',
      { i: { personId, role: 'VIEWER', expectedVersion, reason: 'new duties', idempotencyKey: newKey() } },
    )
    const { id: changeId, hash } = asked.at('personRoleChange.changeRequest') as { id: string; hash: string }
    await makeColleague(house.owner, 'second-admin@cup.test', 'other-admin@cup.test', 'ADMIN')
    await house.people.passkey('other-admin@cup.test')
    const decided = await (await house.as('other-admin@cup.test')).ask(
      'mutation($i:ChangeDecideInput!){changeDecide(input:$i){userErrors{code}}}',
      { i: { changeId, hash, approve: true, idempotencyKey: newKey() } },
    )
    expect(codes(decided, 'changeDecide')).toEqual([])
    const left = async (client: Client) => (await client.ask('{viewer{actingAs{id} deputyships{id}}}')).at('viewer')
    await expect.poll(() => left(wu), { timeout: 60_000 }).toMatchObject({ actingAs: null })
    expect(JSON.stringify(await left(wu))).not.toContain(String(wide))
    const head = await house.as('head@north.test')
    expect(await left(head)).toMatchObject({ deputyships: [{ id: narrow.at('deputySet.deputy.id') }] })
  })
})
