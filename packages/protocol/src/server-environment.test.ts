import { expect, test } from 'vitest'
import { commaList, readVariables, serverEnvironment, serverVariables } from './server-environment.ts'

const DATABASE_URL = 'postgres://localhost/x'

test('what is empty was not set, as an environment file leaves it', () => {
  const set = { DATABASE_URL, BUDENG_KEYS_DIR: '', BUDENG_CLOCK_FACTOR: '', NODE_ENV: '' }
  expect(serverEnvironment(readVariables(serverVariables, set))).toMatchObject({
    ...{ databaseUrl: DATABASE_URL, keysFolder: '.budeng/keys', clockFactor: 1, logLevel: 'info', production: false },
  })
})

test('a clock is real unless it is asked to run faster, and never does in production', () => {
  const clockOf = (set: object) => serverEnvironment(readVariables(serverVariables, { DATABASE_URL, ...set })).clock
  const [before, now, after] = [Date.now(), clockOf({ BUDENG_CLOCK_ORIGIN: '1700000000000' }).now(), Date.now()]
  expect([before, now, after].toSorted((a, b) => a - b)).toEqual([before, now, after])
  expect(clockOf({ BUDENG_CLOCK_FACTOR: '60' }).now()).toBeGreaterThan(59 * after)
  expect(() => clockOf({ BUDENG_CLOCK_FACTOR: '60', NODE_ENV: 'production' })).toThrow('is 1 in production')
})

test('a server adds its own variables, and all that are wrong are named', () => {
  const own = serverVariables.safeExtend({ BUDENG_NOTIFY_INSIDE: commaList })
  expect(readVariables(own, { DATABASE_URL, BUDENG_NOTIFY_INSIDE: ' a, ,b' }).BUDENG_NOTIFY_INSIDE).toEqual(['a', 'b'])
  expect(() => readVariables(own, { BUDENG_LOG_LEVEL: 'loud' })).toThrow(/DATABASE_URL[\s\S]*BUDENG_LOG_LEVEL/)
  const fast = { DATABASE_URL, BUDENG_CLOCK_FACTOR: '60', NODE_ENV: 'production' }
  expect(() => readVariables(own, fast)).toThrow('BUDENG_CLOCK_FACTOR')
})
