import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { ApiError, ERROR_CODES } from './api-error.ts'
import { maskError } from './faults.ts'

const SECRET = 'postgres://budeng:hunter2@10.0.0.7/budeng'

describe('what leaves of an error', () => {
  const mask = (error: unknown, code?: string) =>
    maskError(
      { message: error instanceof Error ? error.message : String(error), extensions: { code, stacktrace: [SECRET] } },
      error,
    )

  test.each([
    ['a fault', new Error(SECRET)],
    ['a fault in a resolver', new GraphQLError(SECRET, { originalError: new Error(SECRET), path: ['terminals'] })],
    [
      'a fault wrapped twice',
      new GraphQLError('x', { originalError: new GraphQLError('y', { originalError: new TypeError(SECRET) }) }),
    ],
    ['a code of somebody else', new GraphQLError(SECRET, { extensions: { code: 'INTERNAL_SERVER_ERROR' } })],
    ['an invented code', new GraphQLError(SECRET, { extensions: { code: 'MY_CODE' } })],
    ['no error at all', SECRET],
    ['nothing', undefined],
  ])('%s: only that it happened', (_name, error) => {
    const { formatted, fault } = mask(error, 'INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(formatted)).not.toContain('hunter2')
    expect(formatted.extensions).toEqual({ code: 'INTERNAL' })
    expect(fault).not.toBeNull()
  })

  test('a refusal of ours goes as it is, without what is for HTTP', () => {
    const refusal = new ApiError('RATE_LIMITED', 'Too much.', { retryAfterMs: 1_500 })
    expect(mask(refusal)).toEqual({
      formatted: { message: 'Too much.', extensions: { code: 'RATE_LIMITED', retryAfterMs: 1_500 } },
      fault: null,
    })
  })

  test.each(['57P01', '57014', '53300', 'ECONNREFUSED', '08006'])(
    'a database that is away or too slow (%s) is overload, with a time',
    (code) => {
      const { formatted } = mask(new GraphQLError('x', { originalError: Object.assign(new Error(SECRET), { code }) }))
      expect(formatted).toEqual({
        message: expect.not.stringContaining('hunter2'),
        extensions: { code: 'OVERLOADED', retryAfterMs: 2_000 },
      })
    },
  )

  test('the list of codes is closed', () => {
    expect(ERROR_CODES).toEqual([
      'UNAUTHENTICATED',
      'FORBIDDEN',
      'SESSION_LOCKED',
      'FACTOR_REQUIRED',
      'BAD_USER_INPUT',
      'QUERY_TOO_COMPLEX',
      'RATE_LIMITED',
      'OVERLOADED',
      'INTERNAL',
    ])
  })
})

describe('when the database', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await startTestHouse()
  })
  afterAll(() => house.close())

  test('breaks a rule of ours, the caller learns nothing but the request id, and the log has the rest', async () => {
    const ops = await house.as('ops@cup.test')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, async (unit) => {
      await unit.execute(`alter table terminal rename column model to model_away`)
    })
    const answer = await ops.ask('{viewer{language} terminals{nodes{tid}}}', {}, { 'x-request-id': 'trace-42' })
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`alter table terminal rename column model_away to model`),
    )
    expect([answer.status, answer.codes]).toEqual([500, ['INTERNAL']])
    expect(answer.errors[0]?.extensions).toEqual({ code: 'INTERNAL', requestId: 'trace-42' })
    expect(answer.text).not.toMatch(/model|select|42703|does not exist/)
    expect(house.logged()).toMatch(/an operation failed .*trace-42.*42703/)
    expect((await ops.ask('{terminals(first:1){nodes{tid}}}')).status).toBe(200)
  })

  test('drops its connections, the next question is answered', async () => {
    const ops = await house.as('ops@cup.test')
    await house.database.cut()
    await expect
      .poll(async () => (await ops.ask('{terminals(first:1){nodes{tid}}}')).status, { timeout: 60_000 })
      .toBe(200)
    expect(
      (await ops.ask('mutation{selectionCreate(input:{filter:{}}){selection{count}}}')).at(
        'selectionCreate.selection.count',
      ),
    ).toBe(15)
  })

  test('takes nobody in, the answer is OVERLOADED with a time, and it passes', async () => {
    const ops = await house.as('ops@cup.test')
    await house.database.shut()
    const answer = await ops.ask('{terminals(first:1){nodes{tid}}}')
    const ready = await fetch(`${house.url}/readyz`)
    await house.database.reopen()
    expect([answer.status, answer.codes]).toEqual([503, ['OVERLOADED']])
    expect(answer.headers.get('retry-after')).toBe('2')
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, missing: ['database', 'gateway', 'worker'] },
    ])
    await expect
      .poll(async () => (await ops.ask('{terminals(first:1){nodes{tid}}}')).status, { timeout: 60_000 })
      .toBe(200)
  })
})
