import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client as SocketClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { SOCKETS_PER_SESSION_MAX, SUBSCRIPTIONS_MAX } from '../limits.ts'
import { Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let platform: Platform
let ops: Client
const sockets: SocketClient[] = []

beforeAll(async () => {
  house = await startTestHouse()
  platform = new Platform(house)
  ops = await house.as('ops@cup.test')
})
afterAll(async () => {
  for (const socket of sockets) await socket.dispose()
  await house.close()
})

let keys = 0
const terminalId = (index: number) => house.fleet.terminals.xuhui[index]?.id ?? ''
async function request(index: number, command: object = { statusGet: {} }, client = ops): Promise<string> {
  const answer = await client.ask(
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id} userErrors{code}}}',
    {
      i: { terminalId: terminalId(index), command, reason: 'live', idempotencyKey: `l-${keys++}` },
    },
  )
  expect(answer.at('commandRequest.userErrors')).toEqual([])
  return String(answer.at('commandRequest.command.id'))
}

/** What a subscription delivers, as it comes. */
interface Line<Payload> {
  readonly messages: Payload[]
  /** With the first message. */
  readonly began: Promise<'began'>
  readonly ended: Promise<unknown>
  stop(): void
}

function listen<Payload>(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
  socket = client.socket(),
): Line<Payload> {
  sockets.push(socket)
  const messages: Payload[] = []
  let stop = () => {}
  const { promise: began, resolve: begin } = Promise.withResolvers<'began'>()
  const ended = new Promise<unknown>((resolve) => {
    stop = socket.subscribe<Record<string, Payload>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) resolve(errors)
          for (const payload of Object.values(data ?? {})) {
            messages.push(payload)
            begin('began')
          }
        },
        error: resolve,
        complete: () => resolve('complete'),
      },
    )
  })
  return { messages, began, ended, stop }
}
const PATIENCE = { timeout: 60_000, interval: 20 }

interface Step {
  command: { id: string; state: string }
  event: { type: string; position: string; text: string; requestId: string | null } | null
  position: string
}
const PROGRESS =
  'subscription($id:ID!,$since:Position){commandProgress(commandId:$id,since:$since){command{id state} event{type position text requestId} position}}'
const types = (line: Line<Step>) => line.messages.flatMap(({ event }) => event?.type ?? [])

describe("a command's timeline", () => {
  test('is pushed step by step, first where it is', async () => {
    const id = await request(0)
    const line = listen<Step>(ops, PROGRESS, { id })
    await expect.poll(() => line.messages.length, PATIENCE).toBeGreaterThan(0)
    expect(line.messages[0]).toMatchObject({ command: { id, state: 'QUEUED' }, event: null })
    await platform.deliver(id)
    await platform.finish(id)
    await expect.poll(() => types(line), PATIENCE).toContain('CommandEnded')
    expect(types(line)).toEqual([
      'CommandSigned',
      'CommandSent',
      'CommandAcknowledged',
      'CommandEvidenceFound',
      'CommandEnded',
    ])
    const positions = line.messages.flatMap(({ event }) => (event === null ? [] : [BigInt(event.position)]))
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)))
    expect(line.messages.at(-1)?.command.state).toBe('SUCCEEDED')
    line.stop()
  })

  test('resumes after a position without a gap and without a repeat, from memory and from the database', async () => {
    const id = await request(1)
    // from its beginning: the line may be open only after what is delivered next
    const first = listen<Step>(ops, PROGRESS, { id, since: '0' })
    await platform.deliver(id)
    await expect.poll(() => types(first), PATIENCE).toContain('CommandAcknowledged')
    const since = first.messages.findLast(({ event }) => event?.type === 'CommandSent')?.event?.position
    first.stop()
    await platform.finish(id)
    const resumed = listen<Step>(ops, PROGRESS, { id, since })
    await expect
      .poll(() => types(resumed), PATIENCE)
      .toEqual(['CommandAcknowledged', 'CommandEvidenceFound', 'CommandEnded'])
    // another process: nothing is remembered there
    const from = listen<Step>(ops, PROGRESS, { id, since: '0' })
    await expect
      .poll(() => types(from), PATIENCE)
      .toEqual([
        'CommandRequested',
        'CommandSigned',
        'CommandSent',
        'CommandAcknowledged',
        'CommandEvidenceFound',
        'CommandEnded',
      ])
    expect(from.messages[0]?.event?.requestId).toEqual(expect.any(String))
    resumed.stop()
    from.stop()
  })

  test.each(['cmd_01m81v9d59fmts8a1kztkak84x', 'nonsense'])('of %s is refused', async (id) => {
    const line = listen<Step>(ops, PROGRESS, { id })
    expect(JSON.stringify(await line.ended)).toMatch(/BAD_USER_INPUT/)
  })

  test("of somebody else's command is refused in the same words", async () => {
    const id = await request(2)
    const refusal = async (client: Client, command: string) =>
      JSON.stringify(await listen<Step>(client, PROGRESS, { id: command }).ended).replaceAll(/"requestId":"[^"]+"/g, '')
    const far = await house.as('ops@else.test')
    expect(await refusal(far, id)).toBe(await refusal(far, 'cmd_01m81v9d59fmts8a1kztkak84x'))
  })
})

