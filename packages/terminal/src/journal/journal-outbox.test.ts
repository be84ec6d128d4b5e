import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAck, toBase64url } from '@budeng/protocol'
import { TEST_NOW, TEST_SECRETS } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { DiskStore } from '../disk-store.ts'
import { type Bench, settle, TEST_IDENTITY, tradingBench } from '../testing.ts'

const SALE = { amount: '100', currency: 'CNY', exponent: 2 } as const
const held = (bench: Bench, epoch = 1) => bench.store.state.journal.epochs.get(epoch)
const faults = (bench: Bench) => bench.wire.of('fault').map(({ code, set }) => `${code} ${set}`)

/** Sells offline so many times, without the host being told: records as fast as they can be written. */
function sell(bench: Bench, count: number): void {
  bench.hostLink.advises = 'DOWN'
  for (let i = 0; i < count; i++) bench.till.offline('OFFLINE_SALE', SALE)
}

async function untilAcked(bench: Bench): Promise<void> {
  for (let i = 0; i < 2_000; i++) {
    const { lastSeq = 0, ackedThrough = 0 } = held(bench) ?? {}
    if (lastSeq === ackedThrough) return
    await settle()
  }
  throw new Error('not everything was acknowledged')
}

describe('records until they are acknowledged [P-17.4]', () => {
  test('without an answer they come again with the same bytes, for ever', async () => {
    const bench = await tradingBench()
    bench.wire.journal.acknowledges = false
    sell(bench, 1)
    await bench.scheduler.advance(24 * 3_600_000)
    const sent = bench.wire.of('records').filter(({ records }) => records[0]?.seq === 2)
    expect(sent.length).toBeGreaterThan(100)
    expect(new Set(sent.map(({ records }) => JSON.stringify(records))).size).toBe(1)
    bench.wire.sendObject(bench.wire.journal.ack(1))
    const before = bench.wire.of('records').length
    await bench.scheduler.advance(24 * 3_600_000)
    expect(bench.wire.of('records')).toHaveLength(before)
  })

  test('thousands made offline come in order, few messages at once', async () => {
    const bench = await tradingBench()
    bench.wire.accepts = false
    bench.wire.cut()
    sell(bench, 3_000)
    bench.wire.accepts = true
    bench.wire.journal.acknowledges = false
    await bench.scheduler.advance(310_000)
    const first = bench.wire.of('records').filter(({ conn }) => conn === bench.store.state.conn)
    expect(new Set(first.map(({ records }) => records[0]?.seq)).size).toBe(4)
    bench.wire.journal.acknowledges = true
    bench.wire.sendObject(bench.wire.journal.ack(1))
    await untilAcked(bench)
    expect(bench.wire.journal.seqs()).toEqual(Array.from({ length: 3_001 }, (_, i) => i + 1))
    expect(held(bench)?.equalThrough).toBe(3_001)
  })

  test('on a costly line they are sent in bulk: when there are enough, when one has waited long, when the batch is closed', async () => {
    const bench = await tradingBench(undefined, { gathering: { records: 10, ms: 60_000 } })
    const messages = () => bench.wire.of('records').map(({ records }) => records.length)
    await bench.scheduler.advance(60_000)
    const before = messages().length
    sell(bench, 9)
    await settle()
    expect(messages()).toHaveLength(before)
    sell(bench, 1)
    await settle()
    expect(messages().slice(before)).toEqual([10])
    sell(bench, 3)
    await bench.scheduler.advance(60_000)
    expect(messages().slice(before)).toEqual([10, 3])
    sell(bench, 2)
    bench.hostLink.advises = '00'
    await bench.till.settle()
    await untilAcked(bench)
    expect(held(bench)?.equalThrough).toBe(held(bench)?.lastSeq)
  })

  test.each([1, 10_000])(
    'a gap of %i is filled at once, and nothing else is sent again',
    async (gap) => {
      const bench = await tradingBench()
      bench.wire.accepts = false
      bench.wire.cut()
      sell(bench, gap + 300)
      // the gap lies in the middle of what is sent, once
      const lost = new Set<number>()
      bench.wire.journal.loses = (seq) => seq > 100 && seq <= 100 + gap && !lost.has(seq) && lost.add(seq) !== undefined
      bench.wire.accepts = true
      await bench.scheduler.advance(310_000)
      await untilAcked(bench)
      expect(lost.size).toBe(gap)
      expect(bench.wire.journal.seqs()).toHaveLength(gap + 301)
      const times = new Map<number, number>()
      for (const { seq } of bench.wire.journal.arrived) times.set(seq, (times.get(seq) ?? 0) + 1)
      const inGap = [...lost].map((seq) => times.get(seq) ?? 0)
      expect(Math.max(...inGap)).toBe(2)
      expect(bench.wire.journal.arrived.length).toBeLessThan(1.2 * (2 * gap + 301))
      expect(held(bench)?.equalThrough).toBe(gap + 301)
    },
    60_000,
  )

  test('more gaps than an acknowledgement can name', async () => {
    const bench = await tradingBench()
    bench.wire.accepts = false
    bench.wire.cut()
    sell(bench, 200)
    const lost = new Set<number>()
    bench.wire.journal.loses = (seq) => seq % 5 === 0 && !lost.has(seq) && lost.add(seq) !== undefined
    bench.wire.accepts = true
    await bench.scheduler.advance(310_000)
    await untilAcked(bench)
    expect(lost.size).toBe(40)
    expect(bench.wire.journal.seqs()).toHaveLength(201)
  })

  test('after a power cut all that waits is sent again, to the byte, under the new conn', async () => {
    const bench = await tradingBench()
    bench.wire.journal.acknowledges = false
    sell(bench, 2)
    await settle()
    await bench.powerCycle()
    const first = bench.wire.of('records').flatMap(({ records, conn }) => records.map((record) => ({ conn, record })))
    for (const seq of [2, 3]) {
      const copies = first.filter(({ record }) => record.seq === seq)
      expect(new Set(copies.map(({ conn }) => conn))).toEqual(new Set([1, 2]))
      expect(new Set(copies.map(({ record }) => JSON.stringify(record))).size).toBe(1)
    }
  })
})

