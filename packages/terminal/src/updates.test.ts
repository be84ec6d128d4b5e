import { equal } from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyPair, type PackageManifest, packageText, signBytes } from '@budeng/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import type { FileAddress, Files } from './files.ts'
import { MemorySlots } from './software-slots.ts'
import { DiskStaging, type Staging } from './staging.ts'
import { MemoryStore, type Store } from './store.ts'
import { Bench, settle, TEST_IDENTITY, testCommand } from './testing.ts'
import { FailingStore } from './testing-power.ts'

const TICKET = 'AAAAAAAAAAAAAAAAAAAAAA'
const folder = mkdtempSync(join(tmpdir(), 'budeng-updates-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const vendor = newKeyPair()
const bytes = randomBytes(1_000_003)
const about = {
  model: 'test',
  version: '2.0.0',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('base64url'),
}
const manifest: PackageManifest = {
  ...about,
  signature: signBytes(packageText(about), vendor.privateKey),
  confirmSec: 60,
}

/** Gives the package, until so many bytes of it went out. */
class Shelf implements Files {
  sent = 0
  content: Buffer = bytes
  stopsAt = Number.POSITIVE_INFINITY
  gone = false

  async append(): Promise<null> {
    return null
  }

  async read({ ticket }: FileAddress, from: number, length: number): Promise<Uint8Array | 'GONE' | null> {
    equal(ticket, TICKET)
    if (this.gone) return 'GONE'
    const until = Math.min(from + length, this.stopsAt)
    if (until <= from) return null
    this.sent += until - from
    return this.content.subarray(from, until)
  }
}

let folders = 0
function benchOf(shelf = new Shelf(), store: Store = new MemoryStore(TEST_IDENTITY)) {
  const staging: Staging = new DiskStaging(join(folder, String(folders++)))
  const options = { files: shelf, staging }
  const bench = new Bench(store, options)
  const slots = new MemorySlots('test', vendor.x, '1.0.0')
  bench.device.software = slots
  return { bench, shelf, slots, options }
}
/** The terminal takes the software over when it is made. */
async function started(made: ReturnType<typeof benchOf>) {
  await made.bench.powerCycle(made.options)
  return made
}
const order = (change: Partial<PackageManifest> = {}) => ({ ticket: TICKET, params: { ...manifest, ...change } })
/** Everything that needs no time is done. */
async function calm(): Promise<void> {
  for (let i = 0; i < 10; i++) await settle()
}
const ends = (bench: Bench) => [...new Set(bench.results.map(({ status, code }) => `${status} ${code}`))]

describe('SOFTWARE_UPDATE [P-25]', () => {
  test('is fetched, started, and kept once the platform is there again', async () => {
    const { bench, slots, options } = await started(benchOf())
    await bench.command('SOFTWARE_UPDATE', 1, order())
    await calm()
    await bench.powerCycle(options)
    await calm()
    expect(ends(bench)).toEqual(['SUCCEEDED UPDATED'])
    expect(bench.results[0]?.data).toEqual({ from: '1.0.0', to: '2.0.0' })
    expect(bench.wire.of('hello').at(-1)?.versions.app).toBe('2.0.0')
    await bench.command('SOFTWARE_UPDATE', 2, order())
    await calm()
    expect(ends(bench)).toEqual(['SUCCEEDED UPDATED', 'NO_OP UP_TO_DATE'])
    await bench.scheduler.advance(3_600_000)
    expect(slots.version()).toBe('2.0.0')
  })
  test.each([
    ['another signature', { signature: signBytes('x', vendor.privateKey) }, 'PACKAGE_NOT_GENUINE'],
    ['another version than was signed', { version: '2.0.1' }, 'PACKAGE_NOT_GENUINE'],
    ['another hash than was signed', { sha256: Buffer.alloc(32, 1).toString('base64url') }, 'PACKAGE_NOT_GENUINE'],
  ])('%s: not a byte is fetched', async (_name, change, code) => {
    const { bench, shelf } = await started(benchOf())
    await bench.command('SOFTWARE_UPDATE', 1, order(change))
    expect(ends(bench)).toEqual([`FAILED ${code}`])
    expect(shelf.sent).toBe(0)
  })
  test('of another model, damaged, or gone, it is not installed', async () => {
    const { bench, shelf, slots } = await started(benchOf())
    const other = { ...about, model: 'other' }
    await bench.command(
      'SOFTWARE_UPDATE',
      1,
      order({ ...other, signature: signBytes(packageText(other), vendor.privateKey) }),
    )
    shelf.content = Buffer.from(bytes).fill(7, 5_000, 5_001)
    await bench.command('SOFTWARE_UPDATE', 2, order())
    await calm()
    shelf.gone = true
    await bench.command('SOFTWARE_UPDATE', 3, order())
    await calm()
    expect(ends(bench)).toEqual(['FAILED WRONG_MODEL', 'FAILED PACKAGE_DAMAGED', 'FAILED PACKAGE_GONE'])
    expect(slots.version()).toBe('1.0.0')
  })
  test('new software that does not bring the platform back is taken back, and so is one that does not start', async () => {
    for (const breaks of [false, true]) {
      const { bench, slots, options } = await started(benchOf())
      if (breaks) slots.broken.add('2.0.0')
      await bench.command('SOFTWARE_UPDATE', 1, order())
      await calm()
      bench.wire.accepts = false
      await bench.powerCycle(options)
      expect(slots.version()).toBe(breaks ? '1.0.0' : '2.0.0')
      await bench.scheduler.advance(60_000)
      bench.wire.accepts = true
      await bench.powerCycle(options)
      await bench.scheduler.advance(600_000)
      expect(slots.version()).toBe('1.0.0')
      expect(ends(bench)).toEqual(['FAILED ROLLED_BACK'])
    }
  })
  test.each([0.25, 0.5, 0.75, 1])(
    'cut off at %d of its bytes it goes on there, by line and by power',
    async (share) => {
      for (const cut of ['LINE', 'POWER'] as const) {
        const { bench, shelf, options } = await started(benchOf())
        shelf.stopsAt = Math.floor(bytes.length * share)
        await bench.command('SOFTWARE_UPDATE', 1, order())
        await bench.scheduler.advance(1_000)
        shelf.stopsAt = Number.POSITIVE_INFINITY
        if (cut === 'POWER' && share < 1) await bench.powerCycle(options)
        await bench.scheduler.advance(120_000)
        await bench.powerCycle(options)
        await calm()
        expect(ends(bench)).toEqual(['SUCCEEDED UPDATED'])
        expect(shelf.sent).toBe(bytes.length)
      }
    },
  )
  test('a line that stays silent fails it; what came is not fetched again by the next attempt', async () => {
    const { bench, shelf, options } = await started(benchOf())
    shelf.stopsAt = 700_000
    await bench.command('SOFTWARE_UPDATE', 1, order())
    await bench.scheduler.advance(700_000)
    expect(ends(bench)).toEqual(['FAILED NETWORK_LOST'])
    shelf.stopsAt = Number.POSITIVE_INFINITY
    await bench.command('SOFTWARE_UPDATE', 2, { ...order(), id: testCommand('REBOOT', 1).payload.id, attempt: 2 })
    await calm()
    await bench.powerCycle(options)
    await calm()
    expect(ends(bench)).toEqual(['FAILED NETWORK_LOST', 'SUCCEEDED UPDATED'])
    expect(shelf.sent).toBe(bytes.length)
  })
  test('the power going at every write: the new software runs and says so, and was installed whole', async () => {
    for (const after of [false, true])
      for (let write = 0; ; write++) {
        const store = new FailingStore(new MemoryStore(TEST_IDENTITY))
        const { bench, slots, options } = await started(benchOf(new Shelf(), store))
        const before = store.writes
        Object.assign(store, { writesLeft: write, cutsAfter: after, onCut: () => bench.terminal.stop(false) })
        bench.wire.send(testCommand('SOFTWARE_UPDATE', 1, order()).token)
        store.quiet = true
        await bench.scheduler.advance(1_000)
        const wasCut = store.writes - before > write
        store.powerOn()
        for (let starts = 0; starts < 3; starts++) {
          await bench.powerCycle(options)
          await bench.command('SOFTWARE_UPDATE', 1, order())
          await bench.scheduler.advance(10_000)
        }
        expect(ends(bench), `write ${write}, cut ${after ? 'after' : 'before'}`).toHaveLength(1)
        expect(['SUCCEEDED UPDATED', 'NO_OP UP_TO_DATE']).toContain(ends(bench)[0])
        expect(slots.version()).toBe('2.0.0')
        expect(bench.store.state.update).toBeNull()
        if (!wasCut) break
      }
  })
})
