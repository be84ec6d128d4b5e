import { apiKeyText } from '@budeng/access'
import { DAY, HOUR } from '@budeng/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiSchema } from '../graphql/schema.ts'
import { API_KEY_FAILURES_MAX } from '../limits.ts'
import { type Answer, Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { FOR_PROGRAMS } from '../testing/walk/for-programs.ts'
import { isFrom, isNetwork } from './api-keys.ts'

let house: TestHouse
let admin: Client
let second: Client
let accountId: string
let keys = 0
/** What one process saw within a second it may use again. */
const PATIENCE = { timeout: 60_000 }
beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
  second = await house.as('second-admin@cup.test')
  const made = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id role scopes} userErrors{code}}}',
    { i: { organisationId: house.fleet.nodes.north.id, name: 'ERP', role: 'OPERATIONS', idempotencyKey: key() } },
  )
  accountId = String(made.at('serviceAccountCreate.serviceAccount.id'))
})
afterAll(() => house.close())

const key = () => `a${++keys}`
const READ = ['terminal:read', 'command:read', 'organisation:read']

interface Made {
  readonly id: string
  readonly secret: string
  readonly answer: Answer
}

async function makeKey(scopes: readonly string[], wish: object = {}, client = admin): Promise<Made> {
  const expiresAt = new Date(house.clock.now() + 30 * DAY).toISOString()
  const answer = await client.ask(
    'mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){secret apiKey{id prefix scopes} userErrors{code path}}}',
    { i: { serviceAccountId: accountId, name: 'test', scopes, expiresAt, idempotencyKey: key(), ...wish } },
  )
  return {
    id: String(answer.at('apiKeyCreate.apiKey.id')),
    secret: String(answer.at('apiKeyCreate.secret')),
    answer,
  }
}
const by = (secret: string) => ({ authorization: `Bearer ${secret}` })
const ask = (secret: string, query: string, variables: Record<string, unknown> = {}) =>
  house.stranger().ask(query, variables, by(secret))
const code = (answer: Answer, mutation: string) => answer.at(`${mutation}.userErrors.0.code`)
const command = (secret: string, wish: object, store: 'xuhui' | 'teahouse' = 'xuhui', at = 0) =>
  ask(secret, 'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id state} userErrors{code}}}', {
    i: { terminalId: house.fleet.terminals[store][at]?.id, command: wish, reason: 'by program', idempotencyKey: key() },
  })
const revoke = (client: Client, apiKeyId: string) =>
  client.ask('mutation($i:ApiKeyRevokeInput!){apiKeyRevoke(input:$i){apiKey{revokedAt} userErrors{code}}}', {
    i: { apiKeyId, reason: 'leaked', idempotencyKey: key() },
  })

