import { PRESENCE_GRANT_MS, PRESENCE_HOLDS_MS, PRESENCE_LOCK_MS } from '@budeng/fleet'
import { deriveSecrets, presenceDigits, presenceWords } from '@budeng/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import type { TestTerminal } from '../testing/fleet.ts'
import { Platform } from '../testing/platform.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let platform: Platform
let agent: Client

beforeAll(async () => {
  house = await startTestHouse()
  platform = new Platform(house)
  agent = await house.as('li@north.test')
})
afterAll(() => house.close())

let keys = 0
const START =
  'mutation($i:PresenceStartInput!){presenceStart(input:$i){replayed challenge{id state words attemptsLeft expiresAt command{id type state}} userErrors{code path facts{name value}}}}'
const ANSWER =
  'mutation($i:PresenceAnswerInput!){presenceAnswer(input:$i){right challenge{id state attemptsLeft words command{state why{text}}} userErrors{code path facts{name value}}}}'
const REQUEST = 'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id state} userErrors{code path}}}'
const terminal = (index: number) => house.fleet.terminals.xuhui[index] as TestTerminal
const start = (index: number, changed: object = {}, client = agent) =>
  client.ask(START, {
    i: { terminalId: terminal(index).id, command: { relogin: {} }, idempotencyKey: `p-${keys++}`, ...changed },
  })
const answer = (challengeId: unknown, digits: string, client = agent) =>
  client.ask(ANSWER, { i: { challengeId, digits } })
const request = (index: number, presenceId: unknown, changed: object = {}, client = agent) =>
  client.ask(REQUEST, {
    i: {
      terminalId: terminal(index).id,
      command: { relogin: {} },
      reason: 'merchant called',
      stepUp: { presenceId },
      idempotencyKey: `r-${keys++}`,
      ...changed,
    },
  })

/** Starts a check and brings it to the terminal's screen: what the terminal shows is computed from its own key. */
async function shown(index: number): Promise<{
  id: string
  commandId: string
  digits: string
  wrong: string
  words: { zh: readonly string[]; en: readonly string[] }
}> {
  const started = await start(index)
  expect(started.at('presenceStart.userErrors')).toEqual([])
  const commandId = String(started.at('presenceStart.challenge.command.id'))
  await platform.deliver(commandId)
  const secrets = deriveSecrets(terminal(index).k)
  const digits = presenceDigits(secrets.digits, commandId)
  const wrong = String((Number(digits) + 1) % 1_000_000).padStart(6, '0')
  return {
    id: String(started.at('presenceStart.challenge.id')),
    commandId,
    digits,
    wrong,
    words: presenceWords(secrets.words, commandId),
  }
}
const code = (one: Answer, name = 'presenceAnswer') => one.at(`${name}.userErrors.0.code`)