describe('acknowledgements that must not be believed [P-17.7]', () => {
  const ack = (change: object, key: Uint8Array = TEST_SECRETS.ack) =>
    makeAck({ stream: 'journal', era: 1, epoch: 1, throughSeq: 2, missing: [], ...change }, key)

  test.each([
    ['forged', ack({}, Buffer.alloc(32, 9)), 'ack BAD_TAG'],
    ['tagged for less', { ...ack({ throughSeq: 1 }), throughSeq: 2 }, 'ack BAD_TAG'],
    ['of an older era', ack({ era: 0 }), 'ack OLD_ERA'],
    ['of an epoch that is not held', ack({ epoch: 9 }), 'ack OTHER_EPOCH'],
    ['with half a range missing', ack({ missing: [1] }), 'ack BAD_MISSING'],
  ])('%s', async (_, message, refusal) => {
    const bench = await tradingBench()
    bench.wire.journal.acknowledges = false
    sell(bench, 1)
    bench.wire.sendObject(message)
    expect(bench.refusals()).toContain(refusal)
    expect(held(bench)).toMatchObject({ ackedThrough: 1, lastSeq: 2 })
  })

  test('one without a root ends the resending, and is no reason to erase', async () => {
    const bench = await tradingBench()
    bench.wire.journal.acknowledges = false
    sell(bench, 1)
    bench.wire.sendObject(ack({}))
    expect(held(bench)).toMatchObject({ ackedThrough: 2, equalThrough: 1 })
    expect(faults(bench)).toEqual([])
  })
})

