import { SECOND } from '@budeng/kernel'
import { parametersTag } from '@budeng/protocol'
import { continueDueRollouts } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../../testing/client.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'
import { cleaned } from '../../testing/walk/documents.ts'
import { randomId } from '../../testing/walk/named.ts'

let house: TestHouse
let ops: Client
let keys = 0

beforeAll(async () => {
  house = await startTestHouse({ bulkRaise: 2 })
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

const ids = () => house.fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id)
const [PULL, PLAN] = [{ parametersPull: {} }, { groups: [1], perMinute: 1_000 }]
const json = (set: object, remove: readonly string[] = []) => ({ set: JSON.stringify(set), remove })
const select = async (input: object, client = ops) => {
  const made = await client.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id count}}}', {
    i: input,
  })
  return made.at('selectionCreate.selection') as { id: string; count: number }
}
const ROLLOUT = `rollout{id state parameters{set remove} action{id hash params}
  members(first:5){nodes{standing reason parametersBefore terminal{id parameters{values state version}}}}}`
const start = async (changed: object, { terminalIds = ids(), client = ops } = {}): Promise<Answer> => {
  const { id: selectionId, count: expectedCount } = await select({ terminalIds }, client)
  const given = { selectionId, expectedCount, command: PULL, reason: 'new contract', plan: PLAN }
  return await client.ask(
    `mutation($i:RolloutStartInput!){rolloutStart(input:$i){${ROLLOUT} userErrors{code path facts{name value}}}}`,
    { i: { ...given, parameters: json({ apn: 'cmpos' }), idempotencyKey: `rp-${++keys}`, ...changed } },
  )
}
const refusal = (answer: Answer) => answer.at('rolloutStart.userErrors.0')
const preview = async (changed: Readonly<Record<string, unknown>>, terminalIds = ids(), client = ops) =>
  await client.ask(
    `query($s:ID!,$c:CommandInput!,$p:RolloutPlanInput,$x:ParametersChangeInput){actionPreview(selectionId:$s,command:$c,plan:$p,parameters:$x){
      total willCreate needsSecondPerson hash lines{kind code count text}
      parameters{name after changes more before{value count example{id}}}}}`,
    {
      ...{ c: PULL, p: PLAN, x: json({ apn: 'cmpos' }), ...changed },
      s: changed['s'] ?? (await select({ terminalIds }, client)).id,
    },
  )
const setOne = (terminalId: string | undefined, values: object, expectedVersion: number) =>
  ops.ask('mutation($i:TerminalParametersSetInput!){terminalParametersSet(input:$i){userErrors{code}}}', {
    i: {
      ...{ terminalId, values: JSON.stringify(values), expectedVersion },
      ...{ reason: 'theirs', idempotencyKey: `rp-${++keys}` },
    },
  })
const look = async () => {
  house.clock.advance(2 * SECOND)
  await continueDueRollouts(house.owner, 50, parametersTag)
}
const read = async (id: unknown, client = ops) =>
  await client.ask(`query($id:ID!){${ROLLOUT.replace('rollout{', 'rollout(id:$id){')}}`, { id })