interface Changes {
  terminals: { id: string; tid: string; openCommands?: number }[]
  position: string
  resync: boolean
}
const CHANGES =
  'subscription($f:TerminalFilter,$since:Position){terminalChanges(filter:$f,since:$since){terminals{id tid} position resync}}'

describe('changed terminals', () => {
  test('are gathered, told once, and only to those who see them', async () => {
    const agent = await house.as('li@north.test')
    const south = await house.as('chen@south.test')
    const far = await house.as('ops@else.test')
    const lines = [ops, agent, south, far].map((client) => listen<Changes>(client, CHANGES))
    await expect.poll(() => lines.every(({ messages }) => messages.length === 1), PATIENCE).toBe(true)
    for (const index of [3, 4, 3]) await request(index)
    await expect
      .poll(() => lines[1]?.messages.flatMap(({ terminals }) => terminals.map(({ tid }) => tid)).sort() ?? [], PATIENCE)
      .toEqual(expect.arrayContaining(['10000004', '10000005']))
    expect(lines[1]?.messages.length).toBeLessThanOrEqual(4)
    expect(lines[2]?.messages).toHaveLength(1)
    expect(lines[3]?.messages).toHaveLength(1)
    for (const line of lines) line.stop()
  })

  test('are narrowed to an organisation, and resumed by position', async () => {
    const { south, haidilao } = house.fleet.nodes
    const before = (await ops.ask('{feedPosition}')).at('feedPosition')
    await request(5)
    const mine = listen<Changes>(ops, CHANGES, { f: { organisationId: haidilao.id }, since: before })
    const others = listen<Changes>(ops, CHANGES, { f: { organisationId: south.id }, since: before })
    await expect
      .poll(() => mine.messages.flatMap(({ terminals }) => terminals.map(({ tid }) => tid)), PATIENCE)
      .toContain('10000006')
    expect(others.messages.flatMap(({ terminals }) => terminals)).toEqual([])
    mine.stop()
    others.stop()
  })

  test('too many since a position are a resync, not a flood', async () => {
    const before = String((await ops.ask('{feedPosition}')).at('feedPosition'))
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) => {
      const path = house.fleet.terminals.xuhui[0]?.path ?? ''
      unit.append(
        Array.from({ length: 4_500 }, () => ({
          type: 'TerminalBooted',
          subject: terminalId(0),
          path,
          at: house.clock.now(),
          data: { boot: 4 },
        })),
      )
      return Promise.resolve()
    })
    await expect
      .poll(async () => Number((await ops.ask('{feedPosition}')).at('feedPosition')), PATIENCE)
      .toBeGreaterThanOrEqual(Number(before) + 4_500)
    const line = listen<Changes>(ops, CHANGES, { since: before })
    await expect.poll(() => line.messages.some(({ resync }) => resync), PATIENCE).toBe(true)
    line.stop()
  })
})

