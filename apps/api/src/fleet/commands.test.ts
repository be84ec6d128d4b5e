import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let platform: Platform
let ops: Client
let agent: Client

beforeAll(async () => {
  house = await startTestHouse()
  platform = new Platform(house)
  ops = await house.as('ops@cup.test')
  agent = await house.as('li@north.test')
})
afterAll(() => house.close())

const terminal = (index: number) => house.fleet.terminals.xuhui[index]?.id ?? ''
const REQUEST = `mutation($i:CommandRequestInput!){commandRequest(input:$i){replayed command{id type state tier final reason why{code text} cancellable notAfter requestedAt requestedBy{email} waitsFor{type state causedBy{id}} causes{type} timeline{type text actor{email}}} userErrors{code message path facts{name value}}}}`
let keys = 0
const input = (changed: object) => ({
  terminalId: terminal(0),
  command: { statusGet: {} },
  reason: 'customer called',
  idempotencyKey: `key-${keys++}`,
  ...changed,
})
const request = (changed: object, client = ops) => client.ask(REQUEST, { i: input(changed) })
const refusal = (answer: Answer) =>
  answer.at('commandRequest.userErrors.0') as { code: string; path: string[] | null; message: string } | undefined

describe('a request', () => {
  test('is queued, with its backup before it, and says why it waits', async () => {
    const answer = await request({ command: { relogin: { level: 'TERMINAL' } }, notAfter: 'PT20M' })
    expect(answer.at('commandRequest.userErrors')).toEqual([])
    const command = answer.at('commandRequest.command') as {
      id: string
      notAfter: string
      requestedAt: string
      timeline: object[]
    }
    expect(command).toMatchObject({
      type: 'RELOGIN',
      state: 'QUEUED',
      tier: 'R1',
      final: false,
      cancellable: true,
      requestedBy: { email: 'ops@cup.test' },
      why: { code: 'WAITS_FOR_BACKUP', text: 'Waits for the backup before it.' },
      waitsFor: { type: 'BACKUP', state: 'QUEUED', causedBy: { id: command.id } },
      causes: [{ type: 'BACKUP' }],
    })
    expect(Date.parse(command.notAfter) - Date.parse(command.requestedAt)).toBe(20 * 60_000)
    expect(command.timeline[0]).toEqual({
      type: 'CommandRequested',
      text: 'Re-login was requested.',
      actor: { email: 'ops@cup.test' },
    })
  })

  test.each([
    ['no reason', { command: { reboot: {} }, reason: ' ' }, 'REASON_MISSING', ['input', 'reason']],
    ['a reason of 301 characters', { reason: 'x'.repeat(301) }, 'REASON_TOO_LONG', ['input', 'reason']],
    ['a card number', { reason: 'card 4111 1111 1111 1111' }, 'CARD_NUMBER_IN_TEXT', ['input', 'reason']],
    ['a life of a second', { notAfter: 'PT1S' }, 'NOT_AFTER_OUT_OF_RANGE', ['input', 'notAfter']],
    ['a life of a month', { notAfter: 'P31D' }, 'NOT_AFTER_OUT_OF_RANGE', ['input', 'notAfter']],
    [
      'an unknown template',
      { command: { messageShow: { template: 'HELLO' } } },
      'BAD_PARAMS',
      ['input', 'command', 'template'],
    ],
    [
      'template and text',
      { command: { messageShow: { template: 'CALL_SUPPORT', text: 'x' } } },
      'BAD_PARAMS',
      ['input', 'command'],
    ],
    [
      'digits for a screen',
      { command: { messageShow: { text: 'code 1234' } } },
      'BAD_PARAMS',
      ['input', 'command', 'text'],
    ],
    [
      'a terminal that is not there',
      { terminalId: 'trm_01m81v9d59fmts8a1kztkak84x' },
      'NOT_FOUND',
      ['input', 'terminalId'],
    ],
    ['no id at all', { terminalId: "x' or 1=1 --" }, 'NOT_FOUND', ['input', 'terminalId']],
    ['no key', { idempotencyKey: '' }, 'IDEMPOTENCY_KEY_MISSING', ['input', 'idempotencyKey']],
    [
      'a key of 129 characters',
      { idempotencyKey: 'k'.repeat(129) },
      'IDEMPOTENCY_KEY_MISSING',
      ['input', 'idempotencyKey'],
    ],
    ['a key with a line break', { idempotencyKey: 'a\nb' }, 'IDEMPOTENCY_KEY_MISSING', ['input', 'idempotencyKey']],
  ])('with %s is refused, and nothing is stored', async (_name, changed, code, path) => {
    const before = await ops.ask('{commands(first:200){nodes{id}}}')
    const answer = await request(changed)
    expect([answer.status, refusal(answer)?.code, refusal(answer)?.path, answer.at('commandRequest.command')]).toEqual([
      200,
      code,
      path,
      null,
    ])
    expect(refusal(answer)?.message).not.toMatch(/\{|[A-Z]{3}_/)
    expect((await ops.ask('{commands(first:200){nodes{id}}}')).text).toBe(before.text)
  })

  test.each([
    [
      'a missing key',
      `mutation{commandRequest(input:{terminalId:"x",command:{lock:{}},reason:"x"}){replayed}}`,
      /idempotencyKey/,
    ],
    [
      'no command',
      `mutation{commandRequest(input:{terminalId:"x",command:{},reason:"x",idempotencyKey:"k"}){replayed}}`,
      /exactly one/,
    ],
    [
      'two commands',
      `mutation{commandRequest(input:{terminalId:"x",command:{lock:{},unlock:{}},reason:"x",idempotencyKey:"k"}){replayed}}`,
      /exactly one/,
    ],
    [
      'presence by name',
      `mutation{commandRequest(input:{terminalId:"x",command:{presenceShow:{}},reason:"x",idempotencyKey:"k"}){replayed}}`,
      /presenceShow/,
    ],
    [
      'a bad duration',
      `mutation{commandRequest(input:{terminalId:"x",command:{lock:{}},reason:"x",idempotencyKey:"k",notAfter:"1h"}){replayed}}`,
      /ISO 8601/,
    ],
  ])('with %s is no valid document, and the error says so', async (_name, document, text) => {
    const answer = await ops.ask(document)
    expect([answer.status, answer.codes[0]]).toEqual([400, 'BAD_USER_INPUT'])
    expect(answer.errors[0]?.message).toMatch(text)
  })

  test('of a variable of the wrong form is told which', async () => {
    const answer = await ops.ask(REQUEST, { i: { ...input({}), command: { lock: {}, unlock: {} } } })
    expect([answer.status, answer.codes]).toEqual([400, ['BAD_USER_INPUT']])
    expect(answer.errors[0]?.message).toMatch(/\$i/)
  })

  test('beyond the role is refused', async () => {
    expect(refusal(await request({ command: { lock: {} } }, agent))?.code).toBe('NOT_PERMITTED')
    expect(refusal(await request({}, await house.as('auditor@cup.test')))?.code).toBe('NOT_PERMITTED')
    expect(refusal(await request({ command: { messageShow: { text: 'hello there' } } }, agent))?.code).toBe(
      'TEXT_NOT_PERMITTED',
    )
    // not theirs to see, whatever the role
    expect(refusal(await request({ terminalId: terminal(0) }, await house.as('chen@south.test')))?.code).toBe(
      'NOT_FOUND',
    )
  })

  test("an agent's re-login of one terminal needs presence", async () => {
    expect(refusal(await request({ command: { relogin: {} } }, agent))?.code).toBe('PRESENCE_REQUIRED')
    expect(
      refusal(
        await request({ command: { relogin: {} }, stepUp: { presenceId: 'pre_01m81v9d59fmts8a1kztkak84x' } }, agent),
      )?.code,
    ).toBe('PRESENCE_REQUIRED')
  })
})

describe('an idempotency key', () => {
  test('gives the first answer again, also to twenty at once', async () => {
    const i = input({ terminalId: terminal(1), idempotencyKey: 'once' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => ops.ask(REQUEST, { i })))
    const ids = new Set(answers.map((answer) => answer.at('commandRequest.command.id')))
    expect([ids.size, answers.filter((answer) => answer.at('commandRequest.replayed') === false).length]).toEqual([
      1, 1,
    ])
    const mine = await ops.ask('query($t:ID!){terminal(id:$t){commands{nodes{id}}}}', { t: terminal(1) })
    expect(mine.at('terminal.commands.nodes')).toHaveLength(1)
  })

  test('with another input is refused; of another person it is another key', async () => {
    const i = input({ terminalId: terminal(2), idempotencyKey: 'mine' })
    await ops.ask(REQUEST, { i })
    const other = await ops.ask(REQUEST, { i: { ...i, reason: 'another' } })
    expect(refusal(other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] })
    const second = await ops.ask('mutation($i:CommandCancelInput!){commandCancel(input:$i){userErrors{code}}}', {
      i: { commandId: 'cmd_x', reason: 'r', idempotencyKey: 'mine' },
    })
    expect(second.at('commandCancel.userErrors.0.code')).toBe('IDEMPOTENCY_KEY_REUSED')
    expect((await (await house.as('admin@cup.test')).ask(REQUEST, { i })).at('commandRequest.replayed')).toBe(false)
  })

  test('of a refused request may be used for the mended one', async () => {
    const i = input({ terminalId: terminal(3), idempotencyKey: 'mended', command: { reboot: {} }, reason: '' })
    expect(refusal(await ops.ask(REQUEST, { i }))?.code).toBe('REASON_MISSING')
    expect((await ops.ask(REQUEST, { i: { ...i, reason: 'hangs' } })).at('commandRequest.command.state')).toBe('QUEUED')
  })
})