describe('a key', () => {
  test('is shown once, stored as a hash, and logged nowhere', async () => {
    const idempotencyKey = key()
    const first = await makeKey(READ, { idempotencyKey, expiresAt: new Date(house.clock.now() + DAY).toISOString() })
    expect(first.secret).toMatch(/^budeng_live_[0-9A-Za-z]{49}$/)
    expect(first.answer.at('apiKeyCreate.apiKey.prefix')).toBe(first.secret.slice(0, 18))
    const rows = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>(
        `select api_key::text as row from api_key union all select event::text from event union all select idempotency::text from idempotency`,
      ),
    )
    expect(rows.some(({ row }) => row.includes(first.secret.slice(18)))).toBe(false)
    expect(house.logged()).not.toContain(first.secret)
  })

  test('sees its subtree, within its scopes, however deep', async () => {
    const { secret } = await makeKey(['terminal:read'])
    const answer = await ask(secret, '{viewer{person{name} permissions} terminals(first:50){totalCount nodes{tid}}}')
    expect(answer.at('terminals.totalCount')).toBe(11)
    expect(answer.at('viewer.permissions')).toEqual(['terminal:read'])
    for (const query of [
      '{commands{nodes{id}}}',
      '{terminals(first:1){nodes{commands{nodes{id}}}}}',
      '{terminals(first:1){nodes{store{name}}}}',
      '{terminals(first:1){nodes{...f}}} fragment f on Terminal{timeline{nodes{id}}}',
      '{events{nodes{id}}}',
    ])
      expect([query, (await ask(secret, query)).codes]).toEqual([query, ['FORBIDDEN']])
    const id = house.fleet.nodes.xuhui.id
    expect((await ask(secret, 'query($id:ID!){node(id:$id){id}}', { id })).at('node')).toBeNull()
  })

  test('acts within its scopes: reversible at once, disruptive when another person released it', async () => {
    const staff = await admin.ask(
      'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
      {
        i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP of CUP', role: 'OPERATIONS', idempotencyKey: key() },
      },
    )
    const serviceAccountId = staff.at('serviceAccountCreate.serviceAccount.id')
    const { secret } = await makeKey([...READ, 'command:RELOGIN', 'command:LOCK'], { serviceAccountId })
    expect((await command(secret, { relogin: {} })).at('commandRequest.command.state')).toBe('QUEUED')
    expect(code(await command(secret, { reboot: {} }), 'commandRequest')).toBe('NOT_PERMITTED')
    const locked = await command(secret, { lock: {} }, 'xuhui', 1)
    expect(locked.at('commandRequest.command.state')).toBe('PENDING_APPROVAL')
    const id = locked.at('commandRequest.command.id')
    const decide = async (client: Client, hash: unknown, idempotencyKey = key()) =>
      await client.ask(
        'mutation($i:CommandDecideInput!){commandDecide(input:$i){command{state approvedBy{email}} userErrors{code}}}',
        { i: { commandId: id, hash, approve: true, idempotencyKey } },
      )
    const card = await second.ask('query($id:ID!){approval(id:$id){kind hash right{allowed}}}', { id })
    expect(card.at('approval')).toMatchObject({ kind: 'COMMAND', right: { allowed: true } })
    const hash = card.at('approval.hash')
    // whoever made the key is no second person for what it asks
    expect(code(await decide(admin, hash), 'commandDecide')).toBe('OWN_REQUEST')
    expect(code(await decide(second, '0'.repeat(64)), 'commandDecide')).toBe('HASH_CHANGED')
    expect((await decide(second, hash)).at('commandDecide.command')).toEqual({
      state: 'QUEUED',
      approvedBy: { email: 'second-admin@cup.test' },
    })
    expect(code(await decide(second, hash), 'commandDecide')).toBe('NOT_PENDING')
    const events = await admin.ask('query($s:String){events(filter:{subject:$s}){nodes{type actor{name}}}}', { s: id })
    expect(events.at('events.nodes')).toContainEqual({ type: 'CommandRequested', actor: { name: 'ERP of CUP' } })
  })

  test('starts rollouts within its scopes; what is disruptive waits for a person, and what runs is theirs to stop', async () => {
    const staff = await admin.ask(
      'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
      {
        i: { organisationId: house.fleet.nodes.cup.id, name: 'MDM of CUP', role: 'OPERATIONS', idempotencyKey: key() },
      },
    )
    const serviceAccountId = staff.at('serviceAccountCreate.serviceAccount.id')
    const scopes = [...READ, 'action:bulk', 'command:STATUS_GET', 'command:LOCK']
    const { secret } = await makeKey(scopes, { serviceAccountId })
    const terminalIds = house.fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id)
    const start = async (wish: object) => {
      const made = await ask(secret, 'mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
        i: { terminalIds },
      })
      const selectionId = made.at('selectionCreate.selection.id')
      return await ask(
        secret,
        'mutation($i:RolloutStartInput!){rolloutStart(input:$i){rollout{id state} userErrors{code}}}',
        { i: { selectionId, expectedCount: 2, command: wish, reason: 'nightly', plan: {}, idempotencyKey: key() } },
      )
    }
    const started = await start({ statusGet: {} })
    expect(started.at('rolloutStart')).toMatchObject({ rollout: { state: 'RUNNING' }, userErrors: [] })
    expect((await start({ lock: {} })).at('rolloutStart.rollout.state')).toBe('WAITING')
    expect(code(await start({ reboot: {} }), 'rolloutStart')).toBe('NOT_PERMITTED')
    const stop = await ask(secret, 'mutation($i:RolloutControlInput!){rolloutControl(input:$i){userErrors{code}}}', {
      i: { rolloutId: started.at('rolloutStart.rollout.id'), act: 'PAUSE', reason: 'x', idempotencyKey: key() },
    })
    expect(stop.codes).toEqual(['FORBIDDEN'])
  })

  test('follows the record, and takes out as a file what it may read', async () => {
    const { secret } = await makeKey([...READ, 'event:read', 'transaction:read', 'command:STATUS_GET'])
    const other = await makeKey(READ)
    const since = (await ask(secret, '{feedPosition}')).at('feedPosition')
    const wanted = (await command(secret, { statusGet: {} })).at('commandRequest.command.id')
    const happened = async () => {
      const answer = await ask(
        secret,
        'query($since:Position!){feed(since:$since,types:["CommandRequested"]){events{subject actor{name}}}}',
        { since },
      )
      return answer.at('feed.events')
    }
    await expect.poll(happened, PATIENCE).toEqual([{ subject: wanted, actor: { name: 'ERP' } }])
    expect((await ask(other.secret, '{feed(since:"0"){events{id}}}')).codes).toEqual(['FORBIDDEN'])
    const span = { since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }
    const start = (asker: string) =>
      ask(asker, 'mutation($i:ExportStartInput!){exportStart(input:$i){export{id state} userErrors{code}}}', {
        i: { kind: 'TRANSACTIONS', format: 'JSONL', ...span, idempotencyKey: key() },
      })
    expect(code(await start(other.secret), 'exportStart')).toBe('NOT_PERMITTED')
    const made = await start(secret)
    expect(made.at('exportStart')).toMatchObject({ export: { state: 'WAITING' }, userErrors: [] })
    const id = made.at('exportStart.export.id')
    const find = 'query($id:ID!){export(id:$id){id}}'
    // of the account, whichever of its keys asks; of nobody else
    expect((await ask(other.secret, find, { id })).at('export')).toEqual({ id })
    expect((await admin.ask(find, { id })).at('export')).toBeNull()
  })

  test('never approves, gives nothing, changes no policy: such fields are for people', async () => {
    const { secret } = await makeKey(READ)
    const fields = apiSchema().getMutationType()?.getFields() ?? {}
    const mutations = Object.keys(fields)
    for (const name of mutations.filter((one) => !FOR_PROGRAMS.includes(one) && one !== 'logout')) {
      const type = fields[name]?.args[0]?.type.toString() ?? 'String'
      const answer = await ask(secret, `mutation($i:${type}){${name}(input:$i){__typename}}`, { i: {} })
      // the document is refused for its field or, before that, for its empty input: it never runs
      expect([name, answer.data]).toEqual([name, undefined])
    }
    const decide = await ask(
      secret,
      'mutation{bulkDecide(input:{bulkId:"blk_x",hash:"x",approve:true,idempotencyKey:"k"}){__typename}}',
    )
    expect(decide.codes).toEqual(['FORBIDDEN'])
    for (const scope of ['action:approve', 'policy:write', 'key:write', 'change:approve', 'person:write', 'all'])
      expect(code((await makeKey([scope])).answer, 'apiKeyCreate')).toBe('KEY_SCOPES')
  })
})

