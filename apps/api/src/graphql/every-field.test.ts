import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isIntrospectionType,
} from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { makeAlerts } from '../testing/alerts.ts'
import { makeExport, makeHeadings, makeView } from '../testing/everything.ts'
import { makeCorrections } from '../testing/corrections-walked.ts'
import { makeFiles } from '../testing/files.ts'
import { makeMoney } from '../testing/money.ts'
import { makeNotifications } from '../testing/notifications.ts'
import { makeRecovery, makeWorkOrder } from '../testing/recoveries.ts'
import { makeRollout } from '../testing/rollouts.ts'
import { sealEverything } from '../testing/seal.ts'
import { makeCare } from '../testing/care.ts'
import { makeStop } from '../testing/stops.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { makeWatchWindow } from '../testing/watch.ts'
import { apiSchema } from './schema.ts'

const schema = apiSchema()
let house: TestHouse
let ops: Client
/** Values for required arguments, by name. */
const known: Record<string, unknown> = {}
/** `Type.field` that answered without an error. */
const answered = new Set<string>()

beforeAll(async () => {
  house = await startTestHouse()
  const platform = new Platform(house)
  ops = await house.as('ops@cup.test')
  const agent = await house.as('li@north.test')
  const terminalId = house.fleet.terminals.xuhui[0]?.id
  const ask = async (client: Client, query: string, i: object, path: string) => {
    const answer = await client.ask(query, { i })
    expect(answer.errors).toEqual([])
    return String(answer.at(path))
  }
  const done = await ask(
    ops,
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}',
    { terminalId, command: { statusGet: {} }, reason: '', idempotencyKey: 'f1' },
    'commandRequest.command.id',
  )
  await platform.deliver(done)
  await platform.finish(done)
  const waiting = await ask(
    ops,
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}',
    { terminalId, command: { relogin: {} }, reason: 'x', idempotencyKey: 'f2' },
    'commandRequest.command.id',
  )
  const selectionId = await ask(
    ops,
    'mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}',
    { filter: {} },
    'selectionCreate.selection.id',
  )
  const bulkId = await ask(
    ops,
    'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id}}}',
    { selectionId, expectedCount: 15, command: { lock: {} }, reason: 'x', idempotencyKey: 'f3' },
    'bulkRequest.bulkAction.id',
  )
  const challengeId = await ask(
    agent,
    'mutation($i:PresenceStartInput!){presenceStart(input:$i){challenge{id}}}',
    { terminalId, command: { relogin: {} }, idempotencyKey: 'f4' },
    'presenceStart.challenge.id',
  )
  const admin = await house.as('admin@cup.test')
  const account = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP', role: 'VIEWER', idempotencyKey: 'acc' } },
  )
  await admin.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){apiKey{id}}}', {
    i: {
      serviceAccountId: account.at('serviceAccountCreate.serviceAccount.id'),
      name: 'x',
      scopes: ['terminal:read'],
      expiresAt: new Date(house.clock.now() + 3_600_000).toISOString(),
      idempotencyKey: 'key',
    },
  })
  const change = await admin.ask('mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash}}}', {
    i: {
      organisationId: house.fleet.nodes.xuhui.id,
      policy: { bulkRaise: { terminals: 9 } },
      reason: 'x',
      idempotencyKey: 'f5',
    },
  })
  const forced = await admin.ask('mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash}}}', {
    i: {
      organisationId: house.fleet.nodes.north.id,
      policy: { bulkRaise: { terminals: 9 } },
      reason: 'x',
      idempotencyKey: 'f6',
    },
  })
  const breakGlassId = await ask(
    admin,
    'mutation($i:BreakGlassUseInput!){breakGlassUse(input:$i){breakGlass{id}}}',
    {
      subjectId: forced.at('policyChange.changeRequest.id'),
      hash: forced.at('policyChange.changeRequest.hash'),
      reason: 'x',
      idempotencyKey: 'f7',
    },
    'breakGlassUse.breakGlass.id',
  )
  known['changeId'] = change.at('policyChange.changeRequest.id')
  known['breakGlassId'] = breakGlassId
  const token = await ask(
    admin,
    'mutation($i:PersonInviteInput!){personInvite(input:$i){token}}',
    { email: 'new@cup.test', role: 'VIEWER', organisationId: house.fleet.nodes.cup.id, idempotencyKey: 'f5i' },
    'personInvite.token',
  )
  await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
    unit.execute(
      `update terminal set slot_command_id = $1, sign_on_since = now(), backup_at = now(), faults = '{HW_PRINTER_JAM}', fault_mark = true where id = $2`,
      [waiting, terminalId],
    ),
  )
  const trading = house.fleet.terminals.xuhui[0]
  if (trading === undefined) throw new Error('the store has no terminal')
  await makeMoney(house, trading)
  await makeFiles(house, trading)
  await makeCorrections(house, { admin, commandId: done, terminal: trading })
  known['of'] = (await makeAlerts(house, trading)).alertId
  await makeStop(house)
  await makeWatchWindow(house)
  await makeNotifications(house)
  await makeExport(ops)
  await makeHeadings(ops)
  await makeCare(house, ops)
  await makeView(ops, house.fleet.nodes.xuhui.id)
  await makeWorkOrder(house)
  known['recoveryId'] = await makeRecovery(house)
  known['rolloutId'] = (await makeRollout(house, ops)).id
  const money = await ops.ask(
    '{transactions(filter:{types:[REFUND]}){nodes{id}} batches{nodes{id}} differences{nodes{id}} fileImports{nodes{id}} exports{id} corrections{nodes{id}} cases{nodes{id}} ruleLabs{nodes{id}}}',
  )
  known['transactionId'] = money.at('transactions.nodes.0.id')
  known['batchId'] = money.at('batches.nodes.0.id')
  known['differenceId'] = money.at('differences.nodes.0.id')
  known['importId'] = money.at('fileImports.nodes.0.id')
  known['caseId'] = money.at('cases.nodes.0.id')
  known['labId'] = money.at('ruleLabs.nodes.0.id')
  known['correctionId'] = money.at('corrections.nodes.0.id')
  known['input'] = { kind: 'WRONG_CARD_REF', transactionId: known['transactionId'] }
  known['exportId'] = money.at('exports.0.id')
  const grants = await ops.ask('{grants(first:1){nodes{id}}}')
  await sealEverything(house)
  const events = await ops.ask('{events(first:1,filter:{types:["BulkRequested"]}){nodes{id}}}')
  const eventId = events.at('events.nodes.0.id')
  Object.assign(known, {
    grantId: grants.at('grants.nodes.0.id'),
    done,
    waiting: false,
    selectionId,
    bulkId,
    challengeId,
    terminalId,
    eventId,
    token,
    email: 'somebody@cup.test',
    acquirerCode: 'cup',
    tid: '10000001',
    number: '1',
    since: '0',
    text: 'x',
    day: '2026-11-28',
    kind: 'INSPECTION',
    csv: 'tid,kind,reason\n1,WRONG_FEE,x',
    merchantId: house.fleet.nodes.haidilao.id,
  })
})
afterAll(() => house.close())

