import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { makeTerminals } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
let second: Client

beforeAll(async () => {
  house = await startTestHouse({ bulkRaise: 5 })
  ops = await house.as('ops@cup.test')
  second = await house.as('second@cup.test')
})
afterAll(() => house.close())

let keys = 0
const SELECT =
  'mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count sample{tid} expiresAt} userErrors{code path}}}'
const BULK = `mutation($i:BulkRequestInput!){bulkRequest(input:$i){replayed bulkAction{id state tier terminalCount commandCount hash approval{allowed reasons{code}} breakdown{kind code count text sample{tid}} progress{state count} finishedCount commands(first:50){nodes{id type state terminal{tid}}}} userErrors{code path facts{name value}}}}`
const DECIDE =
  'mutation($i:BulkDecideInput!){bulkDecide(input:$i){replayed bulkAction{state decidedBy{email} note progress{state count}} userErrors{code path}}}'
const PREVIEW =
  'query($s:ID!,$c:CommandInput!,$n:Duration){actionPreview(selectionId:$s,command:$c,notAfter:$n){total willCreate tier needsSecondPerson estimate hash lines{kind code count text sample{tid}}}}'

async function select(input: object, client = ops): Promise<string> {
  const answer = await client.ask(SELECT, { i: input })
  expect(answer.at('selectionCreate.userErrors')).toEqual([])
  return String(answer.at('selectionCreate.selection.id'))
}
const bulk = (changed: object, client = ops) =>
  client.ask(BULK, {
    i: { reason: 'host key change', idempotencyKey: `b-${keys++}`, command: { statusGet: {} }, ...changed },
  })
const decide = (changed: object, client = second) =>
  client.ask(DECIDE, { i: { approve: true, idempotencyKey: `d-${keys++}`, ...changed } })
const refusal = (answer: Answer, name = 'bulkRequest') => answer.at(`${name}.userErrors.0.code`)
const sum = (counts: unknown) => (counts as { count: number }[]).reduce((total, { count }) => total + count, 0)

describe('a selection', () => {
  test('is made of named terminals, without those that the viewer does not see', async () => {
    const { xuhui, teahouse, elseStore } = house.fleet.terminals
    const ids = [xuhui[0], xuhui[1], xuhui[0], teahouse[0], elseStore[0]].map((terminal) => terminal?.id)
    const agent = await house.as('li@north.test')
    const answer = await agent.ask(SELECT, { i: { terminalIds: [...ids, 'nonsense'] } })
    expect(answer.at('selectionCreate.selection')).toMatchObject({
      count: 2,
      sample: expect.arrayContaining([{ tid: '10000001' }, { tid: '10000002' }]),
    })
    const nothing = await agent.ask(SELECT, { i: { terminalIds: [teahouse[0]?.id] } })
    expect(nothing.at('selectionCreate')).toEqual({
      selection: null,
      userErrors: [{ code: 'NO_TERMINALS', path: ['input'] }],
    })
  })

  test('is made of what matches a filter, as the list would show it', async () => {
    const id = await select({ filter: { q: '海底捞', presence: ['ONLINE'] } })
    expect((await ops.ask('query($id:ID!){selection(id:$id){count}}', { id })).at('selection.count')).toBe(8)
    expect((await ops.ask(SELECT, { i: { filter: {} } })).at('selectionCreate.selection.count')).toBe(15)
  })

  test('of neither ids nor filter, or of both, is no input', async () => {
    for (const i of [{}, { terminalIds: [], filter: {} }, { terminalIds: null }])
      expect((await ops.ask(SELECT, { i })).codes).toEqual(['BAD_USER_INPUT'])
    expect((await ops.ask(SELECT, { i: { terminalIds: [] } })).at('selectionCreate.userErrors.0.code')).toBe(
      'NO_TERMINALS',
    )
  })

  test("is its maker's alone, and ages", async () => {
    const id = await select({ filter: {} })
    expect((await second.ask('query($id:ID!){selection(id:$id){id} node(id:$id){id}}', { id })).data).toEqual({
      selection: null,
      node: null,
    })
    expect(refusal(await bulk({ selectionId: id, expectedCount: 15 }, second))).toBe('NOT_FOUND')
    house.clock.advance(3_600_000)
    expect(refusal(await bulk({ selectionId: id, expectedCount: 15 }))).toBe('SELECTION_EXPIRED')
    expect((await ops.ask(PREVIEW, { s: id, c: { statusGet: {} } })).codes).toEqual(['BAD_USER_INPUT'])
  })
})

