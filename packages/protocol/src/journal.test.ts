import { describe, expect, test } from 'vitest'
import { isBatchNoticeGenuine, makeBatchNotice, missingOf, rangesOf } from './index.ts'
import { TEST_JOURNAL } from './testing-journal.ts'
import { TEST_NOW, TEST_SECRETS } from './testing.ts'

describe('missing ranges', () => {
  test.each([
    [[], []],
    [[4, 7], [{ first: 4, last: 7 }]],
    [
      [4, 7, 9, 9],
      [
        { first: 4, last: 7 },
        { first: 9, last: 9 },
      ],
    ],
    [[4], null],
    [[7, 4], null],
    [[4, 7, 7, 9], null],
    [Array.from({ length: 34 }, (_, i) => i + 1), null],
  ])('ranges in %j are %j [P-17.8]', (missing, ranges) => {
    expect(rangesOf(missing)).toEqual(ranges)
    if (ranges !== null) expect(missingOf(ranges)).toEqual(missing)
  })
})

describe('a notice of a batch [P-19.6]', () => {
  const notice = makeBatchNotice(
    { era: 1, epoch: 1, batch: '000042', state: 'CLOSED', throughSeq: 3, root: TEST_JOURNAL.root, at: TEST_NOW },
    TEST_SECRETS.ack,
  )

  test.each([
    ['era', { era: 2 }],
    ['epoch', { epoch: 2 }],
    ['batch', { batch: '000043' }],
    ['state', { state: 'FORCE_CLOSED' as const }],
    ['throughSeq', { throughSeq: 4 }],
    ['root', { root: TEST_JOURNAL.roots[0] }],
    ['at', { at: TEST_NOW - 1 }],
  ])('its %s is under the tag', (_, change) => {
    expect(isBatchNoticeGenuine(notice, TEST_SECRETS.ack)).toBe(true)
    expect(isBatchNoticeGenuine({ ...notice, ...change }, TEST_SECRETS.ack)).toBe(false)
  })
})
