import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consistencyProof,
  hexText,
  inclusionProof,
  isIncluded,
  type JournalRecord,
  JournalTree,
  leafOf,
  NOTHING_RECEIVED,
  type PlacedRecord,
  receiveSeqs,
  recordText,
  treeOf,
} from './index.ts'
import { deliveries, journals } from './testing.ts'

const KEY = new Uint8Array(32).fill(1)
const leafHmac = (bytes: Uint8Array) => hmac(sha256, KEY, bytes)
const leavesOf = (journal: readonly PlacedRecord[]) =>
  journal.map(({ seq, record }) => leafOf(leafHmac, record, 1, seq))
const rootOf = (leaves: readonly Uint8Array[]) => hexText(treeOf(sha256, leaves).root())
const renumbered = (records: readonly JournalRecord[]) => records.map((record, place) => ({ seq: place + 1, record }))

const LEAVES = Array.from({ length: 40 }, (_, n) => sha256(Uint8Array.of(n)))

describe('the tree of a journal', () => {
  test('takes the next record and no other', () => {
    const tree = treeOf(sha256, LEAVES.slice(0, 3))
    expect(() => tree.append(3, LEAVES[0] ?? KEY)).toThrow(/does not follow/)
    expect(() => tree.append(5, LEAVES[0] ?? KEY)).toThrow(/does not follow/)
    expect(() => tree.append(4, KEY.slice(1))).toThrow(/32 bytes/)
  })

  test('goes on from its bytes as if never put down', () => {
    const whole = treeOf(sha256, LEAVES)
    for (let size = 0; size <= LEAVES.length; size++) {
      const resumed = JournalTree.fromBytes(sha256, size, treeOf(sha256, LEAVES.slice(0, size)).toBytes())
      expect(resumed.throughSeq).toBe(size)
      for (const leaf of LEAVES.slice(size)) resumed.append(resumed.throughSeq + 1, leaf)
      expect(resumed.root()).toEqual(whole.root())
      expect(resumed.toBytes().length).toBeLessThanOrEqual(32 * 6)
    }
  })

  test('proves each record, and no other in its place', () => {
    for (const throughSeq of [1, 2, 7, 33, 40]) {
      const leaves = LEAVES.slice(0, throughSeq)
      const root = treeOf(sha256, leaves).root()
      for (let seq = 1; seq <= throughSeq; seq++) {
        const proof = inclusionProof(sha256, leaves, seq)
        const leaf = LEAVES[seq - 1] ?? KEY
        expect(isIncluded(sha256, { leaf, seq, throughSeq, root }, proof)).toBe(true)
        expect(isIncluded(sha256, { leaf: KEY, seq, throughSeq, root }, proof)).toBe(false)
        expect(isIncluded(sha256, { leaf, seq: seq + 1, throughSeq, root }, proof)).toBe(false)
      }
    }
  })

  test('has the same root whatever way the records came', () => {
    fc.assert(
      fc.property(deliveries, ({ journal, pieces }) => {
        const leaves = leavesOf(journal)
        const tree = new JournalTree(sha256)
        let received = NOTHING_RECEIVED
        for (const piece of pieces) {
          received = receiveSeqs(
            received,
            piece.map(({ seq }) => seq),
          ).received
          while (tree.throughSeq < received.throughSeq) tree.append(tree.throughSeq + 1, leaves[tree.throughSeq] ?? KEY)
        }
        expect(hexText(tree.root())).toBe(rootOf(leaves))
      }),
    )
  })

  test('is different after any record was changed, dropped, added or swapped', () => {
    const members = ['amount', 'outcome', 'stan', 'scope', 'rrn', 'at'] as const
    const change = fc.record({ at: fc.nat(1_000), other: fc.nat(1_000), member: fc.constantFrom(...members) })
    fc.assert(
      fc.property(journals, change, (journal, { at, other, member }) => {
        const records = journal.map(({ record }) => record)
        const place = at % records.length
        const root = rootOf(leavesOf(journal))
        const chosen = records[place]
        if (!chosen) return
        const mutated = { ...chosen, [member]: `${chosen[member] ?? ''}1` }
        expect(rootOf(leavesOf(renumbered(records.with(place, mutated))))).not.toBe(root)
        expect(rootOf(leavesOf(renumbered(records.toSpliced(place, 1))))).not.toBe(root)
        expect(rootOf(leavesOf(renumbered(records.toSpliced(place, 0, chosen))))).not.toBe(root)
        const second = records[other % records.length]
        // two statuses may say the same: to swap them is no change
        if (!second || recordText(second) === recordText(chosen)) return
        const swapped = records.with(place, second).with(other % records.length, chosen)
        expect(rootOf(leavesOf(renumbered(swapped)))).not.toBe(root)
      }),
    )
  })
})

test('a proof holds both roots, and whether they are equal', () => {
  const [one = KEY, other = KEY] = LEAVES
  const at = { epoch: 1, throughSeq: 9, provenAt: 1_000 }
  const tags = { terminal: 'aa', host: 'bb' }
  expect(consistencyProof(at, { terminal: one, host: one }, tags)).toMatchObject({ ...at, isEqual: true })
  expect(consistencyProof(at, { terminal: one, host: other }, tags).isEqual).toBe(false)
})