describe('a command', () => {
  const CANCEL =
    'mutation($i:CommandCancelInput!){commandCancel(input:$i){replayed command{id state cancelRequestedAt cancellable timeline{type text}} userErrors{code path}}}'
  const cancel = (commandId: unknown, changed: object = {}, client = ops) =>
    client.ask(CANCEL, { i: { commandId, reason: 'wrong terminal', idempotencyKey: `c-${keys++}`, ...changed } })

  test('is called off at once while it is not sent', async () => {
    const id = (await request({ terminalId: terminal(4) })).at('commandRequest.command.id')
    expect((await cancel(id, { expectedVersion: 7 })).at('commandCancel.userErrors.0.code')).toBe('VERSION_CHANGED')
    const answer = await cancel(id)
    expect(answer.at('commandCancel.command')).toMatchObject({ state: 'CANCELLED', cancellable: false })
    expect(JSON.stringify(answer.at('commandCancel.command.timeline'))).toContain('Reason to cancel: wrong terminal')
    expect((await cancel(id)).at('commandCancel.userErrors.0.code')).toBe('ALREADY_FINAL')
  })

  test('is asked for once it is sent', async () => {
    const id = String(
      (await request({ terminalId: terminal(5), command: { selfTest: {} } })).at('commandRequest.command.id'),
    )
    await platform.deliver(id)
    expect((await cancel(id)).at('commandCancel.command')).toMatchObject({
      state: 'ACKNOWLEDGED',
      cancelRequestedAt: expect.any(String),
      cancellable: false,
    })
  })

  test.each([
    ['one that is not there', 'cmd_01m81v9d59fmts8a1kztkak84x', {}, 'NOT_FOUND'],
    ['no id', '%', {}, 'NOT_FOUND'],
  ])('%s cannot be cancelled', async (_name, id, changed, code) => {
    expect((await cancel(id, changed)).at('commandCancel')).toEqual({
      command: null,
      replayed: false,
      userErrors: [{ code, path: ['input', 'commandId'] }],
    })
  })

  test('needs a reason and the right to be cancelled', async () => {
    const id = (await request({ terminalId: terminal(6) })).at('commandRequest.command.id')
    expect((await cancel(id, { reason: '' })).at('commandCancel.userErrors.0')).toEqual({
      code: 'REASON_MISSING',
      path: ['input', 'reason'],
    })
    expect((await cancel(id, {}, await house.as('viewer@cup.test'))).at('commandCancel.userErrors.0.code')).toBe(
      'NOT_PERMITTED',
    )
    expect((await cancel(id, {}, await house.as('chen@south.test'))).at('commandCancel.userErrors.0.code')).toBe(
      'NOT_FOUND',
    )
  })

  test('tells its whole story, newest commands first, by filter and page', async () => {
    const id = String(
      (await request({ terminalId: terminal(7), command: { statusGet: {} } })).at('commandRequest.command.id'),
    )
    await platform.deliver(id)
    await platform.finish(id)
    const answer = await ops.ask(
      'query($id:ID!){command(id:$id){state final byTerminalsWord evidence{kind witness} missingEvidence result{status} publishedAt acknowledgedAt finishedAt why{text} timeline{type position}}}',
      { id },
    )
    expect(answer.at('command')).toMatchObject({
      state: 'SUCCEEDED',
      final: true,
      byTerminalsWord: true,
      missingEvidence: [],
      result: { status: 'SUCCEEDED' },
      why: { text: "Done, by the terminal's word." },
    })
    expect((answer.at('command.timeline') as { type: string }[]).map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'CommandRequested',
        'CommandSigned',
        'CommandSent',
        'CommandAcknowledged',
        'CommandEnded',
      ]),
    )
    const PAGE =
      'query($f:CommandFilter,$a:String){commands(first:3,after:$a,filter:$f){nodes{id state requestedAt} pageInfo{endCursor hasNextPage}}}'
    const done = await ops.ask(PAGE, { f: { states: ['SUCCEEDED'], types: ['STATUS_GET'] } })
    expect(done.at('commands.nodes')).toEqual([expect.objectContaining({ id })])
    const seen: { id: string; requestedAt: string }[] = []
    for (let a: unknown = null; ; ) {
      const page: Answer = await ops.ask(PAGE, { a, f: { open: true } })
      seen.push(...(page.at('commands.nodes') as typeof seen))
      if (page.at('commands.pageInfo.hasNextPage') === false) break
      a = page.at('commands.pageInfo.endCursor')
    }
    expect(seen.length).toBeGreaterThan(6)
    expect(new Set(seen.map((one) => one.id)).size).toBe(seen.length)
    expect(seen.map((one) => one.requestedAt)).toEqual(
      seen
        .map((one) => one.requestedAt)
        .sort()
        .reverse(),
    )
  })

  test('is seen with its events by those who see its terminal', async () => {
    const id = (await request({ terminalId: terminal(0) })).at('commandRequest.command.id')
    const QUERY =
      'query($id:ID!,$s:String){command(id:$id){id requestedBy{email}} events(filter:{subject:$s}){nodes{type text terminal{tid} actor{email} requestId}}}'
    const mine = await agent.ask(QUERY, { id, s: id })
    // the person who asked sits above this agent, and does not exist here
    expect(mine.at('command')).toEqual({ id, requestedBy: null })
    expect(mine.at('events.nodes.0')).toMatchObject({
      type: 'CommandRequested',
      terminal: { tid: '10000001' },
      actor: null,
      requestId: expect.any(String),
    })
    expect((await (await house.as('boss@haidilao.test')).ask(QUERY, { id, s: id })).at('events.nodes')).toHaveLength(1)
    expect((await (await house.as('far@north.test')).ask(QUERY, { id, s: id })).data).toEqual({
      command: null,
      events: { nodes: [] },
    })
  })
})
