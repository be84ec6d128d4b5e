import { existsSync, rmSync } from 'node:fs'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { type Binaries, binariesIn, startEmbedded } from './embedded/index.ts'
import { migrate } from './migrate.ts'
import { testPostgres } from './testing/environment.ts'
import { testFolder } from './testing/folders.ts'
import { assertNodeVersion } from './testing/node-version.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's connection to the run's server, without a database: `postgres://…:port/`. */
    postgres: { serverUrl: string; template: string }
  }
}

const TEMPLATE = 'budeng_template'
const DEBIAN_15 = '/usr/lib/postgresql/15/bin'

/** Once a run: one PostgreSQL, and in it a migrated database that every test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  assertNodeVersion()
  const folder = testFolder()
  const say = (message: string) => project.vitest.logger.warn(message)
  const binaries = chosenBinaries(say)
  const log = (_level: string, message: string) => say(message)
  const server = await startEmbedded({ dataDir: folder, fsync: false, log, ...(binaries && { binaries }) })
  const serverUrl = server.url.slice(0, server.url.lastIndexOf('/') + 1)
  const tearDown = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await makeTemplate(serverUrl)
  } catch (error) {
    await tearDown()
    throw error
  }
  project.provide('postgres', { serverUrl, template: TEMPLATE })
  return tearDown
}

function chosenBinaries(say: (message: string) => void): Binaries | undefined {
  if (testPostgres() === 'embedded') return undefined
  if (existsSync(DEBIAN_15)) return binariesIn(DEBIAN_15)
  say(`PostgreSQL 15: SKIPPED (not found in ${DEBIAN_15}); the tests run on the embedded server`)
  return undefined
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: `${serverUrl}postgres` })
  await client.connect()
  await client.query(`CREATE DATABASE ${TEMPLATE}`).finally(() => client.end())
  await migrate(`${serverUrl}${TEMPLATE}`)
}
