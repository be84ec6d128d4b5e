import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JournalRecord, parseRecord, stanKeyOf, stanKeyText } from '@budeng/transactions'
import { describe, expect, test, vi } from 'vitest'
import { DiskStore } from '../disk-store.ts'
import { readLog } from '../log-file.ts'
import { apply, emptyState, type Entry, type TerminalState } from '../state.ts'
import { MemoryStore } from '../store.ts'
import { type Bench, PowerCut, settle, TEST_IDENTITY, tradingBench } from '../testing.ts'
import { FailingStore } from '../testing-power.ts'

vi.setConfig({ testTimeout: 120_000 })

const SALE = { amount: '100', currency: 'CNY', exponent: 2 } as const

/** A day at the till: every kind of write. What is under way when the power goes is left as it is. */
async function day(bench: Bench): Promise<void> {
  const { till, hostLink } = bench
  const calm = async (deed: () => unknown) => {
    try {
      await deed()
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error
    }
    await settle()
  }
  await calm(() => till.online('PURCHASE', SALE))
  hostLink.authorises = 'DOWN'
  await calm(() => till.online('PURCHASE', SALE))
  hostLink.authorises = '00'
  await calm(() => till.online('PURCHASE', SALE))
  await calm(() => till.offline('OFFLINE_SALE', SALE))
  await calm(() => till.repeat())
  hostLink.counts = 'UNBALANCED'
  hostLink.uploads = 'DOWN'
  await calm(() => till.settle())
  hostLink.uploads = '00'
  await calm(() => till.settle())
}

function recordsOf(state: Readonly<TerminalState>): JournalRecord[] {
  return [...state.journal.epochs.values()].flatMap(({ records }) =>
    [...records.values()].map(({ body }) => {
      const parsed = parseRecord(body)
      if (!parsed.ok) throw new Error(`a record that is none: ${parsed.fault.code}`)
      return parsed.record
    }),
  )
}

/** What must hold in the end, wherever the power went. */
function expectWhole(bench: Bench): void {
  const { state } = bench.store
  const records = recordsOf(state)
  const keys = records.flatMap((record) => {
    const key = stanKeyOf(record)
    return key === null ? [] : [stanKeyText(key)]
  })
  expect(new Set(keys).size).toBe(keys.length)
  // each order that the host was asked has exactly one record, with what the terminal learnt of it
  for (const { stan, call } of bench.hostLink.asked) {
    if (call !== 'authorise') continue
    const own = records.filter((record) => record.type === 'PURCHASE' && record.stan === stan)
    expect(own).toHaveLength(1)
    if (own[0]?.outcome !== 'UNKNOWN') continue
    const reversal = records.filter(({ type, original }) => type === 'REVERSAL' && original?.stan === stan)
    expect(reversal).toHaveLength(1)
    const ends = records.filter(({ type, outcome, original }) => {
      return type === 'REVERSAL_STATUS' && original?.stan === stan && outcome === 'CONFIRMED'
    })
    expect(ends).toHaveLength(1)
  }
  expect(records.filter(({ type }) => type === 'OFFLINE_SALE').length).toBe(
    records.filter(({ type }) => type === 'ADVICE').length,
  )
  expect(state.journal).toMatchObject({ pending: null, reversals: [], forwards: [] })
  // a settlement that was begun is ended: each STAN of an upload always told the same, and the batch closed behind its record
  const uploads = bench.hostLink.uploaded.map(({ stan, details }) => [stan, JSON.stringify(details)] as const)
  for (const [stan, details] of uploads) expect(new Map(uploads).get(stan)).toBe(details)
  if (bench.hostLink.settlements.length > 0) {
    expect(state.journal.settling).toBeNull()
    expect(records.filter(({ type }) => type === 'BATCH_UPLOAD')).toHaveLength(1)
    expect(state.journal.batches.at(-1)?.closing).not.toBeNull()
  }
  // nothing is lost on the way, nothing is there twice
  for (const [epoch, { lastSeq, records: held, equalThrough }] of state.journal.epochs) {
    expect(bench.wire.journal.seqs(epoch)).toEqual(Array.from({ length: lastSeq }, (_, i) => i + 1))
    for (const [seq, { leaf, body }] of held)
      expect(bench.wire.journal.held.get(epoch)?.get(seq)).toEqual({ seq, leaf, body })
    expect(equalThrough).toBe(lastSeq)
  }
}

