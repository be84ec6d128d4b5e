import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiSchema } from '../graphql/schema.ts'
import type { Client } from '../testing/client.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { makeColleague } from '../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const schema = apiSchema()
const OPEN = [
  ...['viewer', 'login', 'loginPasskeyStart', 'logout', 'invitation', 'invitationAccept', 'boardOpen'],
  ...['signInProviders', 'providerLoginStart'],
]
/** What somebody may ask whose role needs a second factor that is not set up yet. */
const WHILE_ENROLLING = [
  ...['viewer', 'login', 'loginPasskeyStart', 'logout', 'sessionUnlock', 'sessionUnlockStart'],
  ...['signInProviders', 'providerLoginStart', 'securityChange', 'totpConfirm', 'passkeyAdd'],
]
let house: TestHouse
let theirs: Record<string, string>
let far: Client

beforeAll(async () => {
  house = await startTestHouse()
  theirs = await somethingOfTheirs()
  far = await house.as('ops@else.test')
})
afterAll(() => house.close())

/** Ids of everything that exists at CUP, by prefix: the other acquirer must not notice any of it. */
async function somethingOfTheirs(): Promise<Record<string, string>> {
  const ops = await house.as('ops@cup.test')
  const terminalId = house.fleet.terminals.xuhui[0]?.id ?? ''
  const request = await ops.ask('mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}', {
    i: { terminalId, command: { lock: {} }, reason: 'test', idempotencyKey: 'k1' },
  })
  const selection = await ops.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
    i: { terminalIds: [terminalId] },
  })
  const selectionId = String(selection.at('selectionCreate.selection.id'))
  const bulk = await ops.ask('mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id}}}', {
    i: { selectionId, expectedCount: 1, command: { statusGet: {} }, reason: 'test', idempotencyKey: 'k2' },
  })
  const presence = await ops.ask('mutation($i:PresenceStartInput!){presenceStart(input:$i){challenge{id}}}', {
    i: { terminalId, command: { relogin: {} }, idempotencyKey: 'k3' },
  })
  const admin = await house.as('admin@cup.test')
  const changeOf = async (key: string, terminals: number) => {
    const answer = await admin.ask(
      'mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash} userErrors{code}}}',
      {
        i: {
          organisationId: house.fleet.nodes.xuhui.id,
          policy: { bulkRaise: { terminals } },
          reason: 'test',
          idempotencyKey: key,
        },
      },
    )
    return { id: answer.at('policyChange.changeRequest.id'), hash: answer.at('policyChange.changeRequest.hash') }
  }
  const account = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP', role: 'VIEWER', idempotencyKey: 'acc' } },
  )
  const made = await admin.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){apiKey{id}}}', {
    i: {
      serviceAccountId: account.at('serviceAccountCreate.serviceAccount.id'),
      name: 'x',
      scopes: ['terminal:read'],
      expiresAt: new Date(house.clock.now() + 3_600_000).toISOString(),
      idempotencyKey: 'key',
    },
  })
  const change = await changeOf('k4', 9)
  const forced = await changeOf('k5', 8)
  const glass = await admin.ask('mutation($i:BreakGlassUseInput!){breakGlassUse(input:$i){breakGlass{id}}}', {
    i: { subjectId: forced.id, hash: forced.hash, reason: 'test', idempotencyKey: 'k6' },
  })
  const events = await ops.ask('{events(first:1){nodes{id}} grants(first:1){nodes{id}} viewer{person{id}}}')
  const ids = [
    terminalId,
    house.fleet.terminals.xuhui[0]?.deviceId,
    house.fleet.nodes.xuhui.id,
    request.at('commandRequest.command.id'),
    selectionId,
    bulk.at('bulkRequest.bulkAction.id'),
    presence.at('presenceStart.challenge.id'),
    change.id,
    made.at('apiKeyCreate.apiKey.id'),
    glass.at('breakGlassUse.breakGlass.id'),
    events.at('events.nodes.0.id'),
    events.at('viewer.person.id'),
    events.at('grants.nodes.0.id'),
  ].map(String)
  return Object.fromEntries(ids.map((id) => [id.slice(0, 3), id]))
}

type Root = { readonly kind: 'query' | 'mutation' | 'subscription'; readonly field: GraphQLField<unknown, unknown> }