describe('a key is refused', () => {
  test('from a foreign address, and the attempt is on record', async () => {
    const far = await makeKey(READ, { addresses: ['192.0.2.0/24'] })
    expect((await ask(far.secret, '{terminals{totalCount}}')).codes).toEqual(['UNAUTHENTICATED'])
    const near = await makeKey(READ, { addresses: ['127.0.0.0/8', '::1'] })
    expect((await ask(near.secret, '{terminals{totalCount}}')).codes).toEqual([])
    await expect
      .poll(async () => {
        const answer = await admin.ask(
          'query($s:String){events(filter:{subject:$s,types:["ApiKeyRefused"]}){nodes{text}}}',
          {
            s: far.id,
          },
        )
        return answer.at('events.nodes')
      }, PATIENCE)
      .toHaveLength(1)
    expect(code((await makeKey(READ, { addresses: ['10.0.0.0/99'] })).answer, 'apiKeyCreate')).toBe('KEY_NETWORK')
  })

  test('after it was revoked, its sockets end in every process', async () => {
    const { id, secret } = await makeKey([...READ, 'event:read'])
    const other = await house.another()
    const lines = [house.url, other.url].map((url) => {
      const socket = new Client(url).socket({ params: by(secret) })
      const closed = new Promise<number>((resolve) =>
        socket.on('closed', (event) => resolve((event as { code: number }).code)),
      )
      const first = new Promise((resolve) =>
        socket.subscribe(
          { query: 'subscription{terminalChanges{position}}' },
          { next: resolve, error: resolve, complete: () => undefined },
        ),
      )
      return { socket, closed, first }
    })
    await Promise.all(lines.map(({ first }) => first))
    expect((await revoke(admin, id)).at('apiKeyRevoke.apiKey.revokedAt')).not.toBeNull()
    expect(await Promise.all(lines.map(({ closed }) => closed))).toEqual([4401, 4401])
    expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual(['UNAUTHENTICATED'])
    expect(code(await revoke(admin, id), 'apiKeyRevoke')).toBe('KEY_ENDED')
    for (const { socket } of lines) await socket.dispose()
    await other.close()
  })

  test('when its account was ended', async () => {
    const made = await admin.ask(
      'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
      { i: { organisationId: house.fleet.nodes.cup.id, name: 'old', role: 'VIEWER', idempotencyKey: key() } },
    )
    const serviceAccountId = made.at('serviceAccountCreate.serviceAccount.id')
    const { secret } = await makeKey(['terminal:read'], { serviceAccountId })
    expect((await ask(secret, '{terminals{totalCount}}')).at('terminals.totalCount')).toBe(15)
    await admin.ask(
      'mutation($i:ServiceAccountDisableInput!){serviceAccountDisable(input:$i){serviceAccount{disabledAt} userErrors{code}}}',
      { i: { serviceAccountId, reason: 'gone', idempotencyKey: key() } },
    )
    expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual(['UNAUTHENTICATED'])
  })

  test.each(['', 'budeng_live_', `budeng_live_${'A'.repeat(49)}`, 'budeng_test_x'])('when it is %j', async (secret) => {
    expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual(['UNAUTHENTICATED'])
  })

  test('by whoever may not make keys, and for what lies elsewhere', async () => {
    const ops = await house.as('ops@cup.test')
    expect(code((await makeKey(READ, {}, ops)).answer, 'apiKeyCreate')).toBe('NOT_PERMITTED')
    expect((await ops.ask('{serviceAccounts{nodes{id}}}')).at('serviceAccounts.nodes')).toEqual([])
    // a program is no person: it is not disabled or invited among people
    const people = await admin.ask('{people(first: 50){nodes{id}}}')
    expect(people.at('people.nodes')).not.toContainEqual({ id: accountId })
    expect(people.at('people.nodes.length')).toBeGreaterThan(1)
    const list = await admin.ask('{serviceAccounts{nodes{id name organisation{name} keys{prefix usedAt usedAddress}}}}')
    expect(list.at('serviceAccounts.nodes')).toContainEqual(
      expect.objectContaining({ name: 'ERP', organisation: { name: 'North Agency' } }),
    )
    expect(list.text).toContain('127.0.0.1')
  })

  test('a program has no password to log in with', async () => {
    const answer = await house.stranger().login(`${accountId}@service.invalid`, '')
    expect(answer.at('login.userErrors.0.code')).toBe('LOGIN_FAILED')
  })
})

