import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, test } from 'vitest'
import { digestDifferences, type JournalDigest, packDigest, unpackDigest } from './index.ts'

const line = { currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 3, minor: 123_456n } as const
const DIGEST: JournalDigest = {
  epoch: 2,
  batch: '000727',
  count: 41,
  lastSeq: 1_041,
  totals: [line, { ...line, scope: 'FOREIGN', side: 'CREDIT', count: 1, minor: 999_999_999_999n }],
  root: sha256(Uint8Array.of(1)),
}
const pack = (change: Partial<JournalDigest> = {}) => packDigest({ ...DIGEST, ...change })

describe('the digest of a heartbeat', () => {
  test('is 72 bytes', () => expect(pack().length).toBe(72))

  test('reads back', () => {
    const read = unpackDigest(pack())
    expect(read).toMatchObject({ epoch: 2, batch: '000727', count: 41, lastSeq: 1_041 })
    expect(read?.totals.map(({ count, minor }) => [count, minor])).toEqual([
      [3, 123_456n],
      [0, 0n],
      [0, 0n],
      [1, 999_999_999_999n],
    ])
    expect(read?.rootStart).toEqual(DIGEST.root.slice(0, 16))
  })

  test.each([
    ['EPOCH', { epoch: 3 }],
    ['BATCH', { batch: '000728' }],
    ['COUNT', { count: 42 }],
    ['LAST_SEQ', { lastSeq: 1_042 }],
    ['TOTALS', { totals: [line] }],
    ['ROOT', { root: sha256(Uint8Array.of(2)) }],
  ])('says that %s differs', (part, change) => {
    expect(digestDifferences(pack(), pack(change))).toEqual([part])
    expect(digestDifferences(pack(), pack())).toEqual([])
  })

  test('sums several currencies, in any order', () => {
    const yen = { ...line, currency: 'JPY', exponent: 0 } as const
    const mixed = pack({ totals: [line, yen] })
    expect(pack({ totals: [yen, line] })).toEqual(mixed)
    expect(unpackDigest(mixed)?.totals[0]).toMatchObject({ count: 6, minor: 246_912n })
    expect(digestDifferences(mixed, pack({ totals: [line, { ...yen, minor: 1n }] }))).toEqual(['TOTALS'])
  })

  test('what is no digest is none', () => expect(unpackDigest(pack().slice(1))).toBeNull())
})
