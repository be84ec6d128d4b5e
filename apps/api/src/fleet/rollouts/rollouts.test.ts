import { SECOND } from '@budeng/kernel'
import { parametersTag } from '@budeng/protocol'
import { continueDueRollouts } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../../testing/client.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'
import { messagesOf } from '../../testing/walk/live.ts'

let house: TestHouse
let ops: Client
let second: Client
let agent: Client
let keys = 0

beforeAll(async () => {
  house = await startTestHouse({ bulkRaise: 5 })
  ops = await house.as('ops@cup.test')
  second = await house.as('second@cup.test')
  agent = await house.as('li@north.test')
})
afterAll(() => house.close())

const ROLLOUT = `rollout{id state whyCode why cohort frozen version estimatedEnd plan{perMinute stopBps window{from to}}
  groups{index size open known bad figures{standing count}} rights{act allowed reasons{code}}
  action{id state hash commandCount rollout{id}} approvals{changed control enough}
  members(first:2){nodes{place group standing reason terminal{tid} command{type}} pageInfo{hasNextPage endCursor}}}`
const select = async (filter: object, client = ops) => {
  const made = await client.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count}}}', {
    i: { filter },
  })
  return made.at('selectionCreate.selection') as { id: string; count: number }
}
const start = async (changed: object, { filter = {}, client = ops } = {}): Promise<Answer> => {
  const { id: selectionId, count: expectedCount } = await select(filter, client)
  const given = { command: { statusGet: {} }, reason: 'new keys', plan: { groups: [2], perMinute: 1_000 } }
  return await client.ask(
    `mutation($i:RolloutStartInput!){rolloutStart(input:$i){${ROLLOUT} replayed userErrors{code path facts{name value}}}}`,
    { i: { selectionId, expectedCount, ...given, idempotencyKey: `ro-${++keys}`, ...changed } },
  )
}
const control = (rolloutId: unknown, act: string, changed: object = {}, client = ops) =>
  client.ask(`mutation($i:RolloutControlInput!){rolloutControl(input:$i){${ROLLOUT} replayed userErrors{code path}}}`, {
    i: { rolloutId, act, reason: 'seen', idempotencyKey: `rc-${++keys}`, ...changed },
  })
const codes = ({ data }: Answer) =>
  Object.values(data as Record<string, { userErrors: { code: string }[] }>).flatMap(({ userErrors }) =>
    userErrors.map(({ code }) => code),
  )
/** Time goes on, and the worker looks. */
const look = async () => {
  house.clock.advance(2 * SECOND)
  await continueDueRollouts(house.owner, 50, parametersTag)
}
const read = async (id: unknown, client = ops) =>
  await client.ask(`query($id:ID!){${ROLLOUT.replace('rollout{', 'rollout(id:$id){')}}`, { id })

const PUSHED =
  'subscription($id:ID!){rolloutProgress(rolloutId:$id){rollout{state groups{figures{standing count}}} position}}'
const PATIENCE = { timeout: 60_000, interval: 20 }