describe('a presence check', () => {
  test('right digits let the person request this command once', async () => {
    const { id, digits } = await shown(0)
    const right = await answer(id, ` ${digits.slice(0, 3)} ${digits.slice(3)} `)
    expect(right.at('presenceAnswer')).toMatchObject({
      right: true,
      userErrors: [],
      challenge: { state: 'GRANTED', words: null, command: { state: 'SUCCEEDED' } },
    })
    expect((await request(0, id)).at('commandRequest.command.state')).toBe('QUEUED')
    expect(
      (await agent.ask('query($id:ID!){presenceChallenge(id:$id){state}}', { id })).at('presenceChallenge.state'),
    ).toBe('USED')
    expect(code(await request(0, id), 'commandRequest')).toBe('PRESENCE_REQUIRED')
    expect(code(await answer(id, digits))).toBe('CHALLENGE_ENDED')
  })

  test('the grant is for this terminal, type and parameters, and does not keep', async () => {
    const { id, digits } = await shown(1)
    await answer(id, digits)
    expect(code(await request(2, id), 'commandRequest')).toBe('PRESENCE_REQUIRED')
    expect(code(await request(1, id, { command: { relogin: { level: 'BOTH' } } }), 'commandRequest')).toBe(
      'PRESENCE_REQUIRED',
    )
    // a refused request does not use it up
    expect(code(await request(1, id, { reason: '' }), 'commandRequest')).toBe('REASON_MISSING')
    expect(code(await request(1, id, {}, await house.as('wu@north.test')), 'commandRequest')).toBe('PRESENCE_REQUIRED')
    house.clock.advance(PRESENCE_GRANT_MS)
    expect(code(await request(1, id), 'commandRequest')).toBe('CHALLENGE_LAPSED')
  })

  test('a selection of one terminal counts as one terminal', async () => {
    const { id, digits } = await shown(4)
    await answer(id, digits)
    const selection = await agent.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
      i: { terminalIds: [terminal(4).id] },
    })
    const bulk = (stepUp: object | null) =>
      agent.ask('mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{commandCount} userErrors{code}}}', {
        i: {
          selectionId: selection.at('selectionCreate.selection.id'),
          expectedCount: 1,
          command: { relogin: {} },
          reason: 'one of one',
          stepUp,
          idempotencyKey: `b-${keys++}`,
        },
      })
    expect(code(await bulk(null), 'bulkRequest')).toBe('PRESENCE_REQUIRED')
    expect((await bulk({ presenceId: id })).at('bulkRequest')).toEqual({
      bulkAction: { commandCount: 1 },
      userErrors: [],
    })
    expect(code(await bulk({ presenceId: id }), 'bulkRequest')).toBe('PRESENCE_REQUIRED')
  })

  test('two requests at once spend it once', async () => {
    const { id, digits } = await shown(1)
    await answer(id, digits)
    const both = await Promise.all([request(1, id), request(1, id)])
    expect(new Set(both.map((one) => code(one, 'commandRequest')))).toEqual(new Set(['PRESENCE_REQUIRED', undefined]))
  })

  test('five wrong digits, even at once, end it and lock this person out of this terminal, nobody else', async () => {
    const { id, commandId, digits, wrong } = await shown(2)
    const answers = await Promise.all(Array.from({ length: 9 }, () => answer(id, wrong)))
    const codes = answers.map((one) => code(one))
    expect(codes.filter((one) => one === 'PRESENCE_DIGITS_WRONG')).toHaveLength(4)
    expect(codes.filter((one) => one === 'PRESENCE_LOCKED')).toHaveLength(1)
    expect(codes.filter((one) => one === 'CHALLENGE_ENDED')).toHaveLength(4)
    expect(answers.some((one) => one.at('presenceAnswer.right') === true)).toBe(false)
    expect(code(await answer(id, digits))).toBe('CHALLENGE_ENDED')
    expect((await platform.load(commandId)).cancelRequestedAt).not.toBeNull()
    const again = await start(2)
    expect(again.at('presenceStart.userErrors.0')).toMatchObject({
      code: 'PRESENCE_LOCKED',
      facts: [{ name: 'until', value: expect.stringMatching(/Z$/) }],
    })
    expect((await start(2, {}, await house.as('wu@north.test'))).at('presenceStart.userErrors')).toEqual([])
    expect((await start(3)).at('presenceStart.userErrors')).toEqual([])
    house.clock.advance(PRESENCE_LOCK_MS)
    expect((await start(2)).at('presenceStart.userErrors')).toEqual([])
  })

  test('digits count only once they are on the screen, and for five minutes', async () => {
    const started = await start(4)
    expect(code(await answer(started.at('presenceStart.challenge.id'), '000000'))).toBe('NOT_SHOWN_YET')
    const { id, digits } = await shown(5)
    house.clock.advance(PRESENCE_HOLDS_MS)
    expect(code(await answer(id, digits))).toBe('CHALLENGE_LAPSED')
  })

  test('the words are for the asking session, in its language, and while it is open', async () => {
    const QUERY = 'query($id:ID!){presenceChallenge(id:$id){words state}}'
    const { id, digits, words } = await shown(6)
    const read = async (client: Client, headers = {}) =>
      (await client.ask(QUERY, { id }, headers)).at('presenceChallenge')
    expect(await read(agent)).toEqual({ words: [...words.en], state: 'OPEN' })
    expect(await read(agent, { 'accept-language': 'zh-CN' })).toEqual({ words: [...words.zh], state: 'OPEN' })
    // another session of the same person, a colleague, and those above
    expect(await read(await house.as('li@north.test'))).toEqual({ words: null, state: 'OPEN' })
    for (const email of ['wu@north.test', 'ops@cup.test', 'ops@else.test'])
      expect(await read(await house.as(email))).toBeNull()
    expect(code(await answer(id, digits, await house.as('wu@north.test')))).toBe('NOT_YOURS')
    expect(code(await answer(id, digits, await house.as('ops@else.test')))).toBe('NOT_FOUND')
    await answer(id, digits)
    expect(await read(agent)).toEqual({ words: null, state: 'GRANTED' })
  })

  test.each([
    [
      'a terminal of others',
      () => ({ terminalId: house.fleet.terminals.teahouse[0]?.id }),
      'NOT_FOUND',
      ['input', 'terminalId'],
    ],
    ['a command beyond the role', () => ({ command: { lock: {} } }), 'NOT_PERMITTED', null],
    ['parameters that are none', () => ({ command: { messageShow: {} } }), 'BAD_PARAMS', ['input', 'command']],
    ['no key', () => ({ idempotencyKey: '' }), 'IDEMPOTENCY_KEY_MISSING', ['input', 'idempotencyKey']],
  ])('for %s is refused', async (_name, changed, expected, path) => {
    expect((await start(7, changed())).at('presenceStart.userErrors.0')).toMatchObject({ code: expected, path })
  })

  test('is started once for its key', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => start(7, { idempotencyKey: 'presence-once' })))
    expect(new Set(answers.map((one) => one.at('presenceStart.challenge.id'))).size).toBe(1)
  })

  test('digits and words stand in no row, no event, no stored answer and no log', async () => {
    const { id, digits, wrong, words } = await shown(3)
    await agent.ask('query($id:ID!){presenceChallenge(id:$id){words}}', { id })
    await answer(id, wrong)
    await answer(id, digits)
    const tables = await house.owner.read({ path: null }, (db) =>
      db.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
      ),
    )
    const dump: string[] = []
    for (const { name } of tables)
      dump.push(
        ...(
          await house.owner.read({ path: null }, (db) =>
            db.query<{ row: string }>(`select ${name}::text as row from ${name}`),
          )
        ).map(({ row }) => row),
      )
    const everything = [...dump, house.logged()].join('\n')
    expect(everything).toContain('PresenceGranted')
    // a whole number or word, not six digits in the midst of a longer hex string
    for (const secret of [digits, wrong])
      expect(everything).not.toMatch(new RegExp(`(?<![0-9a-z])${secret}(?![0-9a-z])`))
    expect(everything).not.toContain(`"${words.en[0]}"`)
    expect(everything).not.toContain(`"${words.zh[0]}"`)
    expect(everything).not.toContain(words.en.join('", "'))
  })
})