const IDS: Readonly<Record<string, () => unknown>> = {
  'Query.organisation': () => house.fleet.nodes.xuhui.id,
  'Query.grant': () => known['grantId'],
  'Query.node': () => known['terminalId'],
  'Query.terminal': () => known['terminalId'],
  'Query.command': () => known['done'],
  'Query.bulkAction': () => known['bulkId'],
  'Query.selection': () => known['selectionId'],
  'Query.presenceChallenge': () => known['challengeId'],
  'Query.changeRequest': () => known['changeId'],
  'Query.breakGlass': () => known['breakGlassId'],
  'Query.approval': () => known['changeId'],
  'Query.transaction': () => known['transactionId'],
  'Query.batch': () => known['batchId'],
  'Query.recovery': () => known['recoveryId'],
  'Query.rollout': () => known['rolloutId'],
  'Query.difference': () => known['differenceId'],
  'Query.fileImport': () => known['importId'],
  'Query.case': () => known['caseId'],
  'Query.ruleLab': () => known['labId'],
  'Query.correction': () => known['correctionId'],
  'Query.export': () => known['exportId'],
}

/** Of several arguments one has to be there. */
const OPTIONAL = ['correctionForm.terminalId']
/** Who asks for what not everybody may. */
const ASKERS: Readonly<Record<string, string>> = {
  presenceChallenge: 'li@north.test',
  serviceAccounts: 'admin@cup.test',
  correctionForm: 'admin@cup.test',
  correctionPreview: 'admin@cup.test',
  correctionBulkPreview: 'admin@cup.test',
}

