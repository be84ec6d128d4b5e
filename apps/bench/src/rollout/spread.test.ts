import { expect, it } from 'vitest'
import { spreadOf } from './spread.ts'

const target = (group: number, releasedAt: number, endedAt: number, state = 'SUCCEEDED') => ({
  ...{ group, releasedAt, endedAt, state },
})

it('counts from the yes to the last end, and the pace in the last group alone', () => {
  const targets = [
    target(0, 1_100, 1_400),
    target(1, 3_000, 3_600),
    target(1, 3_500, 3_700, 'FAILED'),
    target(1, 4_000, 5_000),
  ]
  expect(spreadOf({ startedAt: 1_000, targets })).toEqual({
    ...{ targets: 4, succeeded: 3, tookMs: 4_000, perSecond: 1 },
    ...{ p50Ms: 600, p99Ms: 1_000, releasedPerSecond: 2 },
  })
})

it('is over only when all targets are', () => {
  const targets = [target(0, 0, 10), target(0, 10, Number.POSITIVE_INFINITY)]
  expect(spreadOf({ startedAt: 0, targets }).tookMs).toBe(Number.POSITIVE_INFINITY)
})