test('everything that happens to a terminal is pushed in its timeline', async () => {
  const line = listen<{ events: { type: string; text: string }[] }>(
    ops,
    'subscription($id:ID!){terminalTimeline(terminalId:$id){events{type text} position resync}}',
    { id: terminalId(6) },
  )
  await expect.poll(() => line.messages.length, PATIENCE).toBe(1)
  const id = await request(6)
  await platform.deliver(id)
  await expect
    .poll(() => line.messages.flatMap(({ events }) => events.map(({ type }) => type)), PATIENCE)
    .toEqual(['CommandRequested', 'CommandSigned', 'CommandSent', 'CommandAcknowledged'])
  line.stop()
})

test('the figures of an action on many are pushed when they change', async () => {
  const selection = await ops.ask('mutation{selectionCreate(input:{filter:{q:"Harbin"}}){selection{id}}}')
  const bulk = await ops.ask(
    'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id commands{nodes{id}}}}}',
    {
      i: {
        selectionId: selection.at('selectionCreate.selection.id'),
        expectedCount: 3,
        command: { statusGet: {} },
        reason: 'live',
        idempotencyKey: `l-${keys++}`,
      },
    },
  )
  const line = listen<{ bulkAction: { finishedCount: number } }>(
    ops,
    'subscription($id:ID!){bulkProgress(bulkId:$id){bulkAction{finishedCount progress{state count}} position}}',
    {
      id: bulk.at('bulkRequest.bulkAction.id'),
    },
  )
  await expect.poll(() => line.messages.at(-1)?.bulkAction.finishedCount, PATIENCE).toBe(0)
  for (const { id } of bulk.at('bulkRequest.bulkAction.commands.nodes') as { id: string }[]) {
    await platform.deliver(id)
    await platform.finish(id)
  }
  await expect.poll(() => line.messages.at(-1)?.bulkAction.finishedCount, PATIENCE).toBe(3)
  line.stop()
})

test('whoever stands below a stop hears of it, reads who and why, and cannot lift it; above it is lifted with a proof', async () => {
  const LINE = 'subscription{dispatchStopChanges{stops{organisationName by reason coversAll} position}}'
  interface Stops {
    stops: object[]
  }
  const agent = await house.as('li@north.test')
  const [far, beside] = [await house.as('ops@else.test'), await house.as('chen@south.test')]
  const lines = [ops, agent, beside, far].map((client) => listen<Stops>(client, LINE))
  await expect.poll(() => lines.every(({ messages }) => messages.length === 1), PATIENCE).toBe(true)
  const { north } = house.fleet.nodes
  const thrown = await ops.ask(
    'mutation($i:DispatchStopInput!){dispatchStop(input:$i){stop{id version since} userErrors{code}}}',
    { i: { organisationId: north.id, reason: 'wrong key', idempotencyKey: 'stop' } },
  )
  expect(thrown.at('dispatchStop.userErrors')).toEqual([])
  const seen = (coversAll: boolean) => ({
    stops: [{ organisationName: north.name, by: expect.any(String), reason: 'wrong key', coversAll }],
  })
  await expect.poll(() => lines[0]?.messages.at(-1), PATIENCE).toMatchObject(seen(false))
  await expect.poll(() => lines[1]?.messages.at(-1), PATIENCE).toMatchObject(seen(true))
  const { id, version } = thrown.at('dispatchStop.stop') as { id: string; version: number }
  const lift = async (client: Client) =>
    await client.ask('mutation($i:DispatchResumeInput!){dispatchResume(input:$i){stop{liftReason} userErrors{code}}}', {
      i: { stopId: id, expectedVersion: version, reason: 'mended', idempotencyKey: 'lift' },
    })
  expect((await lift(agent)).at('dispatchResume.userErrors')).toEqual([{ code: 'STOPPED_ABOVE' }])
  expect((await lift(beside)).at('dispatchResume.userErrors')).toEqual([{ code: 'NOT_FOUND' }])
  const { confirm } = ops
  ops.confirm = undefined
  expect((await lift(ops)).at('dispatchResume.userErrors.0.code')).toMatch(/^STEP_UP/)
  ops.confirm = confirm
  expect((await lift(ops)).at('dispatchResume')).toEqual({ stop: { liftReason: 'mended' }, userErrors: [] })
  await expect.poll(() => lines[1]?.messages.at(-1)?.stops, PATIENCE).toEqual([])
  expect([lines[2]?.messages.length, lines[3]?.messages.length]).toEqual([1, 1])
  for (const line of lines) line.stop()
})

