import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { testFolder } from '../testing/folders.ts'
import { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './index.ts'

/** A folder that is gone after the test; walkable unless asked otherwise. */
export function temporaryFolder(mode = 0o755): string {
  const folder = testFolder()
  chmodSync(folder, mode)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let template: Promise<string> | undefined
afterAll(async () => {
  if (template !== undefined) rmSync(await template, { recursive: true, force: true })
})

/** A folder with a cluster as an earlier start left it, copied from one that each test file makes once. */
export async function usedFolder(): Promise<string> {
  template ??= makeTemplate()
  const folder = temporaryFolder()
  spawnSync('cp', ['-a', `${await template}/.`, folder])
  return folder
}

async function makeTemplate(): Promise<string> {
  const folder = testFolder()
  await (await startEmbedded({ dataDir: folder, fsync: false, log: () => {} })).stop()
  return folder
}

/** A server that is stopped after the test, and the warnings it gave. */
export async function started(
  options: Partial<EmbeddedOptions> & { dataDir: string },
): Promise<EmbeddedServer & { warnings: string[] }> {
  const warnings: string[] = []
  const log = (level: string, message: string) => void (level === 'warn' && warnings.push(message))
  const server = await startEmbedded({ fsync: false, log, ...options })
  onTestFinished(() => server.stop())
  return Object.defineProperties({ warnings }, Object.getOwnPropertyDescriptors(server)) as EmbeddedServer & {
    warnings: string[]
  }
}

/** The first row of a query over a connection of its own. */
export async function firstRow(url: string, statement: string): Promise<Record<string, unknown> | undefined> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {}) // a server that is killed under an idle connection
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows[0]
  } finally {
    await client.end()
  }
}

/** A process of its own that runs a server, as another user if asked. */
export async function startedElsewhere(
  dataDir: string,
  uid?: number,
): Promise<{ parent: ChildProcess; url: string; pid: number; uid: number }> {
  const script = fileURLToPath(new URL('start-and-wait.fixture.ts', import.meta.url))
  const identity = uid === undefined ? {} : { uid, gid: uid }
  const parent = spawn(process.execPath, [script, dataDir], { ...identity, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void parent.kill('SIGTERM'))
  let errors = ''
  parent.stderr.on('data', (chunk) => (errors += String(chunk)))
  const said = once(parent.stdout, 'data').then(([line]) => String(line))
  const died = once(parent, 'exit').then(() => Promise.reject(new Error(errors)))
  died.catch(() => {})
  return { parent, ...(JSON.parse(await Promise.race([said, died])) as { url: string; pid: number; uid: number }) }
}

/** Waits for a condition; the test's own timeout ends the wait. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(10)
}
