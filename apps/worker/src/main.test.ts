import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureKeyFiles } from '@budeng/protocol'
import { liveProcesses, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { handClock, open } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOM = dirname(dirname(fileURLToPath(import.meta.url)))
let folder: string
let database: TestDatabase
let storage: Storage

beforeAll(async () => {
  // inside the room, so that the built program finds its packages
  mkdirSync(join(ROOM, 'node_modules'), { recursive: true })
  folder = mkdtempSync(join(ROOM, 'node_modules/.worker-test-'))
  execFileSync('vite', ['build', '--outDir', join(folder, 'dist'), '--logLevel', 'error'], {
    cwd: ROOM,
    stdio: 'inherit',
  })
  ensureKeyFiles(join(folder, 'keys'), Date.now())
  database = await testDatabase()
  storage = await open(database.url, 'app', handClock(0))
})
afterAll(async () => {
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function start(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(folder, 'dist/main.js')], {
    env: { BUDENG_DATA_DIR: folder, BUDENG_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
}
const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
const workers = () => storage.read(PLATFORM_SCOPE, (db) => liveProcesses(db, 'worker'))

test('the built worker runs under plain Node, and ends cleanly when asked', async () => {
  const child = start({ DATABASE_URL: database.url })
  const exit = exitOf(child)
  await expect.poll(async () => (await workers()).length, { timeout: 60_000 }).toBe(1)
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(await workers()).toEqual([])
})

test('a wrong environment is named, and nothing starts', async () => {
  const child = start({ DATABASE_URL: '', BUDENG_HOST_PORT: 'x' })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  expect(await exitOf(child)).toBe(1)
  expect(said).toContain('DATABASE_URL')
  expect(said).toContain('BUDENG_HOST_PORT')
})
