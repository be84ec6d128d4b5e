import { sha256 } from '@budeng/protocol'
import { expect, test } from 'vitest'
import { reconcile } from './range-based.ts'

const leafAt = (seq: number) => sha256(`leaf ${seq}`)

test.each([[[]], [[1]], [[999]], [[1, 63, 64, 500, 501, 502, 998, 999]]])(
  'finds exactly what differs: %j',
  (differing: number[]) => {
    const other = (seq: number) => (differing.includes(seq) ? sha256(`other ${seq}`) : leafAt(seq))
    const { differing: found, messages } = reconcile(999, leafAt, other)
    expect([...found].sort((a, b) => a - b)).toEqual(differing)
    expect(messages.length).toBe(differing.length === 0 ? 1 : 4)
  },
)
