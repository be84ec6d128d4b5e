import { PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let platform: Platform
let admin: Client
let key = 0
const newKey = () => `t${key++}`

beforeAll(async () => {
  house = await startTestHouse()
  platform = new Platform(house)
  admin = await house.as('admin@cup.test')
})
afterAll(() => house.close())

const FACTS = { code: 'm1', name: '新商户', timeZone: 'Asia/Shanghai' }
const create = (client: Client, parentId: string, kind: string, facts: object = {}) =>
  client.ask(
    'mutation($i:OrganisationCreateInput!){organisationCreate(input:$i){organisation{id version openingHoursText parent{name}} userErrors{code path}}}',
    { i: { parentId, kind, facts: { ...FACTS, ...facts }, idempotencyKey: newKey() } },
  )
const update = (client: Client, organisationId: unknown, expectedVersion: number, facts: object) =>
  client.ask(
    'mutation($i:OrganisationUpdateInput!){organisationUpdate(input:$i){organisation{version name openingHours{day from to}} userErrors{code path}}}',
    { i: { organisationId, expectedVersion, facts: { ...FACTS, ...facts }, idempotencyKey: newKey() } },
  )
const preview = (client: Client, organisationId: string, parentId: string) =>
  client.ask(
    'query($o:ID!,$p:ID!){organisationMovePreview(organisationId:$o,parentId:$p){allowed reasons{code} organisations terminals people queuedCommands endedGrants hash}}',
    { o: organisationId, p: parentId },
  )
const move = (client: Client, organisationId: string, parentId: string, previewHash: unknown) =>
  client.ask(
    'mutation($i:OrganisationMoveInput!){organisationMove(input:$i){organisation{parent{name}} userErrors{code}}}',
    { i: { organisationId, parentId, previewHash, reason: 'sold', idempotencyKey: newKey() } },
  )
const codes = (answer: Answer, name: string) =>
  (answer.at(`${name}.userErrors`) as { code: string }[]).map(({ code }) => code)
const count = async (email: string) =>
  (await (await house.as(email)).ask('{terminals{totalCount} fleetCounts{total}}')).at('terminals.totalCount')
const restart = async (client: Client, terminalId: unknown) =>
  String(
    (
      await client.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}', {
        i: { terminalId, command: { appRestart: {} }, reason: 'x', idempotencyKey: newKey() },
      })
    ).at('commandRequest.command.id'),
  )

describe('organisations are entered and changed', () => {
  test('with contacts, zone and opening hours', async () => {
    const { north } = house.fleet.nodes
    const made = await create(admin, north.id, 'MERCHANT', {
      code: 'noodle-1',
      phone: '+86 21 5555',
      openingHours: [
        { day: 'TU', from: '09:00', to: '18:00' },
        { day: 'MO', from: '09:00', to: '18:00' },
      ],
    })
    expect(made.at('organisationCreate')).toMatchObject({
      organisation: { version: 1, openingHoursText: 'Mo-Tu 09:00-18:00', parent: { name: 'North Agency' } },
      userErrors: [],
    })
    const id = made.at('organisationCreate.organisation.id')
    const changed = await update(admin, id, 1, { code: 'noodle-1', name: '面馆', openingHours: null })
    expect(changed.at('organisationUpdate.organisation')).toEqual({ version: 2, name: '面馆', openingHours: null })
    expect(codes(await update(admin, id, 1, { code: 'noodle-1' }), 'organisationUpdate')).toEqual(['VERSION_CHANGED'])
  })

  test('a new name of a store finds its terminals at once', async () => {
    const { xuhui } = house.fleet.nodes
    await update(admin, xuhui.id, 1, { code: 'xuhui', name: '水煮鱼（徐汇店）' })
    const found = await admin.ask('{terminals(filter:{q:"水煮鱼"}){totalCount}}')
    expect(found.at('terminals.totalCount')).toBe(8)
  })

  test('what is malformed, taken or not allowed is said with its place', async () => {
    const { north, haidilao, xuhui, cup } = house.fleet.nodes
    const cases: [string, string, object, string, string[] | null][] = [
      [north.id, 'MERCHANT', { code: 'bad code' }, 'CODE_MALFORMED', ['input', 'facts', 'code']],
      [north.id, 'MERCHANT', { timeZone: 'Moon' }, 'TIME_ZONE_UNKNOWN', ['input', 'facts', 'timeZone']],
      [north.id, 'MERCHANT', { phone: 'x' }, 'PHONE_MALFORMED', ['input', 'facts', 'phone']],
      [
        north.id,
        'MERCHANT',
        { openingHours: [{ day: 'MO', from: '9', to: '10' }] },
        'HOURS_MALFORMED',
        ['input', 'facts', 'openingHours'],
      ],
      [north.id, 'MERCHANT', { code: 'haidilao' }, 'CODE_TAKEN', ['input', 'facts', 'code']],
      [north.id, 'STORE', {}, 'PARENT_KIND', ['input', 'parentId']],
      [cup.id, 'ACQUIRER', {}, 'PARENT_KIND', ['input', 'parentId']],
      [xuhui.id, 'STORE', {}, 'PARENT_KIND', ['input', 'parentId']],
      [haidilao.id, 'AGENT', {}, 'PARENT_KIND', ['input', 'parentId']],
    ]
    for (const [parentId, kind, facts, code, path] of cases) {
      const answer = await create(admin, parentId, kind, facts)
      expect([facts, answer.at('organisationCreate.userErrors')]).toEqual([facts, [{ code, path }]])
    }
    expect(codes(await create(await house.as('ops@cup.test'), north.id, 'MERCHANT'), 'organisationCreate')).toEqual([
      'NOT_PERMITTED',
    ])
    expect(codes(await update(admin, cup.id, 1, { code: 'other' }), 'organisationUpdate')).toEqual(['CODE_FIXED'])
  })

  test('a code that another acquirer uses is free here, and nothing tells that it exists', async () => {
    const { north } = house.fleet.nodes
    expect(codes(await create(admin, north.id, 'MERCHANT', { code: 'elseMerchant' }), 'organisationCreate')).toEqual([])
    expect(codes(await create(admin, house.fleet.nodes.elseAgent.id, 'MERCHANT'), 'organisationCreate')).toEqual([
      'NOT_FOUND',
    ])
  })
})

