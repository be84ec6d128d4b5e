import { existsSync, rmSync } from 'node:fs'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { type Binaries, binariesIn, startEmbedded } from './embedded/index.ts'
import { migrate } from './migrate.ts'
import { type TestPostgres, testPostgres } from './testing/environment.ts'
import { testFolder } from './testing/folders.ts'
import { assertNodeVersion } from './testing/node-version.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * The superuser's connection to the run's server, without a database: `postgres://…:port/`; and a folder, in memory
     * where there is enough of it, that goes with the run.
     */
    postgres: { serverUrl: string; template: string; folder: string }
  }
  interface TaskMeta {
    /** What a walk counted; `npm run prove -- trust` reads it from the report of the run. */
    counts?: Readonly<Record<string, number>>
  }
}

const TEMPLATE = 'budeng_template'
const DEBIAN_15 = '/usr/lib/postgresql/15/bin'

/** Once a run: one PostgreSQL, and in it a migrated database that every test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await serve(project, testPostgres())
}

/** The same on a named one. */
export async function serve(project: TestProject, postgres: TestPostgres): Promise<() => Promise<void>> {
  assertNodeVersion()
  const say = (message: string) => project.vitest.logger.warn(message)
  const binaries = chosenBinaries(postgres, say)
  const log = (level: string, message: string) => void (level === 'warn' && say(message))
  const folder = testFolder()
  const cleaning: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const tearDown = async () => {
    for (const clean of cleaning) await clean()
  }
  try {
    const server = await startEmbedded({ dataDir: folder, fsync: false, log, ...(binaries && { binaries }) })
    cleaning.unshift(() => server.stop())
    const serverUrl = server.url.slice(0, server.url.lastIndexOf('/') + 1)
    await makeTemplate(serverUrl)
    project.provide('postgres', { serverUrl, template: TEMPLATE, folder })
    return tearDown
  } catch (error) {
    await tearDown()
    throw error
  }
}

function chosenBinaries(postgres: TestPostgres, say: (message: string) => void): Binaries | undefined {
  if (postgres === 'embedded') return undefined
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
