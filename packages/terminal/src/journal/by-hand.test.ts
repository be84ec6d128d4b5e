import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@budeng/kernel/testing'
import { toBase64url } from '@budeng/protocol'
import { TEST_SECRETS } from '@budeng/protocol/testing'
import { TEST_AMENDMENT, TEST_JOURNAL } from '@budeng/protocol/testing-journal'
import type { OriginalRef, RecordType } from '@budeng/transactions'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Bench, settle, tradingBench } from '../testing.ts'
import type { OfflineType, OnlineType } from './orders.ts'
import { sumsOf, wireTotals } from './totals.ts'

// real processes: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const SCRIPT = new URL('../../../protocol/by-hand/journal.py', import.meta.url).pathname

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['--version'], { encoding: 'utf8' }).startsWith('Python 3')
  } catch {
    return false
  }
}

const canRun = hasPython()
if (!canRun) process.stdout.write('SKIPPED: journals by python3 (python3 not found)\n')

interface ByHand {
  readonly leaves: readonly string[]
  readonly roots: readonly string[]
  readonly root: string
  readonly slip: string
  readonly batches: Readonly<Record<string, { readonly count: number; readonly totals: readonly object[] }>>
}

describe.skipIf(!canRun)('PROTOCOL.md alone, in another language, gives the same leaves, roots and totals', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-journal-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function byHand(records: readonly object[]): ByHand {
    const path = join(folder, 'journal.json')
    writeFileSync(path, JSON.stringify({ leafKey: toBase64url(TEST_SECRETS.leaf), epoch: 1, records }))
    return JSON.parse(execFileSync('python3', [SCRIPT, path], { encoding: 'utf8' })) as ByHand
  }

  test('of the example', () => {
    const answer = byHand(TEST_JOURNAL.records)
    expect(answer.leaves).toEqual(TEST_JOURNAL.records.map(({ leaf }) => leaf))
    expect(answer.roots).toEqual(TEST_JOURNAL.roots)
    expect(answer.slip).toBe(TEST_JOURNAL.slip)
    expect(answer.batches['000042']).toEqual({ count: 3, totals: TEST_JOURNAL.totals })
  })

  test('of an amendment', () => {
    const { leaves, root, batches } = byHand([...TEST_JOURNAL.records, TEST_AMENDMENT])
    expect([leaves.at(-1), root]).toEqual([TEST_AMENDMENT.leaf, TEST_AMENDMENT.root])
    expect(batches['000042']?.totals).toEqual(TEST_JOURNAL.totals)
  })

  test.each([1, 2, 3])('of a day of chance, seed %i', async (seed) => {
    const bench = await tradingBench()
    await dayOfChance(bench, seededRandom(seed))
    const held = bench.store.state.journal.epochs.get(1)
    const [batch] = bench.store.state.journal.batches
    if (held === undefined || batch === undefined) throw new Error('nothing was written')
    expect(held.lastSeq).toBeGreaterThan(150)
    const records = [...held.records].map(([seq, record]) => ({ seq, ...record }))
    const answer = byHand(records)
    expect(answer.leaves).toEqual(records.map(({ leaf }) => leaf))
    expect(answer.roots.at(-1)).toBe(bench.wire.journal.rootThrough(1, held.lastSeq))
    const { count, totals } = sumsOf(held, batch, held.lastSeq)
    expect(answer.batches['000007']).toEqual({ count, totals: wireTotals(totals) })
    expect(totals.length).toBeGreaterThan(3)
  })
})

const MONEY = [
  { currency: 'CNY', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
  { currency: 'KWD', exponent: 3 },
] as const
const FOLLOWING: readonly (readonly [OnlineType, RecordType])[] = [
  ['PURCHASE_VOID', 'PURCHASE'],
  ['REFUND', 'PURCHASE'],
  ['TIP_ADJUST', 'PURCHASE'],
  ['OFFLINE_ADJUST', 'OFFLINE_SALE'],
  ['PREAUTH_COMPLETION', 'PREAUTH'],
  ['COMPLETION_VOID', 'PREAUTH_COMPLETION'],
  ['QR_REFUND', 'QR_PAY'],
]
const CODES = ['00', '00', '00', '00', 'A2', '51', 'DOWN'] as const

/** Orders of all kinds, with every kind of answer, that refer to earlier ones whatever became of those. */
async function dayOfChance(bench: Bench, random: () => number): Promise<void> {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const done: OriginalRef[] = []
  const { till, hostLink } = bench
  for (let order = 0; order < 150; order++) {
    hostLink.authorises = one(CODES)
    hostLink.advises = one(['00', '14'])
    const scope = one(['DOMESTIC', 'FOREIGN', undefined] as const)
    const about = { amount: String(1 + Math.floor(random() * 90_000)), ...one(MONEY), ...(scope ? { scope } : {}) }
    const [type, of] = one(FOLLOWING)
    const original = random() < 0.4 ? done.filter((each) => each.type === of).at(-1) : undefined
    const plain = one(['PURCHASE', 'PURCHASE', 'QR_PAY', 'PREAUTH', 'REFUND'] as const)
    if (random() < 0.2) remember(till.offline('OFFLINE_SALE' satisfies OfflineType, about), done)
    else if (original !== undefined) remember(await till.online(type, { ...about, original }), done)
    else remember(await till.online(plain, about), done)
    const last = done.at(-1)
    if (random() < 0.05 && last?.seq !== undefined) till.reverse(last.seq, last)
    if (random() < 0.2) await till.repeat()
    await settle()
  }
  for (let i = 0; i < 50; i++) await settle()
}

function remember(sold: Awaited<ReturnType<Bench['till']['online']>>, done: OriginalRef[]): void {
  if (!sold.ok) return
  const { type, batch = '', stan = '' } = sold.record
  done.push({ batch, stan, type, seq: sold.seq })
}
