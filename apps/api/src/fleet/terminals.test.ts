import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeCursor } from '../graphql/cursor.ts'
import type { Answer, Client } from '../testing/client.ts'
import { makePackage } from '../testing/software.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, async (unit) => {
    const at = new Date(house.clock.now() - 2 * 3_600_000)
    await unit.execute(
      `update terminal set presence = 'OFFLINE', presence_since = $1 where tid in ('10000002', '20000001', '30000004')`,
      [at],
    )
    await unit.execute(`update terminal set sign_on = 'SIGNED_ON' where tid in ('10000002', '10000003')`)
    await unit.execute(
      `update terminal set faults = '{HW_PRINTER_JAM}', fault_mark = true, model = 'D190' where tid = '10000005'`,
    )
    await unit.execute(`update terminal set state = 'SUSPENDED', open_commands = 1 where tid = '30000001'`)
    await unit.execute(
      `insert into terminal_trait (terminal_id, acquirer_id, agent_id, tid, iccid, app)
       select id, acquirer_id, agent_id, tid, case tid when '20000003' then '89860012345678901234' end,
         case tid when '20000003' then null when '30000003' then '8.0.0' else '7.0.0' end
       from terminal where acquirer_code = 'cup' and tid in ('10000003', '20000003', '30000002', '30000003')`,
    )
  })
  await label(ops, ['10000001', '20000001', '30000001'], { add: ['旗舰店'] })
  await label(ops, ['10000001', '10000002'], { add: ['VIP'] })
  await label(ops, ['20000003'], { add: ['old'] })
})
afterAll(() => house.close())

const LIST = `query($first:Int,$after:String,$filter:TerminalFilter,$orderBy:TerminalOrder){
  terminals(first:$first,after:$after,filter:$filter,orderBy:$orderBy){ edges{cursor node{id}} nodes{tid} pageInfo{hasNextPage hasPreviousPage startCursor endCursor} totalCount totalCountIsLowerBound } }`
const list = (variables: object, client = ops) => client.ask(LIST, { ...variables })
const tids = (answer: Answer) => (answer.at('terminals.nodes') as { tid: string }[]).map(({ tid }) => tid)

