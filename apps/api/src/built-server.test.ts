import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ensureKeyFiles } from '@budeng/protocol'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from 'vite'

const ROOM = fileURLToPath(new URL('..', import.meta.url))
let database: TestDatabase
let folder: string
const children: ChildProcess[] = []
/** A busy machine takes its time to start a process. */
const PATIENCE_MS = 120_000

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'budeng-api-'))
  ensureKeyFiles(join(folder, 'keys'), Date.now())
  // its own folder: the one that `npm start` runs from is left alone. Inside of the room, so that packages are found.
  await build({
    root: ROOM,
    logLevel: 'error',
    build: { outDir: join(ROOM, 'node_modules/.cache/built-server-test'), emptyOutDir: true },
  })
}, PATIENCE_MS)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
  rmSync(join(ROOM, 'node_modules/.cache/built-server-test'), { recursive: true })
  await database.drop()
})

interface Running {
  readonly child: ChildProcess
  readonly lines: string[]
  readonly ended: Promise<number | null>
}

function start(env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [join(ROOM, 'node_modules/.cache/built-server-test/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  children.push(child)
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) }
}

// a test runner's modules are live objects: only a plain process shows an import that comes too early
test(
  'the built server starts under plain Node, answers, and stops when it is told to',
  async () => {
    const { child, lines, ended } = start({
      DATABASE_URL: database.url,
      BUDENG_HTTP_PORT: '0',
      BUDENG_DATA_DIR: folder,
    })
    const address = () => /"url":"(http:[^"]+)"/.exec(lines.join('\n'))?.[1]
    await expect.poll(address, { timeout: PATIENCE_MS, message: 'the server did not start' }).toBeDefined()
    const url = address() ?? ''
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{viewer{language} __typename}' }),
    })
    expect([answer.status, await answer.json()]).toEqual([200, { data: { viewer: null, __typename: 'Query' } }])
    child.kill('SIGTERM')
    expect([await ended, lines.filter((line) => /warn|error/i.test(line))]).toEqual([0, []])
  },
  PATIENCE_MS,
)

test(
  'what is wrong with its configuration is named, all of it, and no secret',
  async () => {
    const { lines, ended } = start({ BUDENG_HTTP_PORT: '99999', BUDENG_CLOCK_FACTOR: '0' })
    expect(await ended).toBe(1)
    const text = lines.join('\n')
    for (const name of ['DATABASE_URL', 'BUDENG_HTTP_PORT', 'BUDENG_CLOCK_FACTOR']) expect(text).toContain(name)
    const noKeys = start({ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x', BUDENG_KEYS_DIR: '/nowhere' })
    expect(await noKeys.ended).toBe(1)
    expect(noKeys.lines.join('\n')).toContain('/nowhere')
    expect(noKeys.lines.join('\n')).not.toContain('hunter2')
  },
  PATIENCE_MS,
)
