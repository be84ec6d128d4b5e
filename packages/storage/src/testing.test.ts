import { Client } from 'pg'
import { expect, test } from 'vitest'
import { assertNodeVersion } from './testing/node-version.ts'
import { testDatabase } from './testing.ts'

test('each test database is migrated, empty of the others, and gone after its drop', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()])
  expect(await tables(one.url)).toEqual(await tables(other.url))
  expect(await tables(one.url)).toContain('event')
  const client = new Client({ connectionString: one.url })
  client.on('error', () => {}) // the drop ends this connection
  await client.connect()
  await client.query('CREATE TABLE here_only ()')
  expect(await tables(other.url)).not.toContain('here_only')
  await one.drop()
  await other.drop()
  await expect(tables(one.url)).rejects.toThrow('does not exist')
})

test('an old Node is told what to do', () => {
  expect(() => assertNodeVersion('20.20.2')).toThrow('put node_modules/.bin first on PATH')
  expect(() => assertNodeVersion('24.10.0')).toThrow('24.11 is the least')
  expect(() => assertNodeVersion('24.11.0')).not.toThrow()
  expect(() => assertNodeVersion('26.1.0')).not.toThrow()
})

async function tables(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    )
    return rows.map(({ name }) => name)
  } finally {
    await client.end()
  }
}