describe('a list of terminals', () => {
  test.each([
    ['presence', { presence: ['OFFLINE'] }, ['10000002', '20000001', '30000004']],
    ['presence and sign-on', { presence: ['OFFLINE'], signOn: ['SIGNED_ON'] }, ['10000002']],
    ['sign-on', { signOn: ['SIGNED_ON', 'SIGNED_ON'] }, ['10000002', '10000003']],
    ['state of life', { states: ['SUSPENDED'] }, ['30000001']],
    ['model', { models: ['D190'] }, ['10000005']],
    ['version', { appVersions: ['7.0.0'] }, ['10000003', '30000002']],
    ['one of two versions', { appVersions: ['8.0.0', '7.0.0', '8.0.0'] }, ['10000003', '30000002', '30000003']],
    ['a version and a model that does not run it', { appVersions: ['7.0.0'], models: ['D190'] }, []],
    ['a version and a label', { appVersions: ['8.0.0'], labels: ['old'] }, []],
    ['faults', { hasFault: true }, ['10000005']],
    ['one of two faults', { faults: ['HW_PRINTER_JAM', 'NET_NO_SIM'] }, ['10000005']],
    ['a fault that none has', { faults: ['SEC_TAMPER'] }, []],
    ['open commands', { hasOpenCommand: true }, ['30000001']],
    ['time offline', { offlineFor: 'PT1H' }, ['10000002', '20000001', '30000004']],
    ['a longer time offline', { offlineFor: 'PT3H' }, []],
    ['presence against time offline', { offlineFor: 'PT1H', presence: ['ONLINE'] }, []],
    ['nothing of a list', { presence: [] }, []],
    ['beginning of a TID', { q: '2000' }, ['20000001', '20000002', '20000003']],
    ['full-width digits', { q: '２０００００' }, ['20000001', '20000002', '20000003']],
    ['merchant number', { q: '898290000030001' }, ['30000001', '30000002', '30000003', '30000004']],
    ['serial number, in small letters', { q: 'sn-harbin-2002' }, ['20000002']],
    ['SIM card', { q: '8986001234' }, ['20000003']],
    ['less of a SIM card', { q: '89860012' }, []],
    ['a label', { labels: ['旗舰店'] }, ['10000001', '20000001', '30000001']],
    ['one of two labels', { labels: ['old ', 'ＶＩＰ'] }, ['10000001', '10000002', '20000003']],
    ['a label and a state', { labels: ['旗舰店'], presence: ['OFFLINE'] }, ['20000001']],
    ['a label and a search', { labels: ['旗舰店'], q: '1000' }, ['10000001']],
    ['Chinese name', { q: '南京路' }, ['30000001', '30000002', '30000003', '30000004']],
    ['part of a name, with case', { q: 'NOODLES, main' }, ['20000001', '20000002', '20000003']],
    ['a full-width name in ordinary letters', { q: 'tea' }, ['30000001', '30000002', '30000003', '30000004']],
    ['a percent sign, which is no pattern', { q: '%' }, []],
    ['a search and a filter', { q: '徐汇', presence: ['OFFLINE'] }, ['10000002']],
    ['blank search is no search', { q: '   ', hasFault: true }, ['10000005']],
  ])('narrowed by %s', async (_name, filter, expected) => {
    const answer = await list({ first: 200, filter })
    expect(tids(answer)).toEqual(expected)
    expect(answer.at('terminals.totalCount')).toBe(expected.length)
    const agent = await list({ first: 200, filter }, await house.as('li@north.test'))
    expect(tids(agent)).toEqual(expected.filter((tid) => !tid.startsWith('3')))
  })

  test('under an organisation of the viewer', async () => {
    const { farNorth, elseAgent } = house.fleet.nodes
    expect(tids(await list({ filter: { organisationId: farNorth.id } }))).toEqual(['20000001', '20000002', '20000003'])
    expect(tids(await list({ filter: { organisationId: elseAgent.id } }))).toEqual([])
    expect(tids(await list({ filter: { organisationId: 'org_x' } }))).toEqual([])
  })

  test.each([
    [{ field: 'TID', direction: 'ASC' }],
    [{ field: 'TID', direction: 'DESC' }],
    [{ field: 'PRESENCE_SINCE', direction: 'ASC' }],
    [{ field: 'PRESENCE_SINCE', direction: 'DESC' }],
  ])('page by page, by %o, holds each once', async (orderBy) => {
    for (const [client, filter] of [
      [ops, {}],
      [await house.as('li@north.test'), {}],
      [ops, { q: '海' }],
      [ops, { presence: ['ONLINE', 'OFFLINE'] }],
    ] as const) {
      const whole = await list({ first: 200, orderBy, filter }, client)
      const seen: string[] = []
      for (let after: unknown = null, page = 0; ; page++) {
        const answer: Answer = await list({ first: 2, after, orderBy, filter }, client)
        seen.push(...tids(answer))
        expect(answer.at('terminals.pageInfo.hasPreviousPage')).toBe(page > 0)
        if (answer.at('terminals.pageInfo.hasNextPage') === false) break
        after = answer.at('terminals.pageInfo.endCursor')
      }
      expect(seen).toEqual(tids(whole))
      expect(new Set(seen).size).toBe(seen.length)
    }
  })
})

const LABEL =
  'mutation($i:TerminalLabelsChangeInput!){terminalLabelsChange(input:$i){changed replayed userErrors{code path}}}'
let labelled = 0
const idsOf = (numbers: readonly string[]) =>
  numbers.map(
    (tid) =>
      Object.values(house.fleet.terminals)
        .flat()
        .find((one) => one.tid === tid)?.id,
  )
async function label(client: Client, numbers: readonly string[], wish: { add?: string[]; remove?: string[] }) {
  const input = { terminalIds: idsOf(numbers), add: [], remove: [], ...wish, idempotencyKey: `label-${++labelled}` }
  return (await client.ask(LABEL, { i: input })).at('terminalLabelsChange')
}
const codes = (answer: unknown) => (answer as { userErrors: { code: string }[] }).userErrors.map(({ code }) => code)

