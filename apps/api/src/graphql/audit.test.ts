import { auditServer } from 'graphql-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.close())

test('GraphQL over HTTP by its own suite: no error, at most three warnings', async () => {
  const { cookie } = await house.as('ops@cup.test')
  const results = await auditServer({
    url: `${house.url}/graphql`,
    fetchFn: (input: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      headers.set('cookie', cookie)
      return fetch(input, { ...init, headers })
    },
  })
  const named = (status: string) =>
    results
      .filter((result) => result.status === status)
      .map((result) => `${result.id} ${result.name}: ${'reason' in result ? result.reason : ''}`)
  expect(results.length).toBeGreaterThan(50)
  expect(named('error')).toEqual([])
  expect(named('warn').length, named('warn').join('\n')).toBeLessThanOrEqual(3)
})