describe('a merchant moves to another agent', () => {
  test('as previewed; commands that wait end, the old agent keeps the history, the new one sees what comes', async () => {
    const { haidilao, south } = house.fleet.nodes
    const li = await house.as('li@north.test')
    const terminalId = house.fleet.terminals.xuhui[0]?.id
    const waiting = await restart(li, terminalId)
    const shown = await preview(admin, haidilao.id, south.id)
    expect(shown.at('organisationMovePreview')).toMatchObject({
      allowed: true,
      organisations: 2,
      terminals: 8,
      people: 2,
      endedGrants: 0,
    })
    // an APP_RESTART waits with its backup
    expect(shown.at('organisationMovePreview.queuedCommands')).toBe(2)
    expect(codes(await move(admin, haidilao.id, south.id, 'another'), 'organisationMove')).toEqual(['HASH_CHANGED'])
    const done = await move(admin, haidilao.id, south.id, shown.at('organisationMovePreview.hash'))
    expect(done.at('organisationMove')).toEqual({ organisation: { parent: { name: 'South Agency' } }, userErrors: [] })
    expect(await platform.load(waiting)).toMatchObject({
      state: 'REMOVED',
      why: { params: { code: 'TERMINAL_MOVED' } },
    })
    expect([await count('li@north.test'), await count('chen@south.test'), await count('ops@cup.test')]).toEqual([
      3, 12, 15,
    ])
    expect(await count('desk@xuhui.test')).toBe(8)
    const chen = await house.as('chen@south.test')
    const history = await chen.ask(
      'query($id:ID!,$c:ID!){terminal(id:$id){commands{nodes{id}}} command(id:$c){id} commands{nodes{id}}}',
      {
        id: terminalId,
        c: waiting,
      },
    )
    expect([history.at('terminal.commands.nodes'), history.at('command'), history.at('commands.nodes')]).toEqual([
      [],
      null,
      [],
    ])
    expect(
      (await (await house.as('ops@cup.test')).ask('query($c:ID!){command(id:$c){state}}', { c: waiting })).at(
        'command.state',
      ),
    ).toBe('REMOVED')
    const now = await restart(chen, terminalId)
    expect((await chen.ask('{commands(filter:{types:[APP_RESTART]}){nodes{id}}}')).at('commands.nodes')).toEqual([
      { id: now },
    ])
  })

  test('a move of an agent ends the grants that somebody no longer above has given', async () => {
    const { farNorth, cup, north } = house.fleet.nodes
    await house.owner.write(PLATFORM_SCOPE, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update agent_grant set giver_node_id = $2 where node_id = $1', [farNorth.id, north.id]),
    )
    const shown = await preview(admin, farNorth.id, cup.id)
    expect(shown.at('organisationMovePreview')).toMatchObject({ allowed: true, terminals: 3, endedGrants: 1 })
    expect(
      codes(await move(admin, farNorth.id, cup.id, shown.at('organisationMovePreview.hash')), 'organisationMove'),
    ).toEqual([])
    const far = await house.as('far@north.test')
    expect((await far.ask('{viewer{grants{id}}}')).at('viewer.grants')).toEqual([])
    expect([await count('li@north.test'), await count('far@north.test')]).toEqual([0, 3])
  })

  test('nothing moves into itself, nowhere, or by those who may not; and strangers learn nothing', async () => {
    const { south, tea, teahouse, cup } = house.fleet.nodes
    const reason = async (client: Client, node: string, parent: string) =>
      (await preview(client, node, parent)).at('organisationMovePreview.reasons.0.code')
    expect(await reason(admin, south.id, south.id)).toBe('MOVE_INTO_ITSELF')
    expect(await reason(admin, tea.id, south.id)).toBe('MOVE_NOWHERE')
    expect(await reason(admin, cup.id, south.id)).toBe('MOVE_OF_OWN')
    expect(await reason(admin, teahouse.id, south.id)).toBe('PARENT_KIND')
    expect(await reason(await house.as('ops@cup.test'), tea.id, cup.id)).toBe('NOT_PERMITTED')
    const stranger = await house.as('ops@else.test')
    expect((await preview(stranger, tea.id, cup.id)).at('organisationMovePreview')).toBeNull()
    expect((await preview(admin, tea.id, house.fleet.nodes.elseAgent.id)).at('organisationMovePreview')).toBeNull()
    expect(codes(await move(admin, tea.id, house.fleet.nodes.elseAgent.id, 'h'), 'organisationMove')).toEqual([
      'NOT_FOUND',
    ])
  })
})