describe('labels', () => {
  test('are put on and taken off a whole selection, with an event for each that changed', async () => {
    const made = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { filter: { organisationId: house.fleet.nodes.teahouse.id } },
    })
    const selectionId = made.at('selectionCreate.selection.id')
    const input = { selectionId, add: ['春节'], remove: ['旗舰店'], idempotencyKey: 'sel' }
    expect((await ops.ask(LABEL, { i: input })).at('terminalLabelsChange')).toMatchObject({
      changed: 4,
      userErrors: [],
    })
    expect((await ops.ask(LABEL, { i: input })).at('terminalLabelsChange')).toMatchObject({
      changed: 4,
      replayed: true,
    })
    const seen = await ops.ask('query($id:ID!){terminal(id:$id){labels timeline(first:1){nodes{type text}}}}', {
      id: idsOf(['30000001'])[0],
    })
    expect(seen.at('terminal.labels')).toEqual(['春节'])
    expect(seen.at('terminal.timeline.nodes.0')).toMatchObject({ type: 'TerminalLabelled' })
    expect(seen.at('terminal.timeline.nodes.0.text')).toContain('春节')
    await label(ops, ['30000001'], { add: ['旗舰店'], remove: ['春节'] })
    const chen = await house.as('chen@south.test')
    expect((await chen.ask('{terminalLabels}')).at('terminalLabels')).toEqual(['旗舰店', '春节'])
  })

  test('stay on what one sees, and are as many as fit', async () => {
    const li = await house.as('li@north.test')
    expect(codes(await label(li, ['10000001'], { add: ['north'] }))).toEqual([])
    expect(codes(await label(li, ['10000001', '30000001'], { add: ['north'] }))).toEqual(['NOT_FOUND'])
    expect(codes(await label(await house.as('viewer@cup.test'), ['10000001'], { add: ['x'] }))).toEqual([
      'NOT_PERMITTED',
    ])
    const eight = Array.from({ length: 8 }, (_, place) => `l${place}`)
    expect(codes(await label(ops, ['10000001'], { add: eight }))).toEqual(['LABELS_TOO_MANY'])
    expect(codes(await label(ops, ['10000001'], { add: ['a,b'] }))).toEqual(['LABEL_MALFORMED'])
    const known = async (client: Client) => (await client.ask('{terminalLabels}')).at('terminalLabels')
    expect(await known(await house.as('far@north.test'))).toEqual(['old', '旗舰店'])
    expect(await known(await house.as('ops@else.test'))).toEqual([])
    await label(li, ['10000001'], { remove: ['north'] })
  })
})

describe('models and versions', () => {
  test('that there are, are known to those who see such a terminal', async () => {
    const known = async (client: Client) => {
      const answer = await client.ask('{terminalModels terminalAppVersions}')
      return [answer.at('terminalModels'), answer.at('terminalAppVersions')]
    }
    expect((await known(ops))[0]).toContain('D190')
    expect((await known(ops))[1]).toEqual(['7.0.0', '8.0.0'])
    expect((await known(await house.as('li@north.test')))[1]).toEqual(['7.0.0'])
    expect(await known(await house.as('desk@xuhui.test'))).toEqual([expect.arrayContaining(['D190']), ['7.0.0']])
    expect(await known(await house.as('ops@else.test'))).toEqual([expect.not.arrayContaining(['D190']), []])
  })

  test('of a package lead to as many terminals as it says, without those out of use', async () => {
    const asOwner = (sql: string) =>
      house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) => unit.execute(sql))
    await makePackage(house, '7.0.0')
    await asOwner(`update terminal set state = 'RETIRED' where tid = '30000002'`)
    const packages = await ops.ask('{viewer{softwarePackages{version runningOn}}}')
    expect(packages.at('viewer.softwarePackages')).toEqual([{ version: '7.0.0', runningOn: 1 }])
    const filter = { models: ['A920'], appVersions: ['7.0.0'], states: ['REGISTERED', 'ACTIVE', 'SUSPENDED'] }
    expect(tids(await list({ filter }))).toEqual(['10000003'])
    await asOwner(`update terminal set state = 'ACTIVE' where tid = '30000002'`)
  })
})

