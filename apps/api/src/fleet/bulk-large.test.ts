import { BULK_CHUNK, continueBulk, PLATFORM_ACTOR, PLATFORM_SCOPE, REMOVALS, unfinishedBulks } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeTerminals } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const MANY = 5_000
const FEW = 1_000
let house: TestHouse
let ops: Client
let second: Client

beforeAll(async () => {
  house = await startTestHouse()
  for (const [prefix, count] of [
    ['171', MANY],
    ['172', FEW],
    ['173', FEW],
  ] as const)
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      makeTerminals(unit, house.keys, house.fleet.nodes, 'xuhui', prefix, count),
    )
  ops = await house.as('ops@cup.test')
  second = await house.as('second@cup.test')
}, 120_000)
afterAll(() => house.close())

interface Action {
  readonly id: string
  readonly hash: string
  readonly state: string
  readonly commandCount: number
  readonly madeCount: number
  readonly terminalCount: number
  readonly progress: readonly { readonly state: string; readonly count: number }[]
}
const FIELDS = 'id hash state commandCount madeCount terminalCount progress{state count}'
const read = async (id: string) =>
  (await ops.ask(`query($id:ID!){bulkAction(id:$id){${FIELDS}}}`, { id })).at('bulkAction') as Action

async function removeExpired(): Promise<void> {
  for (const remove of REMOVALS)
    await house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => remove(unit, 10_000))
}

/** Asks for a re-login of all terminals whose number begins so. */
async function request(prefix: string, count: number, key: string): Promise<Action> {
  const made = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count}}}', {
    i: { filter: { q: prefix } },
  })
  const i = {
    selectionId: made.at('selectionCreate.selection.id'),
    expectedCount: count,
    command: { relogin: {} },
    reason: 'host keys were changed',
    idempotencyKey: key,
  }
  const ask = () =>
    ops.ask(`mutation($i:BulkRequestInput!){bulkRequest(input:$i){replayed bulkAction{${FIELDS}} userErrors{code}}}`, {
      i,
    })
  const first = await ask()
  expect(first.at('bulkRequest.userErrors')).toEqual([])
  const again = await ask()
  expect([again.at('bulkRequest.replayed'), again.at('bulkRequest.bulkAction.id')]).toEqual([
    true,
    first.at('bulkRequest.bulkAction.id'),
  ])
  return first.at('bulkRequest.bulkAction') as Action
}
const decide = async (action: Action, approve: boolean) => {
  const i = { bulkId: action.id, hash: action.hash, approve, note: 'seen', idempotencyKey: `decide-${action.id}` }
  const answer = await second.ask('mutation($i:BulkDecideInput!){bulkDecide(input:$i){userErrors{code}}}', { i })
  expect(answer.at('bulkDecide.userErrors')).toEqual([])
}
/** One chunk, as a worker makes it; `crash` ends it before the commit. */
const chunk = (id: string, crash = false) =>
  house.worker.write(PLATFORM_SCOPE, { kind: 'PERSON', id: 'usr_test' }, async (unit) => {
    const isMore = await continueBulk(unit, id, BULK_CHUNK)
    if (crash) throw new Error('the worker was killed')
    return isMore
  })
const commandsOf = (id: string) =>
  house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ terminals: number; commands: number; states: string[]; reasons: number }>(
      `select count(distinct terminal_id)::int as terminals, count(*)::int as commands, array_agg(distinct state) as states,
         count(distinct (reason, not_after, requested_by))::int as reasons
       from command where bulk_id = $1 and caused_by is null`,
      [id],
    ),
  )

describe('an action on five thousand terminals', () => {
  test('is made chunk by chunk, through crashes, each command once, and approved as the one that was shown', async () => {
    const action = await request('171', MANY, 'many')
    expect(action).toMatchObject({
      state: 'PENDING_APPROVAL',
      terminalCount: MANY,
      commandCount: MANY,
      madeCount: BULK_CHUNK,
      progress: [{ state: 'PENDING_APPROVAL', count: BULK_CHUNK }],
    })
    expect(await house.worker.read(PLATFORM_SCOPE, (db) => unfinishedBulks(db, 5))).toEqual([
      { id: action.id, actor: { kind: 'PERSON', id: expect.stringMatching(/^usr_/) } },
    ])

    expect(await chunk(action.id)).toBe(true)
    // a worker dies within a chunk: nothing of it stays, the next one does it
    await expect(chunk(action.id, true)).rejects.toThrow('killed')
    expect(await read(action.id)).toMatchObject({ madeCount: 2 * BULK_CHUNK, commandCount: MANY })
    // the frozen selection outlives its hour as long as it is needed
    house.clock.advance(3_700_000)
    await removeExpired()
    // the second person decides in the middle of it, and two workers are at it at once
    await decide(action, true)
    for (let isMore = true; isMore; ) {
      const more = await Promise.all([chunk(action.id), chunk(action.id)])
      isMore = more.some(Boolean)
    }
    expect(await read(action.id)).toMatchObject({
      state: 'APPROVED',
      hash: action.hash,
      madeCount: MANY,
      commandCount: MANY,
      progress: [{ state: 'QUEUED', count: MANY }],
    })
    expect(await commandsOf(action.id)).toEqual([{ terminals: MANY, commands: MANY, states: ['QUEUED'], reasons: 1 }])
    expect(await house.worker.read(PLATFORM_SCOPE, (db) => unfinishedBulks(db, 5))).toEqual([])
    expect(await chunk(action.id)).toBe(false)
    await removeExpired()
    const [left] = await house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ count: number }>('select count(*)::int as count from selection where expires_at < $1', [
        new Date(house.clock.now()),
      ]),
    )
    expect(left?.count).toBe(0)
  }, 120_000)

  test('that is denied half-way makes no further command, and says how many there were', async () => {
    ops = await house.as('ops@cup.test')
    second = await house.as('second@cup.test')
    const action = await request('172', FEW, 'few')
    await chunk(action.id)
    await decide(action, false)
    while (await chunk(action.id));
    expect(await read(action.id)).toMatchObject({
      state: 'DENIED',
      madeCount: 2 * BULK_CHUNK,
      commandCount: 2 * BULK_CHUNK,
      progress: [{ state: 'DENIED', count: 2 * BULK_CHUNK }],
    })
  })

  test('leaves out a terminal that was taken into other hands in between', async () => {
    const action = await request('173', FEW, 'moved')
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `update terminal set state = 'SUSPENDED' where id in (select id from terminal where tid like '173%' order by id desc limit 7)`,
      ),
    )
    while (await chunk(action.id));
    expect(await read(action.id)).toMatchObject({ madeCount: FEW - 7, commandCount: FEW - 7, terminalCount: FEW })
  })
})
