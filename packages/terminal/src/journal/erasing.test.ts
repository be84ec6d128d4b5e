import { describe, expect, test } from 'vitest'
import { type Bench, settle, tradingBench } from '../testing.ts'

const sale = (amount: string) => ({ amount, currency: 'CNY', exponent: 2 })
const HOUR = 3_600_000

async function sell(bench: Bench, ...amounts: readonly string[]): Promise<void> {
  for (const amount of amounts) await bench.till.online('PURCHASE', sale(amount))
  await settle()
}

describe('erasing [P-19.8]', () => {
  /** A settled batch of three records; what the platform said of it is the test's. */
  async function settledBench(): Promise<Bench> {
    const bench = await tradingBench()
    await sell(bench, '1')
    await bench.till.settle()
    await settle()
    return bench
  }
  const close = (bench: Bench) => bench.wire.sendObject(bench.wire.journal.notice(1, '000007', 'CLOSED', 3))
  const kept = (bench: Bench) => [...(bench.store.state.journal.epochs.get(1)?.records.keys() ?? [])]

  /** Time passes with a welcome each half day, as on a connection that lasts. */
  async function pass(bench: Bench, hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour++) {
      await bench.scheduler.advance(HOUR)
      bench.wire.serverTime += HOUR
    }
  }

  test('72 h after CLOSED, not before', async () => {
    const bench = await settledBench()
    close(bench)
    await pass(bench, 71)
    expect(kept(bench)).toEqual([1, 2, 3])
    await pass(bench, 2)
    expect(kept(bench)).toEqual([])
  })

  test('BALANCED is not enough', async () => {
    const bench = await settledBench()
    await pass(bench, 200)
    expect(kept(bench)).toEqual([1, 2, 3])
  })

  test('an acknowledgement with another root is not enough, and one at the place is', async () => {
    const bench = await tradingBench()
    bench.wire.journal.root = () => bench.wire.journal.rootThrough(1, 0)
    await sell(bench, '1')
    await bench.till.settle()
    await settle()
    close(bench)
    await pass(bench, 100)
    expect(kept(bench)).toEqual([1, 2, 3])
    bench.wire.journal.root = (root) => root
    bench.wire.sendObject(bench.wire.journal.ack(1))
    expect(kept(bench)).toEqual([])
  })

  test('an unknown time is not enough', async () => {
    const bench = await settledBench()
    close(bench)
    bench.wire.welcomes = false
    await bench.scheduler.advance(200 * HOUR)
    expect(kept(bench)).toEqual([1, 2, 3])
  })

  test('the tree goes on without them: roots, acknowledgements, comparisons, after a restart too', async () => {
    const bench = await settledBench()
    close(bench)
    await pass(bench, 80)
    expect(kept(bench)).toEqual([])
    await bench.powerCycle()
    bench.host.batch = '000008'
    await bench.signOn()
    await sell(bench, '7', '8')
    expect(bench.store.state.journal.epochs.get(1)).toMatchObject({ erasedThrough: 3, equalThrough: 6 })
    expect(bench.wire.of('hello').at(-1)).toMatchObject({ journalSeq: 3, journalFrom: 0 })
    bench.wire.sendObject({ v: 1, kind: 'compare', id: 'c', epoch: 1, step: 'BUCKETS', from: 1, to: 6, size: 3 })
    await settle()
    const [compared] = bench.wire.journal.compared
    expect(compared).toMatchObject({ firstSeq: 4 })
    expect(Buffer.from(compared?.digests ?? '', 'base64url').subarray(0, 6)).toEqual(Buffer.alloc(6))
  })

  test('a reversal that waits holds its record', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    bench.hostLink.reverses = 'DOWN'
    await sell(bench, '1')
    bench.host.batch = '000008'
    await bench.signOn()
    const { closing } = bench.store.state.journal.batches[0] ?? {}
    bench.wire.sendObject(bench.wire.journal.notice(1, '000007', 'CLOSED', closing?.throughSeq ?? 0))
    await pass(bench, 80)
    expect(kept(bench)).toContain(3)
  })
})