describe('views', () => {
  const SAVE = 'mutation($i:SavedViewSaveInput!){savedViewSave(input:$i){view{id version} userErrors{code}}}'
  const REMOVE = 'mutation($i:SavedViewRemoveInput!){savedViewRemove(input:$i){userErrors{code}}}'
  let saved = 0
  const save = async (client: Client, wish: object) =>
    (await client.ask(SAVE, { i: { terms: [], shared: false, idempotencyKey: `v-${++saved}`, ...wish } })).at(
      'savedViewSave',
    )
  const remove = async (client: Client, viewId: unknown) =>
    codes((await client.ask(REMOVE, { i: { viewId, idempotencyKey: `v-${++saved}` } })).at('savedViewRemove'))
  const seenBy = async (client: Client) =>
    ((await client.ask('{savedViews{name}}')).at('savedViews') as { name: string }[]).map(({ name }) => name)

  test('are their owner’s, or of everybody at and below an organisation', async () => {
    const [li, far, chen] = [
      await house.as('li@north.test'),
      await house.as('far@north.test'),
      await house.as('chen@south.test'),
    ]
    const terms = [
      { name: 'presence', value: 'OFFLINE' },
      { name: 'cols', value: 'presence,tid,labels' },
    ]
    expect(codes(await save(li, { name: 'mine', terms }))).toEqual([])
    const shared = (await save(li, { name: 'ours', terms, shared: true })) as { view: { id: string } }
    await save(ops, { name: 'all', shared: true })
    await save(ops, { name: 'of the south', shared: true, organisationId: house.fleet.nodes.south.id })
    expect(await seenBy(li)).toEqual(['all', 'mine', 'ours'])
    expect(await seenBy(far)).toEqual(['all', 'ours'])
    expect(await seenBy(chen)).toEqual(['all', 'of the south'])
    expect(await seenBy(await house.as('ops@else.test'))).toEqual([])
    expect(await save(li, { name: 'mine', terms: [] })).toMatchObject({ view: { version: 2 } })
    expect(codes(await save(await house.as('viewer@cup.test'), { name: 'x', shared: true }))).toEqual(['NOT_PERMITTED'])
    expect(codes(await save(li, { name: 'x', shared: true, organisationId: house.fleet.nodes.south.id }))).toEqual([
      'NOT_FOUND',
    ])
    // from below, and from beside, it is not there; from above it may go
    for (const client of [far, chen]) expect(await remove(client, shared.view.id)).toEqual(['NOT_FOUND'])
    expect(await remove(ops, shared.view.id)).toEqual([])
    expect(await seenBy(far)).toEqual(['all'])
  })
})

describe('a cursor', () => {
  const refusal = async (variables: object) => {
    const answer = await list(variables)
    return [answer.status, answer.codes]
  }

  test('of another filter or order is refused', async () => {
    const cursor = (await list({ first: 1, filter: { presence: ['ONLINE'] } })).at('terminals.pageInfo.endCursor')
    expect(await refusal({ after: cursor })).toEqual([400, ['BAD_USER_INPUT']])
    expect(
      await refusal({ after: cursor, filter: { presence: ['ONLINE'] }, orderBy: { field: 'TID', direction: 'DESC' } }),
    ).toEqual([400, ['BAD_USER_INPUT']])
    expect(await refusal({ after: cursor, filter: { presence: ['ONLINE'] } })).toEqual([200, []])
    // the same filter, spelled otherwise
    expect(await refusal({ after: cursor, filter: { presence: ['ONLINE', 'ONLINE'], q: '' } })).toEqual([200, []])
  })

  test('of a row that is gone still leads on', async () => {
    const cursor = (await list({ first: 3 })).at('terminals.edges.1.cursor')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update terminal set tid = '99999999' where tid = '10000002'`),
    )
    expect(tids(await list({ first: 1, after: cursor }))).toEqual(['10000003'])
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update terminal set tid = '10000002' where tid = '99999999'`),
    )
  })

  test.each([
    '',
    'x',
    'bm90IGpzb24',
    '../../../etc/passwd',
    'A'.repeat(5_000),
    encodeCursor([], 'x'),
    encodeCursor(['a', 'b', 'c'], 'x'),
    "' or 1=1 --",
  ])('%s is refused', async (after) => {
    expect(await refusal({ after })).toEqual([400, ['BAD_USER_INPUT']])
  })

  test('with a key of another kind, or one that the database cannot hold, is refused', async () => {
    const cursor = String((await list({ first: 1 })).at('terminals.pageInfo.endCursor'))
    const [hash] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string]
    for (const key of [[7], [null], [{}], ['a\0b'], ['a', 'b']])
      expect(await refusal({ after: encodeCursor(key as string[], hash) })).toEqual([400, ['BAD_USER_INPUT']])
    const since = { field: 'PRESENCE_SINCE', direction: 'ASC' }
    const other = String((await list({ first: 1, orderBy: since })).at('terminals.pageInfo.endCursor'))
    const [sinceHash] = JSON.parse(Buffer.from(other, 'base64url').toString()) as [string]
    for (const at of [1e300, 9e15, 0.5])
      expect(await refusal({ orderBy: since, after: encodeCursor([at, 'trm_x'], sinceHash) })).toEqual([
        400,
        ['BAD_USER_INPUT'],
      ])
  })

  test('a page has 1 to 200 rows', async () => {
    for (const first of [0, -1, 201, 2_147_483_647]) expect(await refusal({ first })).toEqual([400, ['BAD_USER_INPUT']])
    expect((await ops.ask('{terminals(first:1){nodes{commands(first:51){nodes{id}}}}}')).codes).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  test('a total is counted only when it is asked for', async () => {
    const before = house.storage.stats().reads
    await ops.ask('{terminals(first:1){nodes{tid}}}')
    expect(house.storage.stats().reads - before).toBeLessThanOrEqual(2)
  })
})