describe('a socket', () => {
  const closeCode = (headers: Record<string, string>, first?: string) =>
    new Promise<number | string>((resolve) => {
      const socket = new WebSocket(`${house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
      socket.on('open', () => first !== undefined && socket.send(first))
      socket.on('close', (code) => resolve(code))
      socket.on('error', (error) => resolve(error.message))
    })
  const INIT = JSON.stringify({ type: 'connection_init' })

  test('needs a session: by cookie, or by the first message', async () => {
    expect(await closeCode({}, INIT)).toBe(4401)
    expect(await closeCode({ cookie: `budeng_session=${'A'.repeat(43)}` }, INIT)).toBe(4401)
    const stranger = house.stranger()
    const line = listen<Changes>(
      stranger,
      CHANGES,
      {},
      stranger.socket({ params: { authorization: `Bearer ${ops.secret}` } }),
    )
    await expect.poll(() => line.messages.length, PATIENCE).toBe(1)
    line.stop()
  })

  test('of a foreign page is refused before it opens', async () => {
    expect(await closeCode({ cookie: ops.cookie, origin: 'https://evil.example' }, INIT)).toMatch(/403/)
  })

  test('that says nothing, too much, or nonsense is closed', async () => {
    expect(await closeCode({ cookie: ops.cookie })).toBe(4408)
    expect(await closeCode({ cookie: ops.cookie }, 'x'.repeat(70_000))).toBe(1009)
    expect(await closeCode({ cookie: ops.cookie }, '{"type":')).toBe(4400)
    expect(
      await closeCode(
        { cookie: ops.cookie },
        JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{viewer{language}}' } }),
      ),
    ).toBe(4401)
  })

  test('runs subscriptions only', async () => {
    for (const query of ['{viewer{language}}', 'mutation{logout{done}}']) {
      const line = listen<unknown>(ops, query)
      expect(JSON.stringify(await line.ended)).toMatch(/Only subscriptions/)
    }
    expect((await ops.ask('{viewer{person{email}}}')).at('viewer.person.email')).toBe('ops@cup.test')
  })

  test('has so many subscriptions and no more', async () => {
    const client = await house.as('admin@cup.test')
    const socket = client.socket()
    const lines = Array.from({ length: SUBSCRIPTIONS_MAX }, () => listen<Changes>(client, CHANGES, {}, socket))
    await expect.poll(() => lines.every(({ messages }) => messages.length > 0), { timeout: 60_000 }).toBe(true)
    expect(JSON.stringify(await listen<Changes>(client, CHANGES, {}, socket).ended)).toMatch(/RATE_LIMITED/)
    lines[0]?.stop()
    const again = async () => {
      const line = listen<Changes>(client, CHANGES, {}, socket)
      return await Promise.race([line.began, line.ended])
    }
    await expect.poll(again, PATIENCE).toBe('began')
  })

  test('is one of five of a session at most', async () => {
    const client = await house.as('second@cup.test')
    const lines = Array.from({ length: SOCKETS_PER_SESSION_MAX }, () => listen<Changes>(client, CHANGES))
    await expect.poll(() => lines.every(({ messages }) => messages.length > 0), PATIENCE).toBe(true)
    expect(await closeCode({ cookie: client.cookie }, INIT)).toBe(4403)
  })

  test.each(['this process', 'another process'])('ends with its session, also when that ends in %s', async (where) => {
    const client = await house.as('viewer@cup.test')
    const line = listen<Changes>(client, CHANGES)
    await expect.poll(() => line.messages.length, PATIENCE).toBe(1)
    const other = where === 'this process' ? null : await house.another()
    const logout = '{"query":"mutation{logout{done}}"}'
    await (other === null ? client.post(logout) : new Client(other.url, client.cookie).post(logout))
    expect(await line.ended).toMatchObject({ code: 4401 })
    await other?.close()
  })
})
