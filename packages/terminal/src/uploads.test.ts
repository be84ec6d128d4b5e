import { deepEqual, equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_CARD } from '@budeng/kernel/testing'
import { FILE_PART_BYTES_MAX } from '@budeng/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import type { FileAnswer, FileAddress, Files, FileWhole } from './files.ts'
import { DiskStaging, MemoryStaging, type Staging } from './staging.ts'
import { MemoryStore } from './store.ts'
import { Bench, settle, TEST_IDENTITY, testCommand } from './testing.ts'
import { FailingStore } from './testing-power.ts'

const TICKET = 'AAAAAAAAAAAAAAAAAAAAAA'
const folder = mkdtempSync(join(tmpdir(), 'budeng-staging-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The platform's side of one file: keeps what comes in order, and falls silent when a test says so. */
class Shelf implements Files {
  held: Buffer = Buffer.alloc(0)
  whole: FileWhole | null = null
  asked = 0
  /** Answers nothing to these calls, by their number: false when the part never came, true when only the answer was lost. */
  silent = new Map<number, boolean>()
  down = false
  refuses: FileAnswer | null = null

  async read(): Promise<null> {
    return null
  }

  async append(at: FileAddress, offset: number, part: Uint8Array, whole: FileWhole): Promise<FileAnswer | null> {
    const lost = this.silent.get(this.asked++)
    if (this.down || lost === false) return null
    if (this.refuses !== null) return this.refuses
    equal(at.ticket, TICKET)
    this.whole ??= whole
    deepEqual(whole, this.whole)
    const taken = offset === this.held.length
    if (taken) this.held = Buffer.concat([this.held, part])
    if (lost === true) return null
    if (taken && this.held.length === whole.bytes) return { kind: 'COMPLETE' }
    return { kind: 'AT', offset: this.held.length }
  }
}

function benchOf(shelf: Shelf, store = new MemoryStore(TEST_IDENTITY), staging: Staging = new MemoryStaging()) {
  const options = { files: shelf, staging }
  const bench = new Bench(store, options)
  const log = 'x'.repeat(99)
  bench.device.log = () => `card ${TEST_CARD} read\n${`${log}\n`.repeat(6_000)}`
  return { bench, options }
}
const order = { ticket: TICKET, params: { sinceHours: 24, bytesMax: 16_000_000 } }
/** Everything that needs no time is done. */
async function calm(): Promise<void> {
  for (let i = 0; i < 10; i++) await settle()
}
const ends = (bench: Bench) => bench.results.map(({ status, code }) => `${status} ${code}`)
const whole = ({ held, whole: named }: Shelf) => createHash('sha256').update(held).digest('base64url') === named?.sha256

describe('LOGS_UPLOAD [P-23]', () => {
  test('in parts, whole, and without the card number that stood in it', async () => {
    const shelf = new Shelf()
    const { bench } = benchOf(shelf)
    await bench.start()
    await bench.command('LOGS_UPLOAD', 1, order)
    await calm()
    expect(ends(bench)).toEqual(['SUCCEEDED UPLOADED'])
    expect(shelf.asked).toBe(Math.ceil(shelf.held.length / FILE_PART_BYTES_MAX))
    expect(whole(shelf)).toBe(true)
    expect(shelf.held.includes(TEST_CARD)).toBe(false)
    expect(shelf.held.includes(`${TEST_CARD.slice(0, 6)}*`)).toBe(true)
    expect(bench.store.state.outgoing).toBeNull()
  })
  test('goes on where it stood when parts or answers are lost', async () => {
    const shelf = new Shelf()
    shelf.silent = new Map([
      [0, false],
      [1, true],
      [3, true],
      [4, false],
    ])
    const { bench } = benchOf(shelf)
    await bench.start()
    await bench.command('LOGS_UPLOAD', 1, order)
    await bench.scheduler.advance(120_000)
    expect(ends(bench)).toEqual(['SUCCEEDED UPLOADED'])
    expect(whole(shelf)).toBe(true)
  })
  test.each([
    ['silence for ten minutes', { down: true }, 'FAILED NETWORK_LOST'],
    ['an address that is gone', { refuses: { kind: 'REFUSED', code: 'GONE' } }, 'FAILED UPLOAD_REFUSED'],
    ['a file that is too large', { refuses: { kind: 'REFUSED', code: 'TOO_LARGE' } }, 'FAILED UPLOAD_REFUSED'],
  ] as const)('%s ends it', async (_name, changed, end) => {
    const { bench } = benchOf(Object.assign(new Shelf(), changed))
    await bench.start()
    await bench.command('LOGS_UPLOAD', 1, order)
    await bench.scheduler.advance(700_000)
    expect(ends(bench)).toEqual([end])
  })
  test('of more than may be sent the newest lines are', async () => {
    const shelf = new Shelf()
    const { bench } = benchOf(shelf)
    await bench.start()
    await bench.command('LOGS_UPLOAD', 1, { ...order, params: { sinceHours: 1, bytesMax: 1_000 } })
    await calm()
    expect(ends(bench)).toEqual(['SUCCEEDED UPLOADED'])
    expect(shelf.held.length).toBeLessThanOrEqual(1_000)
    expect(shelf.held[0]).toBe('x'.charCodeAt(0))
  })
  test('the power going at every write, and between parts: one whole file, sent once', async () => {
    for (const after of [false, true])
      for (let write = 0; ; write++) {
        const shelf = new Shelf()
        shelf.silent = new Map([[1, true]])
        const store = new FailingStore(new MemoryStore(TEST_IDENTITY))
        const staging = new DiskStaging(join(folder, `${after}-${write}`))
        const { bench, options } = benchOf(shelf, store, staging)
        await bench.start()
        const before = store.writes
        Object.assign(store, { writesLeft: write, cutsAfter: after, onCut: () => bench.terminal.stop(false) })
        bench.wire.send(testCommand('LOGS_UPLOAD', 1, order).token)
        store.quiet = true
        await bench.scheduler.advance(1_000)
        const wasCut = store.writes - before > write
        store.powerOn()
        // the power goes once more, in the middle of the parts
        await bench.powerCycle(options)
        await bench.command('LOGS_UPLOAD', 1, order)
        await bench.powerCycle(options)
        await bench.scheduler.advance(120_000)
        expect(new Set(ends(bench)), `write ${write}, cut ${after ? 'after' : 'before'}`).toEqual(
          new Set(['SUCCEEDED UPLOADED']),
        )
        expect(whole(shelf)).toBe(true)
        if (!wasCut) break
      }
  })
})

describe('SCREEN_CAPTURE [P-23.7]', () => {
  const capture = { ticket: TICKET, params: { bytesMax: 10_000 } }
  test('is off unless the machine has it', async () => {
    const { bench } = benchOf(new Shelf())
    await bench.start()
    expect(bench.wire.of('hello')[0]?.supports).not.toContain('SCREEN_CAPTURE')
    await bench.command('SCREEN_CAPTURE', 1, capture)
    expect(ends(bench)).toEqual(['REJECTED UNSUPPORTED'])
  })
  test('never while the presence screen is shown', async () => {
    const shelf = new Shelf()
    const { bench } = benchOf(shelf)
    bench.device.captureScreen = () => ({ type: 'text/plain; charset=utf-8', bytes: Buffer.from('READY') })
    await bench.start()
    await bench.command('PRESENCE_SHOW', 1)
    await bench.command('SCREEN_CAPTURE', 2, capture)
    await bench.scheduler.advance(300_000)
    await bench.command('SCREEN_CAPTURE', 3, capture)
    await calm()
    expect(ends(bench)).toEqual(['SUCCEEDED SHOWN', 'FAILED NOT_NOW', 'SUCCEEDED UPLOADED'])
    expect(shelf.held.toString()).toBe('READY')
  })
})

describe('BACKUP as a file [P-11.3]', () => {
  const LARGE = 100_000
  test.each([
    ['a large one', LARGE, {}, 'SUCCEEDED BACKED_UP', 0],
    ['a small one comes in chunks', 10, {}, 'SUCCEEDED BACKED_UP', 1],
    ['nobody answers: in chunks after all', LARGE, { down: true }, 'SUCCEEDED BACKED_UP', 4],
    ['its address is gone: in chunks', LARGE, { refuses: { kind: 'REFUSED', code: 'GONE' } }, 'SUCCEEDED BACKED_UP', 4],
    [
      'a card number stands in it',
      LARGE,
      { refuses: { kind: 'REFUSED', code: 'CARD_DATA' } },
      'FAILED UPLOAD_REFUSED',
      0,
    ],
  ] as const)('%s', async (_name, size, changed, end, chunks) => {
    const shelf = Object.assign(new Shelf(), changed)
    const { bench } = benchOf(shelf)
    bench.device.parameters = () => ({ currency: 'CNY', receipts: 2, text: 'x'.repeat(size) })
    await bench.start()
    await bench.command('BACKUP', 1, { ticket: TICKET })
    await bench.scheduler.advance(90_000)
    expect(ends(bench)).toEqual([end])
    expect(bench.wire.of('chunk')).toHaveLength(chunks)
    if (chunks > 0 || end.startsWith('FAILED')) return
    expect(shelf.whole?.type).toBe('application/octet-stream')
    expect(bench.results[0]?.data).toEqual({ bytes: shelf.held.length, sha256: shelf.whole?.sha256 })
    expect(whole(shelf)).toBe(true)
  })
})
