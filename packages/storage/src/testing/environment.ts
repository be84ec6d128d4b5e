/** Which PostgreSQL the database tests run on. */
export type TestPostgres = 'embedded' | '15'

/**
 * What a test run reads from the environment: `BUDENG_TEST_POSTGRES=15` asks for Debian's PostgreSQL 15, the oldest
 * that is supported.
 */
export function testPostgres(): TestPostgres {
  const asked = process.env['BUDENG_TEST_POSTGRES'] ?? 'embedded'
  if (asked === 'embedded' || asked === '15') return asked
  throw new Error(`BUDENG_TEST_POSTGRES is "${asked}"; it may be "embedded" or "15"`)
}