test('terminals move to another store, with their devices, as previewed', async () => {
  const { harbin } = house.fleet.nodes
  const ids = house.fleet.terminals.teahouse.slice(0, 2).map(({ id }) => id)
  const ops = await house.as('ops@cup.test')
  const waiting = await restart(ops, ids[0])
  const shown = await ops.ask(
    'query($t:[ID!]!,$s:ID!){terminalMovePreview(terminalIds:$t,storeId:$s){allowed terminals queuedCommands hash}}',
    { t: ids, s: harbin.id },
  )
  expect(shown.at('terminalMovePreview')).toMatchObject({ allowed: true, terminals: 2, queuedCommands: 2 })
  const done = await ops.ask('mutation($i:TerminalMoveInput!){terminalMove(input:$i){moved userErrors{code}}}', {
    i: {
      terminalIds: ids,
      storeId: harbin.id,
      previewHash: shown.at('terminalMovePreview.hash'),
      reason: 'sold',
      idempotencyKey: newKey(),
    },
  })
  expect(done.at('terminalMove')).toEqual({ moved: 2, userErrors: [] })
  expect((await platform.load(waiting)).state).toBe('REMOVED')
  expect(await count('far@north.test')).toBe(5)
  const far = await house.as('far@north.test')
  const seen = await far.ask('query($id:ID!){terminal(id:$id){store{name} merchant{name} agent{name} device{id}}}', {
    id: ids[0],
  })
  expect(seen.at('terminal')).toMatchObject({
    merchant: { name: 'Harbin Noodles' },
    agent: { name: 'Far North Agency' },
    device: { id: expect.any(String) },
  })
})

test('every table with a path says whether its rows follow a move', async () => {
  const FOLLOW = [
    'invitation',
    // those that are open
    'alert',
    'alert_mute',
    'alert_rule',
    'recovery_tally',
    'dispatch_stop',
    'watch_window',
    'saved_view',
    // of the newest epoch
    'journal_stream',
    'agent_grant',
    // figures of an organisation
    'agreement_count',
    'difference_count',
    'api_key',
    'deputy',
    'device',
    'enrolment',
    'node',
    'node_policy',
    'notification_delivery',
    'notification_destination',
    'notification_rule',
    'person',
    'rule_suppression',
    'tariff',
    'terminal',
  ]
  // written as of then, or gone within hours
  const STAY = [
    // a provider is an acquirer's, which never moves
    'identity_provider',
    'provider_secret',
    'backup',
    'break_glass',
    'bulk',
    'change_request',
    'command',
    'event',
    'presence_challenge',
    'recovery',
    'rollout',
    'rollout_member',
    'work_order',
    'work_order_photo',
    'selection',
    'terminal_file',
    // of an acquirer, which never moves
    'software_package',
    // a record, seen by whoever sees both places
    'organisation_move',
    // which terminals an outage hit, and where they stood
    'incident',
    'incident_terminal',
    // of an acquirer, which never moves
    'response_code',
    'rule_setting',
    'rule_exception',
    'rule_lab',
    'rule_verdict',
    // money: a new agent sees what comes, not what was [domain §2]
    'batch',
    'batch_adjustment',
    'batch_total',
    'case_evidence',
    'case_hit',
    'case_claim',
    'correction',
    'correction_adjustment',
    'correction_case',
    'correction_decision',
    'correction_version',
    'evidence',
    'ledger_balance',
    'ledger_standing',
    'consistency_proof',
    'csv_mapping',
    'registration_mapping',
    // of an acquirer
    'care_interval',
    'care_visit',
    'correction_limit',
    'export_job',
    'file_import',
    'file_line',
    'file_schedule',
    'host_record',
    'journal_archive',
    'journal_incident',
    'journal_record',
    'ledger_account',
    'ledger_entry',
    'ledger_period',
    'ledger_total',
    'missing_file',
    'open_difference',
    'payout',
    'payout_return',
    'record_line',
    'record_match',
    'transaction',
  ]
  const rows = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ name: string }>(
      `select table_name as name from information_schema.columns join pg_class on relname = table_name and not relispartition
       where table_schema = 'public' and column_name = 'path' order by 1`,
    ),
  )
  expect(rows.map(({ name }) => name)).toEqual([...FOLLOW, ...STAY].sort())
})