function roots(): Root[] {
  const of = (kind: Root['kind'], type = schema.getQueryType()) =>
    Object.values(type?.getFields() ?? {}).map((field): Root => ({ kind, field }))
  return [
    ...of('query'),
    ...of('mutation', schema.getMutationType()),
    ...of('subscription', schema.getSubscriptionType()),
  ]
}

/** A value for every required input; ids come from `idFor`. */
function valueFor(type: GraphQLInputType, name: string, idFor: (name: string) => string): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, name, idFor)
  if (isListType(type)) return [valueFor(type.ofType, name, idFor)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    const wanted = type.isOneOf
      ? fields.slice(0, 1)
      : fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
    return Object.fromEntries(wanted.map((field) => [field.name, valueFor(field.type, field.name, idFor)]))
  }
  const plain: Record<string, unknown> = {
    ID: idFor(name),
    Int: 1,
    Boolean: true,
    Duration: 'PT15M',
    DateTime: '2026-01-01T00:00:00Z',
    Position: '0',
  }
  return plain[getNamedType(type).name] ?? 'text'
}

/** A document for one root field that names an id wherever one can be named, and selects what has no arguments. */
function documentFor(
  { kind, field }: Root,
  idFor: (name: string) => string,
): { query: string; variables: Record<string, unknown> } {
  const args = field.args.filter((arg) => isNonNullType(arg.type) || /id$/i.test(arg.name))
  const declared = args.map((arg: GraphQLArgument) => `$${arg.name}:${String(arg.type)}`).join(',')
  const passed = args.map((arg) => `${arg.name}:$${arg.name}`).join(',')
  const named = getNamedType(field.type)
  const selection = isCompositeType(named)
    ? `{${'getFields' in named ? selectionOf(named.getFields()) : '__typename'}}`
    : ''
  return {
    query: `${kind}${declared && `(${declared})`}{${field.name}${passed && `(${passed})`}${selection}}`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, valueFor(arg.type, arg.name, idFor)])),
  }
}

function selectionOf(fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>): string {
  return Object.values(fields)
    .filter(({ args }) => args.length === 0)
    .map((field) =>
      isCompositeType(getNamedType(field.type))
        ? field.name === 'userErrors'
          ? 'userErrors{code message path facts{name value}}'
          : `${field.name}{__typename}`
        : field.name,
    )
    .join(' ')
}

const PREFIXES: Readonly<Record<string, string>> = {
  id: 'trm',
  ids: 'trm',
  terminalId: 'trm',
  terminalIds: 'trm',
  organisationId: 'org',
  commandId: 'cmd',
  bulkId: 'blk',
  selectionId: 'sel',
  challengeId: 'pre',
  deviceId: 'dev',
  presenceId: 'pre',
  grantId: 'grt',
  eventId: 'evt',
  parentId: 'org',
  storeId: 'org',
  absentId: 'usr',
  deputyId: 'usr',
  deputyshipId: 'dpt',
  changeId: 'chg',
  serviceAccountId: 'usr',
  apiKeyId: 'key',
  breakGlassId: 'brk',
  subjectId: 'chg',
  personId: 'usr',
  otherPersonId: 'usr',
}
const idOfRoot: Readonly<Record<string, string>> = {
  organisation: 'org',
  command: 'cmd',
  bulkAction: 'blk',
  selection: 'sel',
  presenceChallenge: 'pre',
  grant: 'grt',
  changeRequest: 'chg',
  breakGlass: 'brk',
  approval: 'chg',
  invitationRevoke: 'inv',
  sessionRevoke: 'ses',
}

/** What a caller gets, over HTTP or as the first message of a subscription, with the ids taken out. */
async function answerTo(client: Client, root: Root, idFor: (name: string) => string): Promise<string> {
  const { query, variables } = documentFor(root, idFor)
  const named = JSON.stringify(variables)
  const clean = (text: string) =>
    [...named.matchAll(/[a-z]{3}_[0-9a-z]{26}/g)].reduce(
      (rest, [id]) => rest.replaceAll(id, 'ID'),
      text.replaceAll(/"requestId":"[^"]+"/g, '').replaceAll(/"(at|position)":"[^"]+"/g, ''),
    )
  if (root.kind !== 'subscription') return clean((await client.ask(query, variables)).text)
  const socket = client.socket()
  const first = await new Promise((resolve) =>
    socket.subscribe({ query, variables }, { next: resolve, error: resolve, complete: () => resolve('complete') }),
  )
  await socket.dispose()
  return clean(JSON.stringify(first))
}

