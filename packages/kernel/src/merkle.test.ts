import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { describe, expect, test } from 'vitest'
import {
  consistencyRanges,
  Frontier,
  inclusionRanges,
  isConsistent,
  leafHash,
  nodeHash,
  rootByInclusion,
} from './index.ts'

/** The tree head of RFC 9162 §2.1.1, word by word: what everything else is held against. */
function headOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(sha256, headOf(leaves.slice(0, k)), headOf(leaves.slice(k)))
}

const LEAVES = Array.from({ length: 70 }, (_, n) => leafHash(sha256, utf8ToBytes(`entry ${n}`)))
const rootOf = (size: number) => headOf(LEAVES.slice(0, size))
const pathOf = (ranges: readonly { from: number; to: number }[]) =>
  ranges.map(({ from, to }) => headOf(LEAVES.slice(from, to)))

// the test data of certificate transparency's reference implementation
test('roots are those of the reference implementation', () => {
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const frontier = new Frontier(sha256)
  expect(bytesToHex(frontier.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const roots = entries.map((entry) => {
    frontier.append(leafHash(sha256, hexToBytes(entry)))
    return bytesToHex(frontier.root())
  })
  expect(roots[0]).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  expect(roots[1]).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125')
  expect(roots[7]).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
})

test('a frontier knows the root of every size', () => {
  const frontier = new Frontier(sha256)
  LEAVES.forEach((leaf, index) => {
    frontier.append(leaf)
    expect(frontier.root()).toEqual(rootOf(index + 1))
  })
})

test('a frontier grows by whole subtrees, where they fit', () => {
  const frontier = new Frontier(sha256)
  frontier.appendSubtree(5, rootOf(32))
  frontier.append(LEAVES[32] ?? new Uint8Array())
  expect(frontier.root()).toEqual(rootOf(33))
  expect(() => frontier.appendSubtree(5, rootOf(32))).toThrow(/does not fit/)
})

describe('inclusion', () => {
  test('every leaf is proven in every tree, and no other leaf by its path', () => {
    for (let size = 1; size <= LEAVES.length; size++)
      for (let index = 0; index < size; index++) {
        const path = pathOf(inclusionRanges(index, size))
        const leaf = LEAVES[index] ?? new Uint8Array()
        expect(rootByInclusion(sha256, { leaf, index, size }, path)).toEqual(rootOf(size))
        const other = LEAVES[(index + 1) % LEAVES.length] ?? new Uint8Array()
        expect(rootByInclusion(sha256, { leaf: other, index, size }, path)).not.toEqual(rootOf(size))
      }
  })

  test('a path that does not fit the place leads nowhere', () => {
    const leaf = LEAVES[3] ?? new Uint8Array()
    const path = pathOf(inclusionRanges(3, 9))
    expect(rootByInclusion(sha256, { leaf, index: 9, size: 9 }, path)).toBeNull()
    expect(rootByInclusion(sha256, { leaf, index: 3, size: 9 }, path.slice(1))).toBeNull()
    expect(rootByInclusion(sha256, { leaf, index: 2, size: 9 }, path)).not.toEqual(rootOf(9))
  })
})

describe('consistency', () => {
  test('every tree is proven to begin with every smaller one', () => {
    for (let size = 1; size <= 40; size++)
      for (let old = 1; old <= size; old++) {
        const path = pathOf(old === size ? [] : consistencyRanges(old, size))
        const trees = [
          { size: old, root: rootOf(old) },
          { size, root: rootOf(size) },
        ] as const
        expect(isConsistent(sha256, trees[0], trees[1], path), `${old} in ${size}`).toBe(true)
        if (old === size) continue
        expect(isConsistent(sha256, { size: old, root: rootOf(old + 1) }, trees[1], path)).toBe(false)
        expect(isConsistent(sha256, trees[0], { size, root: rootOf(size + 1) }, path)).toBe(false)
      }
  })

  test('a tree that was cut is not consistent with the larger one', () => {
    expect(isConsistent(sha256, { size: 9, root: rootOf(9) }, { size: 8, root: rootOf(8) }, [])).toBe(false)
  })
})

test('a tree goes on from its peaks alone', () => {
  for (let size = 0; size <= LEAVES.length; size++) {
    const first = new Frontier(sha256)
    for (const leaf of LEAVES.slice(0, size)) first.append(leaf)
    const second = Frontier.of(sha256, size, first.peaks)
    expect(second.root()).toEqual(rootOf(size))
    for (const leaf of LEAVES.slice(size)) second.append(leaf)
    expect(second.root()).toEqual(rootOf(LEAVES.length))
  }
})