async function dayWithPowerCut(write: number, cutsAfter: boolean): Promise<{ bench: Bench; writes: number }> {
  const store = new FailingStore(new MemoryStore(TEST_IDENTITY))
  const bench = await tradingBench(store)
  const before = store.writes
  store.writesLeft = write
  store.cutsAfter = cutsAfter
  store.onCut = () => bench.terminal.stop(false)
  await day(bench)
  const writes = store.writes - before
  store.powerOn()
  bench.hostLink.authorises = '00'
  bench.hostLink.counts = 'UNBALANCED'
  bench.hostLink.uploads = '00'
  await bench.powerCycle()
  await bench.scheduler.advance(3_600_000)
  return { bench, writes }
}

describe('the power goes at every write of a day', () => {
  test.each([
    ['not yet', false],
    ['already', true],
  ])('the write %s on the medium', async (_, cutsAfter) => {
    const { bench, writes } = await dayWithPowerCut(Number.POSITIVE_INFINITY, cutsAfter)
    expectWhole(bench)
    expect(writes).toBeGreaterThan(20)
    for (let write = 0; write < writes; write++) {
      const cut = await dayWithPowerCut(write, cutsAfter)
      try {
        expectWhole(cut.bench)
      } catch (error) {
        throw new Error(`the power went at write ${write}`, { cause: error })
      }
    }
  })
})

test('a log of a day, cut at any byte: whole records, and never an order without its write-ahead or its record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-terminal-'))
  try {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    const bench = await tradingBench(store)
    await day(bench)
    bench.terminal.stop(false)
    store.close()
    const whole = readFileSync(join(folder, 'state.log'))
    const final = [...(store.state.journal.epochs.get(1)?.records ?? [])]
    let lastSeq = 0
    for (let cut = whole.indexOf(0x0a) + 1; cut <= whole.length; cut++) {
      const { values, damaged } = readLog(whole.subarray(0, cut))
      expect(damaged).toBe(false)
      const state = emptyState(false)
      for (const entries of values as readonly (readonly Entry[])[]) for (const entry of entries) apply(state, entry)
      const held = state.journal.epochs.get(1)
      if (held === undefined) continue
      expect([held.lastSeq, held.records.size]).toEqual([held.records.size, held.lastSeq])
      expect(held.lastSeq).toBeGreaterThanOrEqual(lastSeq)
      // between the ends of two lines nothing changes
      if (held.lastSeq === lastSeq && whole[cut - 1] !== 0x0a) continue
      lastSeq = held.lastSeq
      expect([...held.records]).toEqual(final.slice(0, lastSeq))
      // an order that is under way has no record yet; one that is over has one
      const records = recordsOf(state)
      const { pending } = state.journal
      if (pending !== null) expect(records.map(({ stan }) => stan)).not.toContain(pending.draft.stan)
      const count = (wanted: Partial<JournalRecord>) =>
        records.filter(({ type, outcome }) => type === wanted.type && (wanted.outcome ?? outcome) === outcome).length
      expect(count({ type: 'REVERSAL' })).toBe(count({ type: 'PURCHASE', outcome: 'UNKNOWN' }))
    }
    expect(lastSeq).toBe(final.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a snapshot of the log holds the journal to the byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-terminal-'))
  try {
    const store = DiskStore.create(folder, TEST_IDENTITY)
    const bench = await tradingBench(store)
    bench.hostLink.advises = 'DOWN'
    // far beyond the size at which the log is folded
    for (let i = 0; i < 700; i++) bench.till.offline('OFFLINE_SALE', SALE)
    bench.terminal.stop(false)
    store.close()
    const opened = DiskStore.open(folder)
    expect(opened?.state.journal).toEqual(store.state.journal)
    opened?.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