describe('without a session', () => {
  test.each(roots().map((root) => [root.field.name, root] as const))('%s', async (name, root) => {
    const stranger = house.stranger()
    if (root.kind === 'subscription') {
      const closed = await answerTo(stranger, root, () => 'trm_x')
      expect(closed).toMatch(/4401|4403|{}|isTrusted/)
      return
    }
    const { query, variables } = documentFor(root, () => theirs['trm'] ?? '')
    const answer = await stranger.ask(query, variables)
    if (OPEN.includes(name)) expect(answer.codes).toEqual([])
    else expect([answer.status, answer.codes, answer.data]).toEqual([401, ['UNAUTHENTICATED'], undefined])
  })

  test('introspection is for those who are logged in', async () => {
    expect((await house.stranger().ask('{__schema{types{name}}}')).codes).toEqual(['UNAUTHENTICATED'])
    expect((await house.stranger().ask('{...f} fragment f on Query{__type(name:"Terminal"){name}}')).codes).toEqual([
      'UNAUTHENTICATED',
    ])
    expect((await far.ask('{__type(name:"Terminal"){name}}')).at('__type.name')).toBe('Terminal')
  })
})

describe('without the second factor that the role needs', () => {
  let young: Client
  beforeAll(async () => {
    await makeColleague(house.owner, 'ops@else.test', 'young@else.test', 'ADMIN')
    young = house.stranger()
    await young.login('young@else.test', PASSWORD)
  })

  test.each(
    roots()
      .filter(({ field }) => !WHILE_ENROLLING.includes(field.name))
      .map((root) => [root.field.name, root] as const),
  )('%s', async (_name, root) => {
    if (root.kind === 'subscription')
      return expect(await answerTo(young, root, () => 'trm_x')).toMatch(/4403|{}|isTrusted/)
    const { query, variables } = documentFor(root, () => theirs['trm'] ?? '')
    const answer = await young.ask(query, variables)
    expect([answer.status, answer.codes, answer.data ?? null]).toEqual([403, ['FACTOR_REQUIRED'], null])
  })

  test.each([
    '{viewer{grants{id}}}',
    '{viewer{deputyships{id}}}',
    '{viewer{person{organisation{children(first:5){nodes{id}}}}}}',
    '{viewer{...v}} fragment v on Viewer{person{organisation{policies{bulkRaise{terminals}}}}}',
    'mutation{login(input:{email:"",password:""}){viewer{person{organisation{children{nodes{id}}}}}}}',
  ])('nor through what it may ask: %s', async (query) => {
    expect((await young.ask(query)).codes).toEqual(['FACTOR_REQUIRED'])
  })

  test.each(['/audit/events.csv', '/export/organisations.csv'])('nor the file %s', async (address) => {
    const response = await fetch(`${house.url}${address}`, { headers: { cookie: young.cookie } })
    expect([response.status, ((await response.json()) as { code?: string }).code ?? 'FACTOR_REQUIRED']).toEqual([
      403,
      'FACTOR_REQUIRED',
    ])
  })

  test('once one is set up, everything answers, in this very session', async () => {
    const CHANGE =
      'mutation($i:SecurityChangeRequest!){securityChange(input:$i){totpSecret challengeId passkeyOptions userErrors{code}}}'
    const started = await young.ask(CHANGE, { i: { act: 'PASSKEY_START', password: PASSWORD } })
    const assertion = house.people.newPasskey().create(String(started.at('securityChange.passkeyOptions')))
    const added = await young.ask('mutation($i:PasskeyAddInput!){passkeyAdd(input:$i){userErrors{code}}}', {
      i: { passkey: { challengeId: started.at('securityChange.challengeId'), assertion }, name: 'mine' },
    })
    expect(added.at('passkeyAdd.userErrors')).toEqual([])
    expect((await young.ask('{fleetCounts{total}}')).at('fleetCounts.total')).toBe(2)
  })
})