describe('an action on many', () => {
  test('does what its preview said, and the sums add up', async () => {
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, async (unit) => {
      await unit.execute(
        `update connection set connected = false where terminal_id in (select id from terminal where tid = '10000002')`,
      )
      await unit.execute(
        `update heartbeat set in_transaction = true where terminal_id in (select id from terminal where tid = '10000003')`,
      )
      await unit.execute(
        `update terminal set host_response_code = '97' where tid = '10000004' and acquirer_code = 'cup'`,
      )
      await unit.execute(`update terminal set state = 'SUSPENDED' where tid = '10000005'`)
    })
    const selectionId = await select({ filter: { q: '海底捞' } })
    const preview = await ops.ask(PREVIEW, { s: selectionId, c: { relogin: {} }, n: 'PT1H' })
    expect(preview.at('actionPreview')).toMatchObject({ total: 8, willCreate: 6, tier: 'R2', needsSecondPerson: true })
    expect(preview.at('actionPreview.lines')).toEqual([
      { kind: 'RUN_NOW', code: null, count: 4, text: 'Will run now.', sample: expect.any(Array) },
      {
        kind: 'QUEUED_OFFLINE',
        code: null,
        count: 1,
        text: expect.stringContaining('Offline'),
        sample: [{ tid: '10000002' }],
      },
      {
        kind: 'DEFERRED',
        code: 'IN_TRANSACTION',
        count: 1,
        text: 'The terminal will put it off: in a transaction.',
        sample: [{ tid: '10000003' }],
      },
      {
        kind: 'NOT_ALLOWED',
        code: 'TERMINAL_NOT_ACTIVE',
        count: 1,
        text: 'Skipped: not allowed. The terminal is not in use.',
        sample: [{ tid: '10000005' }],
      },
      { kind: 'NOT_HELPFUL', code: '97', count: 1, text: expect.stringContaining('97'), sample: [{ tid: '10000004' }] },
    ])
    const answer = await bulk({
      selectionId,
      expectedCount: 8,
      command: { relogin: {} },
      notAfter: 'PT1H',
      previewHash: preview.at('actionPreview.hash'),
    })
    const action = answer.at('bulkRequest.bulkAction') as {
      breakdown: object[]
      commands: { nodes: object[] }
      approval: object
    }
    expect(action).toMatchObject({
      state: 'PENDING_APPROVAL',
      tier: 'R2',
      terminalCount: 8,
      commandCount: 6,
      finishedCount: 0,
      progress: [{ state: 'PENDING_APPROVAL', count: 6 }],
    })
    expect(action.breakdown).toEqual(preview.at('actionPreview.lines'))
    expect(sum(action.breakdown)).toBe(8)
    expect(action.commands.nodes).toHaveLength(6)
    expect(action.approval).toEqual({ allowed: false, reasons: [{ code: 'OWN_REQUEST' }] })
  })

  test('waits for a second person, who approves exactly what was shown', async () => {
    const selectionId = await select({ filter: { q: 'Harbin' } })
    const answer = await bulk({ selectionId, expectedCount: 3, command: { lock: {} }, reason: 'stolen van' })
    const { id: bulkId, hash } = answer.at('bulkRequest.bulkAction') as { id: string; hash: string }
    expect(
      (await second.ask('{fleetCounts{pendingApprovals} bulkActions(states:[PENDING_APPROVAL]){nodes{id}}}')).text,
    ).toContain(bulkId)
    expect(refusal(await decide({ bulkId, hash }, ops), 'bulkDecide')).toBe('OWN_REQUEST')
    expect(refusal(await decide({ bulkId, hash }, await house.as('auditor@cup.test')), 'bulkDecide')).toBe(
      'NOT_PERMITTED',
    )
    expect(refusal(await decide({ bulkId, hash }, await house.as('ops@else.test')), 'bulkDecide')).toBe('NOT_FOUND')
    expect(refusal(await decide({ bulkId, hash: 'ff' }), 'bulkDecide')).toBe('HASH_CHANGED')
    expect((await decide({ bulkId, hash, note: `4${'1'.repeat(15)}` })).at('bulkDecide.userErrors.0')).toEqual({
      code: 'CARD_NUMBER_IN_TEXT',
      path: ['input', 'note'],
    })
    const approved = await decide({ bulkId, hash, note: 'go' })
    expect(approved.at('bulkDecide.bulkAction')).toEqual({
      state: 'APPROVED',
      decidedBy: { email: 'second@cup.test' },
      note: 'go',
      progress: [{ state: 'QUEUED', count: 3 }],
    })
    expect(refusal(await decide({ bulkId, hash }), 'bulkDecide')).toBe('NOT_PENDING')
  })

  test('is denied with a word, and two who decide at once count as one', async () => {
    const selectionId = await select({ filter: { q: '茶馆' } })
    const { id: bulkId, hash } = (await bulk({ selectionId, expectedCount: 4, command: { lock: {} } })).at(
      'bulkRequest.bulkAction',
    ) as { id: string; hash: string }
    expect((await decide({ bulkId, hash, approve: false })).at('bulkDecide.userErrors.0')).toEqual({
      code: 'REASON_MISSING',
      path: ['input', 'note'],
    })
    const admin = await house.as('admin@cup.test')
    const both = await Promise.all([
      decide({ bulkId, hash, approve: false, note: 'no' }),
      decide({ bulkId, hash }, admin),
    ])
    expect(new Set(both.map((one) => refusal(one, 'bulkDecide')))).toEqual(new Set(['NOT_PENDING', undefined]))
  })

  test('lapses', async () => {
    const selectionId = await select({ filter: { q: '茶馆' } })
    const { id: bulkId, hash } = (
      await bulk({ selectionId, expectedCount: 4, command: { lock: {} }, reason: 'late' })
    ).at('bulkRequest.bulkAction') as { id: string; hash: string }
    house.clock.advance(72 * 3_600_000)
    const later = await house.as('second@cup.test')
    expect(refusal(await decide({ bulkId, hash }, later), 'bulkDecide')).toBe('APPROVAL_LAPSED')
    ops = await house.as('ops@cup.test')
    second = later
  })

  test.each([
    ['another count', { expectedCount: 4 }, 'BULK_COUNT_CHANGED', ['input', 'expectedCount']],
    ['another preview', { previewHash: 'ab'.repeat(32) }, 'HASH_CHANGED', ['input', 'previewHash']],
    ['no reason', { reason: '' }, 'REASON_MISSING', ['input', 'reason']],
    [
      "a cashier's login",
      { command: { relogin: { level: 'OPERATOR' } } },
      'OPERATOR_LEVEL_IN_BULK',
      ['input', 'command', 'level'],
    ],
    ['a life of a second', { notAfter: 'PT1S' }, 'NOT_AFTER_OUT_OF_RANGE', ['input', 'notAfter']],
    ['no selection of ours', { selectionId: 'sel_01m81v9d59fmts8a1kztkak84x' }, 'NOT_FOUND', ['input', 'selectionId']],
    ['no id', { selectionId: '' }, 'NOT_FOUND', ['input', 'selectionId']],
    ['no key', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_MISSING', ['input', 'idempotencyKey']],
  ])('with %s is refused, and nothing is stored', async (_name, changed, code, path) => {
    const selectionId = await select({ filter: { q: 'Harbin' } })
    const count = async () => (await ops.ask('{bulkActions(first:200){nodes{id}}}')).text
    const before = await count()
    const answer = await bulk({ selectionId, expectedCount: 3, ...changed })
    expect(answer.at('bulkRequest.userErrors.0')).toMatchObject({ code, path })
    expect(await count()).toBe(before)
  })

  test('beyond role and cap is refused', async () => {
    const agent = await house.as('li@north.test')
    const mine = await select({ filter: {} }, agent)
    expect(refusal(await bulk({ selectionId: mine, expectedCount: 11, command: { lock: {} } }, agent))).toBe(
      'NOT_PERMITTED',
    )
    const auditor = await house.as('auditor@cup.test')
    expect(
      refusal(await bulk({ selectionId: await select({ filter: {} }, auditor), expectedCount: 15 }, auditor)),
    ).toBe('NOT_PERMITTED')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      makeTerminals(unit, house.keys, house.fleet.nodes, 'xuhui', '150', 45),
    )
    const large = await select({ filter: { q: '150' } }, agent)
    expect(
      refusal(await bulk({ selectionId: large, expectedCount: 45, command: { statusGet: {} } }, agent)),
    ).toBeUndefined()
    const tooLarge = await select({ filter: {} }, agent)
    expect(refusal(await bulk({ selectionId: tooLarge, expectedCount: 56, command: { statusGet: {} } }, agent))).toBe(
      'TOO_MANY_TERMINALS',
    )
  })

  test('is made once for its key', async () => {
    const i = {
      selectionId: await select({ filter: { q: 'Harbin' } }),
      expectedCount: 3,
      command: { selfTest: {} },
      idempotencyKey: 'bulk-once',
      reason: 'x',
    }
    const answers = await Promise.all(Array.from({ length: 5 }, () => bulk(i)))
    expect(new Set(answers.map((answer) => answer.at('bulkRequest.bulkAction.id'))).size).toBe(1)
    expect(answers.filter((answer) => answer.at('bulkRequest.replayed') === false)).toHaveLength(1)
  })
})
