import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ALIASES_MAX,
  COST_MAX,
  DEPTH_MAX,
  DIRECTIVES_MAX,
  FIRST_DEFAULT,
  FIRST_MAX,
  FIRST_NESTED_MAX,
  TOKENS_MAX,
} from './limits.ts'
import { ERROR_CODES, HTTP_STATUS } from './graphql/api-error.ts'
import { PASSWORD } from './testing/fleet.ts'
import { makeCorrections } from './testing/corrections-walked.ts'
import { makeMoney } from './testing/money.ts'
import { startTestHouse, type TestHouse } from './testing/test-house.ts'

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/api.md', import.meta.url)), 'utf8')
const run = promisify(execFile)
let house: TestHouse
beforeAll(async () => {
  house = await startTestHouse()
  const [terminal] = house.fleet.terminals.xuhui
  if (terminal === undefined) throw new Error('the store has no terminal')
  await makeMoney(house, terminal)
  await makeCorrections(house, { admin: await house.as('admin@cup.test'), commandId: '', terminal })
})
afterAll(() => house.close())

interface Example {
  readonly script: string
  readonly expected: unknown
}

/** Each shell block with the JSON block that shows its answer. */
function examples(): Example[] {
  return [...PAGE.matchAll(/```sh\n([\s\S]*?)```\s+```json\n([\s\S]*?)```/g)].map(([, script = '', json = '']) => ({
    script,
    expected: JSON.parse(json),
  }))
}

/** Which members a value has, and what is in them by kind: the page shows one item of a list for all. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : [shapeOf(value[0])]
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [name, shapeOf(member)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

test('every example of the page runs, and answers in the form that is shown', async () => {
  const all = examples()
  expect(all.length).toBeGreaterThan(8)
  expect(PAGE.match(/```sh\n/g)).toHaveLength(all.length)
  const script = all.map(({ script: one }) => `${one}\nprintf '\\n----\\n'`).join('\n')
  const admin = await house.as('admin@cup.test')
  const account = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP', role: 'VIEWER', idempotencyKey: 'docs-a' } },
  )
  const made = await admin.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){secret}}', {
    i: {
      serviceAccountId: account.at('serviceAccountCreate.serviceAccount.id'),
      name: 'docs',
      scopes: ['terminal:read'],
      expiresAt: new Date(house.clock.now() + 3_600_000).toISOString(),
      idempotencyKey: 'docs-k',
    },
  })
  const KEY = String(made.at('apiKeyCreate.secret'))
  const TOTP = house.people.code(await house.people.totp('ops@cup.test', house.keys.sealPeople))
  const { stdout } = await run('bash', ['-euc', script], {
    env: { PATH: process.env['PATH'] ?? '', API: house.url, EMAIL: 'ops@cup.test', PASSWORD, TOTP, KEY },
  })
  const answers = stdout.split('\n----\n').slice(0, -1)
  for (const [index, { script: one, expected }] of all.entries())
    expect([one, shapeOf(JSON.parse(answers[index] ?? ''))]).toEqual([one, shapeOf(expected)])
})

test('the figures of the page are those of the code', () => {
  for (const code of ERROR_CODES) expect(PAGE).toContain(`| \`${code}\` | ${HTTP_STATUS[code]} |`)
  const figure = (value: number) => value.toLocaleString('en')
  expect(PAGE).toContain(
    `\`first\` up to ${FIRST_MAX} at the root and ${FIRST_NESTED_MAX} nested, ${FIRST_DEFAULT} unless given`,
  )
  expect(PAGE).toContain(`${figure(COST_MAX)} at most. Documents have at most ${figure(TOKENS_MAX)}`)
  expect(PAGE).toMatch(
    new RegExp(`tokens, ${DEPTH_MAX} levels, ${ALIASES_MAX} aliases and ${DIRECTIVES_MAX} directives`),
  )
})