describe('what belongs to another acquirer does not exist', () => {
  const named = roots().filter(
    ({ field }) =>
      !OPEN.includes(field.name) &&
      JSON.stringify(documentFor({ kind: 'query', field }, () => 'AN_ID').variables).includes('AN_ID'),
  )

  test.each(named.map((root) => [root.field.name, root] as const))(
    '%s: the same answer for theirs as for a random id',
    async (name, root) => {
      const prefixOf = (argument: string) =>
        argument === 'id' ? (idOfRoot[name] ?? 'trm') : (PREFIXES[argument] ?? 'trm')
      const random = (prefix: string) => `${prefix}_01m81v9d59fmts8a1kztkak84x`
      const foreign = await answerTo(far, root, (argument) => theirs[prefixOf(argument)] ?? '')
      const unknown = await answerTo(far, root, (argument) => random(prefixOf(argument)))
      expect(foreign).toBe(unknown)
    },
  )

  test.each(['trm', 'dev', 'org', 'cmd', 'sel', 'blk', 'pre', 'chg', 'brk', 'evt', 'usr', 'grt'])(
    'node(id) of kind %s',
    async (prefix) => {
      expect(theirs[prefix]).toMatch(new RegExp(`^${prefix}_`))
      const mine = await (await house.as('ops@cup.test')).ask('query($id:ID!){node(id:$id){id __typename}}', {
        id: theirs[prefix],
      })
      expect([prefix, mine.at('node.id')]).toEqual([prefix, theirs[prefix]])
      const foreign = await far.ask('query($id:ID!){node(id:$id){id} nodes(ids:[$id]){id}}', { id: theirs[prefix] })
      expect(foreign.data).toEqual({ node: null, nodes: [null] })
    },
  )

  test('lists, counts and search hold only their own', async () => {
    const answer = await far.ask(
      '{terminals(filter:{q:"海底捞"}){totalCount nodes{tid store{name}}} fleetCounts{total openCommands pendingApprovals} approvals{nodes{id}} organisations{nodes{name}} commands{nodes{id}} events{nodes{type}} bulkActions{nodes{id}}}',
    )
    expect(answer.at('terminals.totalCount')).toBe(2)
    expect(answer.at('fleetCounts')).toEqual({ total: 2, openCommands: 0, pendingApprovals: 0 })
    expect(answer.text).not.toContain('North')
    expect(answer.at('commands.nodes')).toEqual([])
    expect(answer.at('bulkActions.nodes')).toEqual([])
    expect(answer.at('approvals.nodes')).toEqual([])
  })
})

describe('who is below knows who is above by name only', () => {
  test('an agent sees its acquirer beside a terminal, and cannot open it', async () => {
    const agent = await house.as('li@north.test')
    const answer = await agent.ask(
      'query($id:ID!){terminals(first:1){nodes{acquirer{id name phone contact parent{name}} store{path{name phone}}}} organisation(id:$id){name} node(id:$id){id} organisations{nodes{name}}}',
      {
        id: house.fleet.nodes.cup.id,
      },
    )
    expect(answer.at('terminals.nodes.0.acquirer')).toMatchObject({
      name: '银联商务',
      phone: null,
      contact: null,
      parent: null,
    })
    expect(answer.at('terminals.nodes.0.store.path.1')).toEqual({ name: 'North Agency', phone: '021-5555' })
    expect([answer.at('organisation'), answer.at('node')]).toEqual([null, null])
    expect(answer.text).not.toContain('South')
  })

  test.each([
    ['li@north.test', 11],
    ['far@north.test', 3],
    ['chen@south.test', 4],
    ['boss@haidilao.test', 8],
    ['desk@xuhui.test', 8],
    ['ops@cup.test', 15],
  ])('%s counts %i terminals in every way', async (email, count) => {
    const client = await house.as(email)
    const answer = await client.ask(
      '{terminals(first:200){totalCount nodes{tid presence}} since:terminals(first:200,orderBy:{field:PRESENCE_SINCE,direction:DESC}){nodes{tid}} online:terminals(first:200,filter:{presence:[ONLINE]}){nodes{tid}} fleetCounts{total}}',
    )
    const lengths = ['terminals.nodes', 'since.nodes', 'online.nodes'].map(
      (path) => (answer.at(path) as unknown[]).length,
    )
    expect([answer.at('terminals.totalCount'), answer.at('fleetCounts.total'), ...lengths]).toEqual(
      Array(5).fill(count),
    )
  })
})
