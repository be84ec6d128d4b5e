import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SOCKET_MESSAGE_BYTES_MAX } from '../limits.ts'
import type { Answer, Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  // the first document warms parser, rules and schema up
  await ops.ask('{ terminals { nodes { id } } }')
})
afterAll(() => house.close())

/** "No input blocks a process for 100 ms": the longest turn of the event loop while the work ran, in CPU time of its thread. */
async function watched(work: () => Promise<Answer>): Promise<{ answer: Answer; blockedMs: number }> {
  let blockedMs = 0
  let last = cpuTimeMs()
  const look = () => {
    const now = cpuTimeMs()
    blockedMs = Math.max(blockedMs, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  const answer = await work()
  clearInterval(timer)
  look()
  return { answer, blockedMs }
}

/** Of this thread alone: what other processes and other threads of this one do does not count. */
function cpuTimeMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

const bomb = (fields: string) =>
  `{...f0}${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Query{...f${i + 1} ...f${i + 1}}`).join('')}fragment f20 on Query{${fields}}`
const aliases = (count: number, field: string) =>
  `{${Array.from({ length: count }, (_, i) => `a${i}:${field}`).join(' ')}}`
const deep = (depth: number) => `{terminals{nodes{runningCommand${'{causedBy'.repeat(depth)}{id}${'}'.repeat(depth)}}}}`

const HOSTILE: readonly { name: string; query: string; code?: string }[] = [
  { name: 'twenty fragments that double', query: bomb('viewer{language}') },
  { name: 'twenty fragments that double over introspection', query: bomb('__schema{types{name}}') },
  { name: 'a thousand aliases', query: aliases(1_000, 'viewer{language}') },
  {
    name: 'a hundred aliased logins',
    query: `mutation${aliases(100, 'login(input:{email:"a@b.c",password:"x"}){userErrors{code}}')}`,
  },
  { name: 'a depth of 500', query: deep(500) },
  { name: 'a depth of 40', query: deep(40) },
  { name: 'five thousand equal fields', query: `{viewer{${'language '.repeat(5_000)}}}` },
  { name: 'three thousand directives', query: `{viewer{language ${'@include(if:true)'.repeat(3_000)}}}` },
  { name: 'thirty directives', query: `{viewer{language ${'@include(if:true)'.repeat(30)}}}`, code: 'BAD_USER_INPUT' },
  { name: 'pages of pages', query: '{terminals(first:200){nodes{commands(first:50){nodes{timeline{text}}}}}}' },
  { name: 'a fragment that spreads itself', query: '{...f}fragment f on Query{...f}', code: 'BAD_USER_INPUT' },
  {
    name: 'a hundred and fifty fields of one name, each with another argument',
    query: `{${Array.from({ length: 150 }, (_, i) => `terminals(first:${i + 1}){totalCount}`).join(' ')}}`,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a hundred fragments, all spread into one place',
    query: `{${Array.from({ length: 100 }, (_, i) => `...f${i}`).join(' ')}}${Array.from({ length: 100 }, (_, i) => `fragment f${i} on Query{terminals(first:${i + 1}){totalCount nodes{id tid}}}`).join('')}`,
  },
  {
    name: 'fragments in a ring of fifty',
    query: `{...f0}${Array.from({ length: 50 }, (_, i) => `fragment f${i} on Query{viewer{language} ...f${(i + 1) % 50}}`).join('')}`,
    code: 'BAD_USER_INPUT',
  },
  { name: 'a list of twenty thousand in an argument', query: `{nodes(ids:[${'"x"'.repeat(20_000)}]){id}}` },
  {
    name: 'a string of ninety thousand characters',
    query: `{terminal(id:"${'x'.repeat(90_000)}"){id} nothing}`,
    code: 'BAD_USER_INPUT',
  },
  { name: 'braces without end', query: '{a'.repeat(40_000) },
  { name: 'lists without end', query: `{nodes(ids:${'['.repeat(40_000)}` },
  {
    name: 'unknown fields without end',
    query: `{${Array.from({ length: 900 }, (_, i) => `x${i}`).join(' ')}}`,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'unknown arguments without end',
    query: `{terminals(${Array.from({ length: 600 }, (_, i) => `x${i}:1`).join(' ')}){totalCount}}`,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'variables without end',
    query: `query(${Array.from({ length: 450 }, (_, i) => `$x${i}:Strin`).join(' ')}){viewer{language}}`,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'introspection within introspection',
    query: `{__schema{types{fields{type{fields{type{fields{type{fields{type{name}}}}}}}}}}}`,
  },
]

describe('a hostile document is refused before anything of it runs', () => {
  test.each(HOSTILE)('$name', async ({ query, code = 'QUERY_TOO_COMPLEX' }) => {
    const before = house.storage.stats().reads
    const { answer, blockedMs } = await watched(() => ops.ask(query))
    expect([answer.status, answer.codes.every((one) => one === code || one === 'BAD_USER_INPUT'), answer.data]).toEqual(
      [400, true, undefined],
    )
    expect(answer.codes).toContain(code)
    // at most the session was looked up
    expect(house.storage.stats().reads - before).toBeLessThanOrEqual(1)
    expect(blockedMs).toBeLessThan(BLOCKED_MS_MAX)
  })

  test('the doubling fragments fit in 866 bytes', () => {
    expect(bomb('__typename').length).toBeLessThanOrEqual(1_000)
  })

  test('the same over a socket', async () => {
    const socket = ops.socket()
    for (const { query } of HOSTILE) {
      // larger messages close the socket
      if (JSON.stringify(query).length > SOCKET_MESSAGE_BYTES_MAX - 100) continue
      const refused = await new Promise((resolve) =>
        socket.subscribe(
          { query: query.replace(/^\{/, 'subscription{') },
          { next: () => resolve('ran'), error: resolve, complete: () => resolve('done') },
        ),
      )
      expect(JSON.stringify(refused)).toMatch(/QUERY_TOO_COMPLEX|BAD_USER_INPUT/)
    }
    await socket.dispose()
  })
})

const BLOCKED_MS_MAX = 250

describe('hostile requests', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`
  test.each([
    ['lists within lists', `{"query":"query($x:[ID!]!){nodes(ids:$x){id}}","variables":{"x":${nested(40_000)}}}`],
    [
      'a filter of nothing but depth',
      `{"query":"query($x:TerminalFilter){terminals(filter:$x){totalCount}}","variables":{"x":${nested(40_000)}}}`,
    ],
    [
      'ten thousand ids',
      `{"query":"query($x:[ID!]!){nodes(ids:$x){id}}","variables":{"x":[${Array.from({ length: 10_000 }, (_, i) => `"x${i}"`).join()}]}}`,
    ],
    [
      'nine thousand wrong ids',
      `{"query":"query($x:[ID!]!){nodes(ids:$x){id}}","variables":{"x":[${'null,'.repeat(9_000)}null]}}`,
    ],
    [
      'a number of ninety thousand digits',
      `{"query":"query($x:Int){terminals(first:$x){totalCount}}","variables":{"x":${'9'.repeat(90_000)}}}`,
    ],
    [
      'a search of ninety thousand characters',
      `{"query":"query($x:String){terminals(filter:{q:$x}){totalCount}}","variables":{"x":"${'丽%_'.repeat(10_000)}"}}`,
    ],
  ])('variables: %s', async (_name, body) => {
    const { answer, blockedMs } = await watched(() => ops.post(body))
    expect([answer.status < 500, new Set(answer.codes)]).toEqual([true, new Set(['BAD_USER_INPUT'])])
    expect(blockedMs).toBeLessThan(BLOCKED_MS_MAX)
  })

  test('a batch is refused', async () => {
    const answer = await ops.post(JSON.stringify([{ query: '{viewer{language}}' }, { query: '{viewer{language}}' }]))
    expect([answer.status, answer.codes]).toEqual([400, ['BAD_USER_INPUT']])
  })

  test('a body of a megabyte is refused without being read', async () => {
    const answer = await ops.ask(`{viewer{language}} # ${'x'.repeat(1_000_000)}`)
    expect([answer.status, answer.codes]).toEqual([413, ['BAD_USER_INPUT']])
  })

  test.each([
    ['{"query":', 400],
    ['null', 400],
    ['[]', 400],
    ['{}', 400],
    ['{"query":7}', 400],
    ['{"query":"{viewer{language}}","variables":"x"}', 400],
    ['{"query":"{viewer{language}}","operationName":"none"}', 400],
    ['{"query":"{ nothing }"}', 400],
    ['{"query":"{viewer{language}}","__proto__":{"x":1}}', 400],
  ])('%s', async (body, status) => {
    const answer = await ops.post(body)
    expect([answer.status, answer.codes]).toEqual([status, ['BAD_USER_INPUT']])
    expect(answer.errors[0]?.extensions['requestId']).toBe(answer.headers.get('x-request-id'))
  })

  test('a form, a text and a foreign page are refused', async () => {
    expect(
      (await ops.post('query={viewer{language}}', { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415)
    expect(
      (await ops.post('{"query":"{viewer{language}}"}', { 'content-type': 'text/plain' })).status,
    ).toBeGreaterThanOrEqual(400)
    const foreign = await ops.ask('{viewer{language}}', {}, { origin: 'https://evil.example' })
    expect([foreign.status, foreign.codes]).toEqual([403, ['FORBIDDEN']])
    const own = await ops.ask('{viewer{language}}', {}, { origin: house.url })
    expect(own.status).toBe(200)
  })

  test('nothing is asked by an address, which every proxy on the way writes down', async () => {
    const get = (query: string) =>
      fetch(`${house.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { cookie: ops.cookie, 'apollo-require-preflight': 'yes' },
      })
    for (const query of ['{viewer{language}}', 'mutation{logout{done}}']) {
      const answer = await get(query)
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
      expect(await answer.json()).not.toHaveProperty('data.viewer')
    }
    expect((await ops.ask('{viewer{language}}')).errors).toEqual([])
  })

  test('who asks for too much within a minute is told when to come back', async () => {
    const small = await startTestHouse({ costPerMinute: 2_000 })
    const client = await small.as('ops@cup.test')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => client.ask('{terminals(first:200){nodes{tid}}}')),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.codes).toEqual(['RATE_LIMITED'])
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    await small.close()
  })
})