test('rotation: both work for the overlap, then the new one alone, with the same rights', async () => {
  const old = await makeKey(READ)
  const answer = await admin.ask(
    'mutation($i:ApiKeyRotateInput!){apiKeyRotate(input:$i){secret apiKey{scopes} userErrors{code}}}',
    {
      i: {
        apiKeyId: old.id,
        overlap: 'PT1H',
        expiresAt: new Date(house.clock.now() + 90 * DAY).toISOString(),
        idempotencyKey: key(),
      },
    },
  )
  const next = String(answer.at('apiKeyRotate.secret'))
  expect(answer.at('apiKeyRotate.apiKey.scopes')).toEqual([...READ].sort())
  for (const secret of [old.secret, next]) expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual([])
  house.clock.advance(HOUR)
  await expect
    .poll(async () => (await ask(old.secret, '{terminals{totalCount}}')).codes, PATIENCE)
    .toEqual(['UNAUTHENTICATED'])
  expect((await ask(next, '{terminals{totalCount}}')).codes).toEqual([])
})

test('whoever guesses is told to wait, and a good key from the same address goes on', async () => {
  const { secret } = await makeKey(READ)
  expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual([])
  const guess = async () => {
    const text = apiKeyText(crypto.getRandomValues(new Uint8Array(32)))
    return (await ask(text, '{terminals{totalCount}}')).codes[0]
  }
  const answers: unknown[] = []
  for (let i = 0; i < API_KEY_FAILURES_MAX + 3; i++) answers.push(await guess())
  expect(answers.filter((answer) => answer === 'UNAUTHENTICATED')).toHaveLength(API_KEY_FAILURES_MAX)
  expect(answers.slice(API_KEY_FAILURES_MAX)).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED'])
  expect((await ask(secret, '{terminals{totalCount}}')).codes).toEqual([])
})

test.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8'], false],
  ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
  ['2001:db8::1', ['2001:db8::/32', '10.0.0.1'], true],
  ['', ['10.0.0.0/8'], false],
  ['1.2.3.4', [], true],
] as const)('%s is of %j: %s', (address, networks, is) => {
  expect(isFrom(networks, address)).toBe(is)
})
test('a network is an address, or one with a prefix', () => {
  expect(
    ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '10.0.0.0/33', 'x', '10.0.0', '1.2.3.4/a'].map(isNetwork),
  ).toEqual([true, true, true, false, false, false, false])
})
