import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSchema, execute, graphql, type GraphQLSchema, parse, subscribe, validate } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import * as documents from './documents.ts'
import { createClient, RefusedError, RequestError, type Client } from './index.ts'

vi.setConfig({ testTimeout: 120_000 })

const require = createRequire(import.meta.url)
const sdl = readFileSync(require.resolve('@budeng/contract/schema.graphql'), 'utf8')

describe('documents', () => {
  const schema = buildSchema(sdl)
  test.each(Object.entries(documents))('%s fits the contract', (_name, document) => {
    expect(validate(schema, parse(document))).toEqual([])
  })
})

/** A small platform behind the real contract: one terminal, one command that ends at the third look. */
class Platform {
  readonly schema: GraphQLSchema = buildSchema(sdl)
  readonly bodies: string[] = []
  readonly keys = new Set<string>()
  overloadedFor = 0
  limitedFor = 0
  subscriptions: (string | undefined)[] = []
  broken = 0
  private server: Server | undefined

  constructor() {
    const subscription = this.schema.getSubscriptionType()?.getFields()['commandProgress']
    if (subscription) subscription.subscribe = (_root: unknown, { since }: { since?: string }) => this.progress(since)
  }

  readonly root = {
    login: ({ input }: { input: { email: string; password: string } }) =>
      input.password === 'right'
        ? { viewer, userErrors: [] }
        : { viewer: null, userErrors: [{ code: 'LOGIN_FAILED', message: 'no', path: null, facts: [] }] },
    viewer: (_: unknown, context: { cookie: string }) => (context.cookie.includes('session=s1') ? viewer : null),
    command: () => command(1, 'QUEUED'),
    terminals: ({ after }: { after?: string }) => ({
      nodes: after === undefined ? [terminal('10000001'), terminal('10000002')] : [terminal('10000003')],
      pageInfo: { hasNextPage: after === undefined, hasPreviousPage: false, endCursor: 'c2' },
    }),
    feed: ({ since }: { since: string }) => {
      const events = Array.from({ length: since === '5' ? 2 : 0 }, (_, n) => happened(String(6 + n)))
      // the last stretch holds nothing of ours
      return { events, position: since === '5' ? '7' : '9', resync: false }
    },
    commandRequest: ({ input }: { input: { idempotencyKey: string; reason: string } }) => {
      const replayed = this.keys.has(input.idempotencyKey)
      this.keys.add(input.idempotencyKey)
      if (input.reason === '')
        return {
          command: null,
          replayed,
          userErrors: [{ code: 'REASON_MISSING', message: 'say why', path: ['input', 'reason'], facts: [] }],
        }
      return { command: command(1, 'QUEUED'), replayed, userErrors: [] }
    },
  }

  async *progress(since: string | undefined) {
    this.subscriptions.push(since)
    yield { commandProgress: { command: command(2, 'SENT'), event: null, position: '7' } }
    if (this.broken-- > 0) throw new Error('the feed broke')
    yield { commandProgress: { command: command(3, 'SUCCEEDED'), event: null, position: '9' } }
  }

  async start(): Promise<string> {
    const server = createServer(
      (request, response) =>
        void this.answer(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body)),
    )
    useServer(
      { schema: this.schema, context: () => ({ cookie: '' }), execute, parse, subscribe, validate },
      new WebSocketServer({ server, path: '/graphql' }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.server = server
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections()
    await new Promise((resolve) => this.server?.close(resolve))
  }

  private async answer(request: IncomingMessage) {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    this.bodies.push(text)
    if (this.overloadedFor-- > 0)
      return {
        status: 503,
        headers: { 'retry-after': '0' },
        body: '{"errors":[{"message":"later","extensions":{"code":"OVERLOADED"}}]}',
      }
    if (this.limitedFor-- > 0)
      return {
        status: 429,
        headers: { 'retry-after': '0' },
        body: '{"errors":[{"message":"later","extensions":{"code":"RATE_LIMITED"}}]}',
      }
    const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, unknown> }
    const contextValue = { cookie: request.headers.cookie ?? '' }
    const result = await graphql({
      schema: this.schema,
      source: query,
      variableValues: variables,
      rootValue: this.root,
      contextValue,
    })
    return {
      status: result.data === undefined ? 400 : 200,
      headers: { 'set-cookie': 'session=s1; HttpOnly; Path=/' },
      body: JSON.stringify(result),
    }
  }
}