describe('one terminal', () => {
  test('by the number that its acquirer gave it', async () => {
    const query = 'query($c:String!,$t:String!){terminalByTid(acquirerCode:$c,tid:$t){tid store{name}}}'
    expect((await ops.ask(query, { c: 'cup', t: '10000001' })).at('terminalByTid.store.name')).toBe('海底捞(徐汇店)')
    for (const [c, t] of [
      ['else', '10000001'],
      ['cup', '90000000'],
      ['Cup', '10000001'],
      ['cup', "' or true --"],
      ['cup', 'a\0'],
    ])
      expect((await ops.ask(query, { c, t })).at('terminalByTid')).toBeNull()
    const agent = await house.as('chen@south.test')
    expect((await agent.ask(query, { c: 'cup', t: '10000001' })).at('terminalByTid')).toBeNull()
    expect((await agent.ask(query, { c: 'cup', t: '30000001' })).at('terminalByTid.tid')).toBe('30000001')
  })

  test('says what may be done, and why not, by the rule that decides', async () => {
    const actions = async (email: string, tid: string) => {
      const answer = await (await house.as(email)).ask(
        'query($t:String!){terminalByTid(acquirerCode:"cup",tid:$t){actions{type allowed needsPresence reasons{code message}}}}',
        { t: tid },
      )
      return new Map(
        (
          answer.at('terminalByTid.actions') as {
            type: string
            allowed: boolean
            needsPresence: boolean
            reasons: { code: string }[]
          }[]
        ).map((one) => [one.type, one]),
      )
    }
    expect((await actions('li@north.test', '10000001')).get('RELOGIN')).toMatchObject({
      allowed: true,
      needsPresence: true,
    })
    expect((await actions('li@north.test', '10000001')).get('LOCK')).toMatchObject({
      allowed: false,
      reasons: [{ code: 'NOT_PERMITTED' }],
    })
    expect((await actions('ops@cup.test', '30000001')).get('REBOOT')).toMatchObject({
      allowed: false,
      reasons: [{ code: 'TERMINAL_NOT_ACTIVE' }],
    })
    expect((await actions('auditor@cup.test', '10000001')).get('STATUS_GET')?.allowed).toBe(false)
    expect((await actions('ops@cup.test', '10000001')).has('PRESENCE_SHOW')).toBe(false)
  })

  test('texts follow Accept-Language, then the person', async () => {
    const query = '{terminalByTid(acquirerCode:"cup",tid:"10000001"){diagnosis{text}}}'
    const text = async (client: Client, language?: string) =>
      (await client.ask(query, {}, language === undefined ? {} : { 'accept-language': language })).at(
        'terminalByTid.diagnosis.0.text',
      )
    expect(await text(ops)).toBe('The sign-on is lost')
    expect(await text(ops, 'zh-CN,zh;q=0.9,en;q=0.8')).toBe('签到已失效')
    expect(await text(await house.as('second@cup.test'))).toBe('签到已失效')
  })
})
