import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
// what `inject` answers is declared there, for every room that tests with a database
import type * as _setup from './testing-setup.ts'

/** A database of its own for one test file: migrated, empty, gone after `drop`. */
export interface TestDatabase {
  /** The superuser's connection. */
  readonly url: string
  readonly name: string
  /** Ends every connection that is still open and removes the database. */
  drop(): Promise<void>
  /** Ends every connection; new ones are let in. */
  cut(): Promise<void>
  /** Ends every connection and lets nobody in, until `reopen`. */
  shut(): Promise<void>
  reopen(): Promise<void>
}

/**
 * Clones the run's migrated template, in about 30 ms.
 *
 *     const database = await testDatabase()
 *     afterAll(() => database.drop())
 */
export async function testDatabase(): Promise<TestDatabase> {
  return await madeFrom(inject('postgres').template)
}

/** One in which nothing is, as a restore wants it. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return await madeFrom('template1')
}

async function madeFrom(template: string): Promise<TestDatabase> {
  const { serverUrl } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`)
  const cut = () =>
    administer(serverUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  return {
    cut,
    shut: async () => {
      await administer(serverUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
      await cut()
    },
    reopen: () => administer(serverUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`),
    name,
    url: `${serverUrl}${name}`,
    drop: () => administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: `${serverUrl}postgres` })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

export { testFolder } from './testing/folders.ts'
export { placedRows } from './testing/placed-rows.ts'
export { compareByHand, holdTerminal, terminalAt } from './testing/journal-rows.ts'