const named = { id: 'org_1', name: 'Demo', code: 'demo' }
const viewer = {
  person: { id: 'usr_1', name: 'Li', email: 'li@demo', role: 'OPERATIONS', organisation: named },
  permissions: [],
  language: 'EN',
  timeZone: 'UTC',
  sessionExpiresAt: '2030-01-01T00:00:00Z',
}
const terminal = (tid: string) => ({
  id: `trm_${tid}`,
  tid,
  mid: '104110045112012',
  state: 'ACTIVE',
  model: 'A920',
  presence: 'ONLINE',
  presenceSince: '2030-01-01T00:00:00Z',
  signOn: 'SIGNED_ON',
  hostResponseCode: null,
  batchNo: null,
  faults: [],
  acquirer: named,
  merchant: named,
  store: named,
})
const happened = (position: string) => ({
  ...{ id: `evt_${position}`, position, at: '2030-01-01T00:00:00Z', type: 'JournalReceived', subject: 'trm_1' },
  ...{ text: 'Records came.', data: { throughSeq: 4 }, terminal: terminal('10000001') },
})
const command = (version: number, state: string) => ({
  id: 'cmd_1',
  type: 'RELOGIN',
  tier: 'R1',
  state,
  final: state === 'SUCCEEDED',
  version,
  reason: 'r',
  attempt: 1,
  progress: null,
  missingEvidence: [],
  byTerminalsWord: false,
  requestedAt: '2030-01-01T00:00:00Z',
  notAfter: '2030-01-01T00:15:00Z',
  publishedAt: null,
  acknowledgedAt: null,
  finishedAt: null,
  terminal: terminal('10000001'),
  why: { code: state, text: state, facts: [] },
  evidence: [],
  result: null,
})

describe('the client', () => {
  let platform: Platform
  let client: Client
  beforeEach(async () => {
    platform = new Platform()
    client = createClient({ url: await platform.start() })
  })
  afterEach(async () => {
    await client.close()
    await platform.stop()
  })
  const request = { terminalId: 'trm_1', command: { relogin: {} }, reason: 'signed out' }

  test('keeps the session after a login, and says so when it is refused', async () => {
    expect(await createClient({ url: await new Platform().start() }).viewer()).toBeNull()
    await client.login('li@demo', 'right')
    expect((await client.viewer())?.person.name).toBe('Li')
    await expect(client.login('li@demo', 'wrong')).rejects.toThrow(RefusedError)
    expect(platform.bodies.filter((body) => body.includes('wrong'))).toHaveLength(1)
  })

  test('walks through all pages', async () => {
    const tids: string[] = []
    for await (const { tid } of client.terminals({ presence: ['ONLINE'] })) tids.push(tid)
    expect(tids).toEqual(['10000001', '10000002', '10000003'])
  })

  test('repeats a request under one idempotency key while the platform is overloaded', async () => {
    platform.overloadedFor = 2
    expect((await client.commandRequest(request)).id).toBe('cmd_1')
    expect(platform.bodies).toHaveLength(3)
    expect(new Set(platform.bodies).size).toBe(1)
  })

  test('waits when it asked for too much in a minute; what may not be repeated says so', async () => {
    platform.limitedFor = 2
    expect((await client.commandRequest(request)).id).toBe('cmd_1')
    platform.limitedFor = 1
    const once = client.ask('mutation { logout { done } }')
    await expect(once).rejects.toMatchObject({ name: 'RequestError', status: 429, code: 'RATE_LIMITED' })
  })

  test('follows the feed until there is nothing more for now, and tells where to go on', async () => {
    const read: [string[], string][] = []
    for await (const { events, position } of client.feed('5', ['JournalReceived']))
      read.push([events.map(({ id }) => id), position])
    expect(read).toEqual([
      [['evt_6', 'evt_7'], '7'],
      [[], '9'],
    ])
  })

  test('asks a document of the caller’s', async () => {
    expect(
      await client.ask('query($f: TerminalFilter) { terminals(filter: $f) { nodes { tid } } }', { f: {} }),
    ).toEqual({
      terminals: { nodes: [{ tid: '10000001' }, { tid: '10000002' }] },
    })
  })

  test('an expected no carries its code', async () => {
    const refused = client.commandRequest({ ...request, reason: '' })
    await expect(refused).rejects.toMatchObject({ name: 'RefusedError', code: 'REASON_MISSING' })
  })

  test('a document that the platform does not take is a RequestError', async () => {
    await expect(client.terminals({ presence: ['GONE' as 'ONLINE'] }).next()).rejects.toThrow(RequestError)
  })

  test('follows a command to its end, and takes a broken subscription up where it broke', async () => {
    platform.broken = 1
    const states: string[] = []
    const end = await client.commandEnd('cmd_1', { onStep: ({ state }) => states.push(state) })
    expect(end.state).toBe('SUCCEEDED')
    expect(states).toEqual(['QUEUED', 'SENT', 'SUCCEEDED'])
    expect(platform.subscriptions).toEqual([undefined, '7'])
  })
})
