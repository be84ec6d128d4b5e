import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@budeng/kernel/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DiskStore } from './disk-store.ts'
import { LOG_COMPACT_BYTES } from './limits.ts'
import { stateToJson } from './state.ts'
import { Bench, settle, TEST_IDENTITY } from './testing.ts'

// real time and real processes: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-terminal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const log = () => join(folder, 'state.log')

function opened(): DiskStore {
  const store = DiskStore.open(folder)
  if (store === null) throw new Error('nobody enrolled here')
  store.close()
  return store
}

describe('a store on disk', () => {
  test('nobody enrolled: there is none', () => {
    expect(DiskStore.open(folder)).toBeNull()
  })

  test('what a busy terminal knew, it knows after a power cut', async () => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    const bench = await new Bench(store, { trades: true }).start()
    bench.wire.acknowledges = false
    bench.wire.journal.acknowledges = false
    await bench.command('RELOGIN', 1)
    expect(bench.till.offline('OFFLINE_SALE', { amount: '900', currency: 'CNY', exponent: 2 })).toMatchObject({
      ok: true,
    })
    await bench.command('LOCK', 2)
    bench.device.inTransaction = true
    await bench.command('REBOOT', 70)
    await settle()
    expect(stateToJson(opened().state)).toEqual(stateToJson(store.state))
    expect(opened().identity).toEqual(TEST_IDENTITY)
    bench.terminal.stop()
  })

  test('nobody else may read the secrets', () => {
    DiskStore.create(folder, TEST_IDENTITY).close()
    for (const name of ['identity.json', 'state.log']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test('a log cut at any byte gives the changes before the cut, never half of one', () => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    const start = statSync(log()).size
    for (let boot = 1; boot <= 6; boot++) store.append({ e: 'boot', boot }, { e: 'conn', conn: boot * 10 })
    store.close()
    const whole = readFileSync(log())
    let before = 0
    for (let cut = start; cut <= whole.length; cut++) {
      writeFileSync(log(), whole.subarray(0, cut))
      const { state } = opened()
      expect(state.storeLost).toBe(false)
      expect(state.conn).toBe(state.boot * 10)
      expect(state.boot).toBeGreaterThanOrEqual(before)
      before = state.boot
    }
    expect(before).toBe(6)
  })

  test('the line after a torn one stands by itself', () => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    store.append({ e: 'boot', boot: 1 })
    store.append({ e: 'boot', boot: 2 })
    store.close()
    writeFileSync(log(), readFileSync(log()).subarray(0, -4))
    const again = DiskStore.open(folder)
    again?.append({ e: 'conn', conn: 9 })
    again?.close()
    expect(opened().state).toMatchObject({ boot: 1, conn: 9 })
  })

  test.each([
    ['gone', () => rmSync(log())],
    ['empty', () => writeFileSync(log(), '')],
    [
      'damaged in the middle',
      () => {
        const bytes = readFileSync(log())
        bytes[12] = (bytes[12] ?? 0) ^ 1
        writeFileSync(log(), bytes)
      },
    ],
  ])('a log that is %s counts as lost, and is said so', (_, damage) => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    store.append({ e: 'boot', boot: 5 })
    store.close()
    damage()
    expect(opened().state).toMatchObject({ storeLost: true, boot: 0 })
    expect(opened().identity).toEqual(TEST_IDENTITY)
  })

  test('the log is folded into a snapshot and stays small', () => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    for (let i = 0; i < 400; i++)
      store.append({ e: 'keys', rootKey: 'x'.repeat(2_000), keyList: { version: i, keys: [] } })
    expect(statSync(log()).size).toBeLessThan(LOG_COMPACT_BYTES + 5_000)
    expect(stateToJson(opened().state)).toEqual(stateToJson(store.state))
    store.close()
  })

  test('a draft left by a power cut during folding does no harm', () => {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    store.append({ e: 'boot', boot: 3 })
    store.close()
    copyFileSync(log(), `${log()}.next`)
    writeFileSync(`${log()}.next`, readFileSync(log()).subarray(0, 30))
    expect(opened().state.boot).toBe(3)
  })
})

describe('kill -9 at random points', () => {
  const KILLS = 12

  test(`${KILLS} kills: what was printed is there, in order and without a gap`, async () => {
    const random = seededRandom(2026)
    let printed = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      printed = Math.max(printed, await runAndKill(folder, 1 + Math.floor(random() * 400)))
      const { state } = opened()
      expect(state.storeLost).toBe(false)
      expect(state.boot).toBe(kill)
      // one more may have been written than was printed
      expect(state.window.highest - printed).toBeGreaterThanOrEqual(0)
      expect(state.window.highest - printed).toBeLessThanOrEqual(1)
      expect(state.used.reply).toBe(state.window.highest)
      const waiting = [...state.outbox.reply.keys()]
      expect(waiting).toEqual(waiting.map((_, i) => state.used.reply - waiting.length + 1 + i))
      expect(state.ring.size).toBe(Math.min(256, state.window.highest))
    }
    expect(printed).toBeGreaterThan(KILLS)
  })
})

/** Runs the child until it printed `steps` more steps, and kills it in whatever it is doing. Returns the last step printed. */
async function runAndKill(storeFolder: string, steps: number): Promise<number> {
  const child = spawn(process.execPath, [new URL('kill-child.ts', import.meta.url).pathname, storeFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let first = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    first ||= Number.parseInt(output, 10)
    const last = lastLine(output)
    if (first > 0 && last - first >= steps) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return lastLine(output)
}

function lastLine(output: string): number {
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1))
}
