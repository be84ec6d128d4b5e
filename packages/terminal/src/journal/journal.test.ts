import { toBase64url, hmacSha256 } from '@budeng/protocol'
import { TEST_JOURNAL } from '@budeng/protocol/testing-journal'
import { TEST_SECRETS } from '@budeng/protocol/testing'
import { canonical, leafOf, packDigest, parseRecord } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { MemoryStore } from '../store.ts'
import { TEST_IDENTITY } from '../testing.ts'
import { answerComparison } from './compare.ts'
import type { EpochJournal } from './journal-state.ts'
import { sumsOf, wireTotals } from './totals.ts'
import { JournalTree } from './tree.ts'

/** The example of the protocol in a terminal's store. */
function exampleJournal(): EpochJournal {
  const store = new MemoryStore(TEST_IDENTITY)
  for (const record of TEST_JOURNAL.records) store.append({ e: 'record', epoch: 1, ...record })
  const held = store.state.journal.epochs.get(1)
  if (held === undefined) throw new Error('nothing was kept')
  return held
}

describe('the example of PROTOCOL.md, which none of our journal code made', () => {
  test.each(TEST_JOURNAL.records.map((record, at) => [record.seq, record, TEST_JOURNAL.canonical[at] ?? ''] as const))(
    'record %i: canonical bytes and leaf [P-21.4] [P-21.5]',
    (seq, { body, leaf }, bytes) => {
      const parsed = parseRecord(body)
      if (!parsed.ok) throw new Error(parsed.fault.code)
      expect(Buffer.from(canonical(parsed.record)).toString('latin1')).toBe(bytes)
      const ours = leafOf((under) => hmacSha256(TEST_SECRETS.leaf, under), parsed.record, 1, seq)
      expect(toBase64url(ours)).toBe(leaf)
    },
  )

  test('the root through each record [P-17.6]', () => {
    const tree = new JournalTree(exampleJournal())
    expect([1, 2, 3].map((seq) => toBase64url(tree.rootThrough(seq) ?? Buffer.alloc(0)))).toEqual(TEST_JOURNAL.roots)
  })

  test('totals and the digest of a heartbeat [P-21.7] [P-20.1]', () => {
    const batch = { epoch: 1, batch: '000042', openSeq: 1, closing: null, state: null, at: 0 }
    const { count, totals } = sumsOf(exampleJournal(), batch, 3)
    expect(wireTotals(totals)).toEqual(TEST_JOURNAL.totals)
    const root = Buffer.from(TEST_JOURNAL.root, 'base64url')
    const digest = packDigest({ epoch: 1, batch: '000042', count, lastSeq: 3, totals, root })
    expect(toBase64url(digest)).toBe(TEST_JOURNAL.digest)
  })

  test('buckets and leaves of a comparison [P-20.3]', () => {
    const question = { v: 1, kind: 'compare', id: 'c', epoch: 1, from: 1, to: 3, size: 2 } as const
    const buckets = answerComparison(exampleJournal(), { ...question, step: 'BUCKETS' })
    expect(buckets).toMatchObject({ firstSeq: 1, digests: TEST_JOURNAL.buckets })
    const leaves = answerComparison(exampleJournal(), { ...question, step: 'LEAVES', buckets: [0, 1] })
    expect(leaves.digests).toBe(TEST_JOURNAL.leaves)
    const records = answerComparison(exampleJournal(), { ...question, step: 'RECORDS', seqs: [2, 9] })
    expect(records.records).toEqual([TEST_JOURNAL.records[1]])
  })
})