/** Types that a root field finds by their id: below another one their id is enough. */
const ROOTED = new Set(
  Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ args }) => args.some(({ name }) => name === 'id'))
    .map(({ type }) => getNamedType(type).name),
)

/** A selection of every field of a type, a few types deep; at the bottom only what has no further fields. */
function selectionOf(type: GraphQLObjectType, path: readonly string[], asked: Set<string>): string {
  const fields = Object.values(type.getFields()).flatMap((field): string[] => {
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return []
    const named = getNamedType(field.type)
    asked.add(`${type.name}.${field.name}`)
    const page = field.args.some(({ name }) => name === 'first') ? '(first:2)' : ''
    // each type once on a way, so that it ends
    const isBottom =
      !isObjectType(named) ||
      path.includes(named.name) ||
      path.length > (named.name.startsWith('Correction') ? 4 : 2) ||
      ROOTED.has(named.name)
    const below = isBottom ? '{__typename}' : selectionOf(named, [...path, named.name], asked)
    return [`${field.name}${page}${isCompositeType(named) ? below : ''}`]
  })
  return `{${fields.length === 0 ? '__typename' : fields.join(' ')}}`
}

async function run(field: GraphQLField<unknown, unknown>): Promise<void> {
  const args = field.args.filter((arg) => isNonNullType(arg.type) || OPTIONAL.includes(`${field.name}.${arg.name}`))
  const values: Record<string, unknown> = {
    command: { relogin: {} },
    ids: [known['terminalId'], known['done'], known['bulkId']],
    ...known,
    organisationId: house.fleet.nodes.haidilao.id,
    parentId: house.fleet.nodes.south.id,
    terminalIds: [known['terminalId']],
    storeId: house.fleet.nodes.harbin.id,
    id: IDS[`Query.${field.name}`]?.(),
  }
  const page = field.args.some(({ name }) => name === 'first') ? ['first:3'] : []
  const passed = [...args.map((arg) => `${arg.name}:$${arg.name}`), ...page].join(',')
  const declared = args.map((arg) => `$${arg.name}:${String(arg.type)}`).join(',')
  const named = getNamedType(field.type)
  const asked = new Set([`Query.${field.name}`])
  const selection = isObjectType(named)
    ? selectionOf(named, [named.name], asked)
    : isCompositeType(named)
      ? '{id __typename}'
      : ''
  const asker = ASKERS[field.name]
  const client = asker === undefined ? ops : await house.as(asker)
  const answer = await client.ask(
    `query${declared && `(${declared})`}{${field.name}${passed && `(${passed})`}${selection}}`,
    values,
  )
  expect(answer.errors).toEqual([])
  expect(answer.at(field.name)).not.toBeNull()
  for (const name of asked) answered.add(name)
}

test.each(Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => [field.name, field] as const))(
  'Query.%s with every field below it',
  async (_name, field) => {
    await run(field)
  },
)

test('a figure of a terminal over time', async () => {
  const answer = await ops.ask(
    'query($id:ID!){terminal(id:$id){condition{history(range:HOUR){points{at low mean high}}}}}',
    {
      id: known['terminalId'],
    },
  )
  expect(answer.at('terminal.condition.history.points.0')).toMatchObject({ low: -97, mean: -97, high: -97 })
  for (const name of ['at', 'low', 'mean', 'high']) answered.add(`HealthPoint.${name}`)
})

test('no field of a type that a query reaches was left out', () => {
  const payloads =
    /Payload$|^(LoginAccount|PasskeyChallenge|StepUpChallenge|TerminalChanges|CommandProgress|EventBatch|BulkProgressChange|RolloutProgressChange|DispatchStopChange|Mutation|Subscription)$/
  const all = Object.values(schema.getTypeMap())
    .filter(
      (type): type is GraphQLObjectType =>
        isObjectType(type) && !isIntrospectionType(type) && !payloads.test(type.name),
    )
    .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`))
  expect(all.filter((name) => !answered.has(name)).sort()).toEqual([])
})