describe('parameters of many', () => {
  test('are previewed by the code that acts, then change terminal by terminal as their turns come', async () => {
    const [first = ''] = ids()
    expect((await setOne(first, { apn: 'old', title: 'x' }, 0)).at('terminalParametersSet.userErrors')).toEqual([])
    const shown = await preview({})
    expect(shown.at('actionPreview')).toMatchObject({ total: 2, willCreate: 2, needsSecondPerson: false })
    const [line] = shown.at('actionPreview.parameters') as { before: { value: unknown; count: number }[] }[]
    expect(line).toMatchObject({ name: 'apn', after: 'cmpos', changes: 2, more: 0 })
    expect(line?.before).toEqual(
      expect.arrayContaining([expect.objectContaining({ value: 'old', count: 1, example: expect.any(Object) })]),
    )
    const started = await start({ previewHash: shown.at('actionPreview.hash') })
    expect(started.at('rolloutStart')).toMatchObject({
      rollout: { state: 'RUNNING', parameters: { set: { apn: 'cmpos' }, remove: [] }, action: { params: {} } },
      userErrors: [],
    })
    const id = started.at('rolloutStart.rollout.id')
    await look()
    const members = (await read(id)).at('rollout.members.nodes') as {
      standing: string
      parametersBefore: object
      terminal: { id: string; parameters: { values: object; version: number } }
    }[]
    // the canary has it, the other's turn has not come
    expect(
      members.map(({ terminal }) => 'apn' in terminal.parameters.values && terminal.parameters.values.apn),
    ).toEqual(members[0]?.terminal.id === first ? ['cmpos', false] : ['cmpos', 'old'])
    expect(members.find(({ terminal }) => terminal.id === first)?.parametersBefore).toEqual({ apn: 'old' })
    const events = await ops.ask('{events(filter:{types:["RolloutPlanned"]}){nodes{data}}}')
    expect(JSON.stringify(events.at('events.nodes'))).toContain('cmpos')
    // whoever's turn has not come is not to be overtaken by a person unseen
    const waiting = members[1]?.terminal
    const version = waiting?.parameters.version ?? 0
    await setOne(waiting?.id, { apn: 'theirs' }, version)
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, async (unit) => {
      await unit.execute(
        `update command set state = 'SUCCEEDED', published_at = $2, signed_at = $2, finished_at = $2, look_at = null, due_at = null
         where id in (select command_id from rollout_member where rollout_id = $1)`,
        [id, new Date(house.clock.now())],
      )
      await unit.execute('update rollout_member set look_at = $2 where rollout_id = $1 and command_id is not null', [
        id,
        new Date(house.clock.now()),
      ])
    })
    await look()
    await look()
    const [, left] = (await read(id)).at('rollout.members.nodes') as { standing: string; reason: string }[]
    expect(left).toMatchObject({ standing: 'SKIPPED', terminal: { parameters: { values: { apn: 'theirs' } } } })
    expect(left?.reason).toMatch(/changed these parameters/)
  })

  test.each([
    ['a name that none has', { parameters: json({ 'a b': 1 }) }, 'UNKNOWN', ['input', 'parameters', 'set', 'a b']],
    ['the wrong type', { parameters: json({ n: [1] }) }, 'NOT_A_TEXT', ['input', 'parameters', 'set', 'n']],
    ['out of range', { parameters: json({ n: 1e300 }) }, 'OUT_OF_RANGE', ['input', 'parameters', 'set', 'n']],
    ['no JSON', { parameters: { set: '{', remove: [] } }, 'NOT_AN_OBJECT', ['input', 'parameters', 'set']],
    ['nothing', { parameters: json({}) }, 'EMPTY', ['input', 'parameters']],
    ['both', { parameters: json({ n: 1 }, ['n']) }, 'SET_AND_REMOVED', ['input', 'parameters', 'remove', 'n']],
  ])('%s is told, and nothing is made', async (_, changed, problem, path) => {
    expect(refusal(await start(changed))).toEqual({
      code: 'BAD_PARAMS',
      path,
      facts: [{ name: 'problem', value: problem }],
    })
    const shown = await preview({ x: changed.parameters })
    expect(shown.codes).toEqual(['BAD_USER_INPUT'])
  })

  test('are changed in steps by the command that brings them, by who may, where something changes', async () => {
    expect(refusal(await start({ command: { statusGet: {} } }))).toMatchObject({ code: 'PARAMETERS_ONLY_PULLED' })
    expect((await preview({ p: null })).codes).toEqual(['BAD_USER_INPUT'])
    const li = await house.as('li@north.test')
    const theirs = { client: li, terminalIds: house.fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id) }
    expect(refusal(await start({}, theirs))).toMatchObject({ code: expect.stringMatching(/NOT_PERMITTED|NOT_FOUND/) })
    // nobody is no cohort
    const none = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){userErrors{code}}}', {
      i: { terminalIds: [] },
    })
    expect(none.at('selectionCreate.userErrors')).toEqual([{ code: 'NO_TERMINALS' }])
    const [nobody] = (await ops.ask('{rollouts(first:1){nodes{id}}}')).at('rollouts.nodes') as { id: string }[]
    const stranger = await house.as('chen@south.test')
    expect((await read(nobody?.id, stranger)).at('rollout')).toBeNull()
  })

  test('are previewed to nobody else: not of a selection of somebody, and not of terminals that are not theirs', async () => {
    const { id } = await select({ terminalIds: ids() })
    for (const email of ['chen@south.test', 'ops@else.test']) {
      const stranger = await house.as(email)
      const shown = async (s: string) => cleaned((await preview({ s }, [], stranger)).text, [s])
      const refused = await shown(id)
      expect(refused).toContain('BAD_USER_INPUT')
      expect(refused).toBe(await shown(randomId('selection')))
    }
    const [own] = house.fleet.terminals.elseStore
    const mixed = await preview({}, [...ids(), own?.id ?? ''], await house.as('ops@else.test'))
    const before = [{ value: null, count: 1, example: { id: own?.id } }]
    expect(mixed.at('actionPreview')).toMatchObject({ total: 1, parameters: [{ name: 'apn', changes: 1, before }] })
  })

  test('wait for a second person where an action on so many does, who is shown the change that the hash binds', async () => {
    const terminalIds = house.fleet.terminals.harbin.map(({ id }) => id)
    const one = await start({}, { terminalIds })
    const other = await start({ parameters: json({ apn: 'other' }) }, { terminalIds })
    expect(one.at('rolloutStart.rollout')).toMatchObject({ state: 'WAITING', parameters: { set: { apn: 'cmpos' } } })
    expect(one.at('rolloutStart.rollout.action.hash')).not.toBe(other.at('rolloutStart.rollout.action.hash'))
    await look()
    const [member] = (await read(one.at('rolloutStart.rollout.id'))).at('rollout.members.nodes') as {
      terminal: { parameters: { values: object } }
    }[]
    expect(member?.terminal.parameters.values).toEqual({})
  })

  test('who has them all is told so, and no rollout is made', async () => {
    const [first = ''] = house.fleet.terminals.xuhui.slice(3, 4).map(({ id }) => id)
    await setOne(first, { apn: 'cmpos' }, 0)
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(
        `insert into heartbeat (terminal_id, device_id, conn, n, at, sign_on, in_transaction, busy, reversal_pending, health)
         select $1, id, 1, 1, now(), 'SIGNED_ON', false, false, false, $2 from device where terminal_id = $1
         on conflict (terminal_id) do update set health = excluded.health`,
        [first, JSON.stringify({ versions: { parameters: parametersTag(1, { apn: 'cmpos' }) } })],
      ),
    )
    const shown = await preview({}, [first])
    expect(shown.at('actionPreview.lines')).toMatchObject([{ kind: 'NOT_HELPFUL', code: 'HELD', count: 1 }])
    expect(refusal(await start({}, { terminalIds: [first] }))).toMatchObject({ code: 'PARAMETERS_HELD' })
  })
})
