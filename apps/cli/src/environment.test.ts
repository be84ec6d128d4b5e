import { describe, expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'
import { CommandFault } from './exit-codes.ts'

describe('the environment', () => {
  test('needs nothing, and treats what is empty as unset', () => {
    const environment = readEnvironment({ BUDENG_HTTP_PORT: '', DATABASE_URL: '' })
    expect(environment).toMatchObject({
      httpPort: 4000,
      mqttPort: 1883,
      hostPort: 4010,
      hostIsoPort: 4011,
      databaseUrl: null,
      production: false,
      keysGiven: false,
      logLevel: 'error',
    })
    expect(environment.keysDir).toBe(`${environment.dataDir}/keys`)
    expect(environment.url).toBe('http://127.0.0.1:4000')
  })

  test('tells everything that is wrong at once, and shows no secret', () => {
    const wrong = { BUDENG_HTTP_PORT: '99999', BUDENG_LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://root:hunter2@x/y' }
    let message = ''
    try {
      readEnvironment(wrong)
    } catch (error) {
      expect(error).toBeInstanceOf(CommandFault)
      message = (error as CommandFault).message
    }
    expect(message).toContain('BUDENG_HTTP_PORT is "99999"')
    expect(message).toContain('BUDENG_LOG_LEVEL is "loud"')
    expect(message).toContain('DATABASE_URL:')
    expect(message).not.toContain('hunter2')
  })

  test('a faster clock is refused in production', () => {
    expect(() => readEnvironment({ NODE_ENV: 'production', BUDENG_CLOCK_FACTOR: '60' })).toThrow(
      /BUDENG_CLOCK_FACTOR must be 1/,
    )
    expect(readEnvironment({ BUDENG_CLOCK_FACTOR: '60' }).clockFactor).toBe(60)
  })
})