describe('a rollout', () => {
  test('is previewed by groups, pace and windows, in figures that add up', async () => {
    const { id, count } = await select({})
    const preview = await ops.ask(
      `query($s:ID!,$p:RolloutPlanInput){actionPreview(selectionId:$s,command:{statusGet:{}},plan:$p){total groups estimate hash lines{kind count} reasons{code facts{name value}}}}`,
      { s: id, p: { groups: [2, 3], perMinute: 1 } },
    )
    const { total, groups, lines, estimate } = preview.at('actionPreview') as {
      total: number
      groups: number[]
      lines: { count: number }[]
      estimate: string
    }
    expect([total, groups]).toEqual([count, [2, 3, count - 5]])
    expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(count)
    expect(estimate).toMatch(/^PT1\dM/)
    const bad = await ops.ask(
      `query($s:ID!){actionPreview(selectionId:$s,command:{statusGet:{}},plan:{perMinute:0}){groups reasons{code facts{name value}}}}`,
      { s: id },
    )
    expect(bad.at('actionPreview')).toEqual({
      groups: [],
      reasons: [{ code: 'BAD_PLAN', facts: [{ name: 'problem', value: 'PER_MINUTE' }] }],
    })
  })

  test('goes on by itself, is paused, goes on and is cancelled by people, each once for its key', async () => {
    const filter = { q: 'Harbin' }
    const once = { idempotencyKey: 'once', selectionId: (await select(filter)).id }
    const started = await start(once, { filter })
    expect(codes(started)).toEqual([])
    expect(started.at('rolloutStart.rollout')).toMatchObject({ state: 'RUNNING', cohort: 3, whyCode: 'GOES_ON' })
    const id = started.at('rolloutStart.rollout.id')
    const again = await start(once, { filter })
    expect([again.at('rolloutStart.replayed'), again.at('rolloutStart.rollout.id')]).toEqual([true, id])
    const line = messagesOf(ops, { query: PUSHED, variables: { id } })
    await expect.poll(line.text, PATIENCE).toContain('"RUNNING"')
    await look()
    // what the worker counts is no event, and is pushed all the same
    await expect.poll(line.text, PATIENCE).toMatch(/UNDER_WAY|OFFLINE/)
    const shown = await read(id)
    expect(shown.at('rollout.groups')).toMatchObject([
      { size: 2, open: true },
      { size: 1, open: false },
    ])
    expect(shown.at('rollout.members.nodes')).toMatchObject([
      { place: 1, group: 0, command: { type: 'STATUS_GET' } },
      { place: 2, group: 0 },
    ])
    const next = await ops.ask(
      'query($id:ID!,$a:String){rollout(id:$id){members(first:2,after:$a){nodes{place command{id}}}}}',
      {
        ...{ id, a: shown.at('rollout.members.pageInfo.endCursor') },
      },
    )
    expect(next.at('rollout.members.nodes')).toEqual([{ place: 3, command: null }])
    expect(codes(await control(id, 'PAUSE', { expectedVersion: 99 }))).toEqual(['VERSION_CHANGED'])
    expect(codes(await control(id, 'PAUSE', { reason: '' }))).toEqual(['REASON_MISSING'])
    const paused = await control(id, 'PAUSE', { expectedVersion: shown.at('rollout.version') })
    expect(paused.at('rolloutControl.rollout')).toMatchObject({ state: 'PAUSED', whyCode: 'BY_PERSON' })
    await look()
    expect((await read(id)).at('rollout.groups.0.figures')).toEqual([{ standing: 'WAITING', count: 2 }])
    expect((await control(id, 'RESUME', { reason: '' })).at('rolloutControl.rollout.state')).toBe('RUNNING')
    expect(codes(await control(id, 'RETRY'))).toEqual(['NOTHING_FAILED'])
    expect((await control(id, 'CANCEL')).at('rolloutControl.rollout')).toMatchObject({
      state: 'CANCELLED',
      rights: ['PAUSE', 'RESUME', 'CANCEL', 'RETRY'].map((act) => ({ act, allowed: false })),
    })
    await expect.poll(line.text, PATIENCE).toContain('"CANCELLED"')
    await line.close()
    const listed = await ops.ask('{rollouts(states:[CANCELLED]){nodes{id}}}')
    expect(listed.at('rollouts.nodes')).toEqual([{ id }])
    // a page as the screen asks for it is not too dear
    const page = await ops.ask(
      '{rollouts(first:50){nodes{id state whyCode why cohort requestedAt version groups{index size open known bad figures{standing count}} action{id type reason terminalCount requestedBy{id name}}} pageInfo{hasNextPage endCursor}}}',
    )
    expect(page.codes).toEqual([])
  })

  test('that is disruptive waits for a second person, who decides as on any action on many', async () => {
    const started = await start({ command: { lock: {} } }, { filter: { q: 'Harbin' } })
    expect(started.at('rolloutStart.rollout')).toMatchObject({
      state: 'WAITING',
      action: { state: 'PENDING_APPROVAL' },
    })
    const { id, action } = started.at('rolloutStart.rollout') as { id: string; action: { id: string; hash: string } }
    const decided = await second.ask('mutation($i:BulkDecideInput!){bulkDecide(input:$i){userErrors{code}}}', {
      i: { bulkId: action.id, hash: action.hash, approve: true, idempotencyKey: 'released' },
    })
    expect(decided.at('bulkDecide.userErrors')).toEqual([])
    await look()
    const { state, groups } = (await read(id)).at('rollout') as { state: string; groups: { figures: object[] }[] }
    expect(state).toBe('RUNNING')
    expect(groups[0]?.figures).not.toEqual([{ standing: 'WAITING', count: 2 }])
  })

  test('that a watch window freezes says until when, and what thaws it; and goes on after that', async () => {
    const { xuhui } = house.fleet.nodes
    const window = (state: string) =>
      house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
        unit.execute(
          `insert into watch_window (id, node_id, path, name, state, starts_at, ends_at, zone, patience, heartbeat_ms, allows_rollouts, planned_by, planned_at, version)
           values ('wat_frozen', $1, $2, 'Golden Week', 'OPEN', $4, $5, 'UTC', 100, null, false, 'usr_x', $4, 1)
           on conflict (id) do update set state = $3, ended_at = $4`,
          [...[xuhui.id, xuhui.path, state], new Date(house.clock.now()), new Date(house.clock.now() + 3_600_000)],
        ),
      )
    await window('OPEN')
    const started = await start({ plan: { groups: [], perMinute: 1_000 } }, { filter: { organisationId: xuhui.id } })
    const id = started.at('rolloutStart.rollout.id')
    await look()
    const held = await read(id)
    expect(held.at('rollout')).toMatchObject({ state: 'RUNNING', whyCode: 'FROZEN', estimatedEnd: null })
    expect(held.at('rollout.why')).toMatch(/“Golden Week” wait: it freezes rollouts until \S+.* ends the window/)
    await window('ENDED')
    expect((await read(id)).at('rollout.whyCode')).toBe('GOES_ON')
    await control(id, 'CANCEL')
  })

  test('is refused with a bad plan, too much at once, or without the right; and nobody below sees it', async () => {
    const bad = await start({ plan: { groups: [0] } })
    expect(bad.at('rolloutStart.userErrors.0')).toMatchObject({
      code: 'BAD_PLAN',
      facts: [{ name: 'problem', value: 'GROUPS' }],
    })
    expect(codes(await start({ command: { relogin: { level: 'OPERATOR' } } }))).toEqual(['OPERATOR_LEVEL_IN_BULK'])
    expect(codes(await start({ expectedCount: 1 }))).toEqual(['BULK_COUNT_CHANGED'])
    const seen = (await ops.ask('{rollouts{nodes{id}}}')).at('rollouts.nodes.0.id')
    expect((await read(seen, agent)).at('rollout')).toBeNull()
    expect(codes(await control(seen, 'CANCEL', {}, agent))).toEqual(['NOT_FOUND'])
    expect((await agent.ask('{rollouts{nodes{id}}}')).at('rollouts.nodes')).toEqual([])
    const auditor = await house.as('auditor@cup.test')
    expect(codes(await control(seen, 'CANCEL', {}, auditor))).toEqual(['NOT_PERMITTED'])
  })
})