describe('another root in a right acknowledgement [P-17.9]', () => {
  test('keep, go on, report; an equal one later clears it', async () => {
    const bench = await tradingBench()
    bench.wire.journal.root = () => toBase64url(Buffer.alloc(32, 1))
    sell(bench, 2)
    await settle()
    expect(held(bench)).toMatchObject({ ackedThrough: 3, equalThrough: 1 })
    expect(faults(bench)).toEqual(['TXN_DIGEST_MISMATCH true'])
    bench.wire.journal.root = (root) => root
    sell(bench, 1)
    await settle()
    expect(held(bench)).toMatchObject({ ackedThrough: 4, equalThrough: 4 })
    expect(faults(bench)).toEqual(['TXN_DIGEST_MISMATCH true', 'TXN_DIGEST_MISMATCH false'])
  })

  test('a claim of records that were never written is a difference too', async () => {
    const bench = await tradingBench()
    bench.wire.sendObject(
      makeAck({ stream: 'journal', era: 1, epoch: 1, throughSeq: 50, missing: [] }, TEST_SECRETS.ack),
    )
    await settle()
    expect(faults(bench)).toEqual(['TXN_DIGEST_MISMATCH true'])
    sell(bench, 1)
    await settle()
    expect(bench.wire.journal.seqs()).toEqual([1, 2])
  })
})

describe('a restored platform, a swapped journal', () => {
  test('a higher era: everything that is held is sent again [P-17.10]', async () => {
    const bench = await tradingBench()
    sell(bench, 5)
    await settle()
    bench.wire.era = 2
    bench.wire.journal.era = 2
    for (const seq of [4, 5, 6]) bench.wire.journal.held.get(1)?.delete(seq)
    const before = bench.wire.journal.arrived.length
    bench.wire.cut()
    await bench.scheduler.advance(10_000)
    expect(bench.wire.journal.arrived.slice(before).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(held(bench)).toMatchObject({ ackedThrough: 6, equalThrough: 6 })
  })

  test('an epoch rises: the old journal is drained first, its batch closed, the new one starts at 1 [P-17.11]', async () => {
    const bench = await tradingBench()
    bench.wire.accepts = false
    bench.wire.cut()
    sell(bench, 3)
    bench.wire.epoch = 2
    bench.wire.accepts = true
    await bench.scheduler.advance(20_000)
    sell(bench, 2)
    await settle()
    const arrived = bench.wire.journal.arrived.slice(1).map(({ epoch, seq }) => `${epoch}/${seq}`)
    expect(arrived).toEqual(['1/2', '1/3', '1/4', '2/1', '2/2'])
    expect(bench.wire.journal.closings).toMatchObject([{ epoch: 1, batch: '000007', throughSeq: 4, count: 4 }])
    expect(bench.wire.journal.openings.at(-1)).toMatchObject({ epoch: 2, batch: '000007', openSeq: 1 })
    expect(bench.wire.of('hb').at(-1)).toMatchObject({ epoch: 2 })
  })

  test('a store that was lost: nothing is written before the epoch is known, then a new journal begins', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'budeng-terminal-'))
    try {
      const first = await tradingBench(DiskStore.create(folder, TEST_IDENTITY))
      sell(first, 2)
      first.terminal.stop(false)
      writeFileSync(join(folder, 'state.log'), 'nothing that can be read\n')
      const store = DiskStore.open(folder)
      if (store === null) throw new Error('nobody enrolled')
      const bench = await tradingBench(store)
      expect(bench.wire.of('hello')[0]).toMatchObject({ storeLost: true, journalSeq: 0, journalFrom: 0 })
      expect(bench.told()).toEqual(['SIGN_ON APPROVED 1'])
      bench.terminal.stop(false)
      store.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

test('the year of the counted time stands in the record', async () => {
  const bench = await tradingBench()
  sell(bench, 1)
  await settle()
  expect(bench.wire.journal.bodies()[1]).toMatchObject({ at: new Date(TEST_NOW).toISOString(), offsetMin: 480 })
})
