import { encodeDown, encodeUp, downTopic, hmacSha256, sha256, toBase64url, upTopic } from '@budeng/protocol'
import { TEST_ADDRESS, TEST_SECRETS } from '@budeng/protocol/testing'
import {
  bucketDigests,
  compareRange,
  differingBuckets,
  differingSeqs,
  leafDigests,
  unpackDigest,
} from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { settle, tradingBench } from '../testing.ts'

const SALE = { amount: '100', currency: 'CNY', exponent: 2 } as const

/** Bytes of an MQTT 3.1.1 PUBLISH: fixed header, topic with its length, packet id at QoS 1, payload. */
function onTheWire(topic: string, payload: Uint8Array, qos: 0 | 1): number {
  const rest = 2 + topic.length + 2 * qos + payload.length
  return 1 + (rest < 128 ? 1 : rest < 16_384 ? 2 : 3) + rest
}

describe('two round trips find what differs [P-20.5]', () => {
  test.each([0, 1, 8])('%i of 999', async (count) => {
    const bench = await tradingBench()
    bench.hostLink.advises = 'DOWN'
    for (let i = 0; i < 998; i++) bench.till.offline('OFFLINE_SALE', SALE)
    for (let i = 0; i < 200; i++) await settle()
    const held = bench.wire.journal.held.get(1)
    expect(held?.size).toBe(999)
    // the platform's own leaves, some of them other ones, as far apart as can be
    const altered = Array.from({ length: count }, (_, i) => 1 + Math.floor(((i + 0.5) * 999) / Math.max(1, count)))
    const leafAt = (seq: number) => {
      const leaf = Buffer.from(held?.get(seq)?.leaf ?? '', 'base64url')
      return altered.includes(seq) ? hmacSha256(leaf, 'altered') : leaf
    }
    const range = compareRange(1, 999)
    let bytes = 0
    const ask = async (question: object) => {
      const message = { v: 1, kind: 'compare', id: 'c1', epoch: 1, ...range, ...question } as const
      bytes += onTheWire(downTopic(TEST_ADDRESS), encodeDown(message as never), 1)
      bench.wire.sendObject(message as never)
      await settle()
      const answer = bench.wire.journal.compared.at(-1)
      if (answer === undefined) throw new Error('no answer came')
      const topic = upTopic(TEST_ADDRESS, 'journal')
      bytes += onTheWire(topic, encodeUp(topic, answer, TEST_SECRETS.up), 1)
      return Buffer.from(answer.digests ?? '', 'base64url')
    }
    const theirs = await ask({ step: 'BUCKETS' })
    const buckets = differingBuckets(range, bucketDigests(sha256, range, leafAt), theirs) ?? []
    expect(buckets).toHaveLength(count)
    const leaves = await ask({ step: 'LEAVES', buckets })
    expect(differingSeqs(range, buckets, leafDigests(range, buckets, leafAt), leaves)).toEqual(altered)
    expect(bench.wire.journal.compared).toHaveLength(2)
    expect(bytes).toBeLessThanOrEqual(2_500)
  })

  test('a question for too much, or for an epoch that is not known, is answered without digests [P-20.4]', async () => {
    const bench = await tradingBench()
    const question = { v: 1, kind: 'compare', id: 'c', epoch: 1, step: 'BUCKETS', from: 1, to: 1, size: 1 } as const
    bench.wire.sendObject({ ...question, to: 100_000, size: 4_096 })
    bench.wire.sendObject({ ...question, to: 5_000 })
    bench.wire.sendObject({ ...question, epoch: 7 })
    await settle()
    expect(bench.wire.journal.compared).toHaveLength(3)
    for (const answer of bench.wire.journal.compared) expect(answer).not.toHaveProperty('digests')
  })
})

describe('the digest of a heartbeat [P-20.1]', () => {
  test('is of what is acknowledged, not of what is written', async () => {
    const bench = await tradingBench()
    await bench.till.online('PURCHASE', { ...SALE, scope: 'FOREIGN' })
    await bench.till.online('REFUND', { ...SALE, amount: '40' })
    await settle()
    bench.wire.journal.acknowledges = false
    await bench.till.online('PURCHASE', SALE)
    bench.terminal.beat()
    await settle()
    const digest = unpackDigest(Buffer.from(bench.wire.of('hb').at(-1)?.digest ?? '', 'base64url'))
    expect(digest).toMatchObject({ epoch: 1, batch: '000007', count: 3, lastSeq: 3 })
    expect(digest?.totals.map(({ scope, side, count, minor }) => `${scope} ${side} ${count} ${minor}`)).toEqual([
      'DOMESTIC DEBIT 0 0',
      'DOMESTIC CREDIT 1 40',
      'FOREIGN DEBIT 1 100',
      'FOREIGN CREDIT 0 0',
    ])
    const root = Buffer.from(bench.wire.journal.rootThrough(1, 3), 'base64url')
    expect(toBase64url(digest?.rootStart ?? Buffer.alloc(0))).toBe(toBase64url(root.subarray(0, 16)))
  })

  test('follows a void, a reversal and a refused offline sale, as a sum from the start does', async () => {
    const bench = await tradingBench()
    const { till, hostLink } = bench
    await till.online('PURCHASE', SALE)
    const original = { batch: '000007', stan: '000002', type: 'PURCHASE', seq: 2 } as const
    await till.online('PURCHASE_VOID', { ...SALE, original })
    await till.online('PURCHASE', { ...SALE, amount: '700' })
    bench.terminal.beat()
    await settle()
    till.reverse(4, { batch: '000007', stan: '000004', type: 'PURCHASE' })
    hostLink.advises = '14'
    till.offline('OFFLINE_SALE', { ...SALE, amount: '90' })
    await till.repeat()
    await settle()
    bench.terminal.beat()
    await settle()
    const digest = unpackDigest(Buffer.from(bench.wire.of('hb').at(-1)?.digest ?? '', 'base64url'))
    expect(digest?.totals.map(({ count, minor }) => [count, minor])).toEqual([
      [1, 100n],
      [1, 100n],
      [0, 0n],
      [0, 0n],
    ])
  })

  test('level L1 keeps a journal and tells no digest', async () => {
    const bench = await tradingBench(undefined, { level: 1 })
    expect(bench.wire.of('hello')[0]).toMatchObject({ level: 1 })
    expect(bench.wire.of('hb').at(-1)).toHaveProperty('queue')
    expect(bench.wire.of('hb').at(-1)).not.toHaveProperty('digest')
  })
})
