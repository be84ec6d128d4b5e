import { describe, expect, test } from 'vitest'
import { slowedInterval, type Strain, strained, UNSTRAINED } from './slowdown.ts'

const limits = { slowAfterMs: 10_000, slowHoldMs: 180_000, slowStepMsMax: 1_000 }
/** So many measurements, 100 ms apart. */
const after = (from: Strain, isOver: boolean, forMs: number, stepMs = 100) => {
  let strain = from
  for (let passed = 0; passed < forMs; passed += stepMs) strain = strained(strain, isOver, stepMs, limits)
  return strain
}
const slow = after(UNSTRAINED, true, 10_000)

describe('terminals are slowed', () => {
  test('when strain lasts, and no sooner', () => {
    expect(after(UNSTRAINED, true, 9_900).isSlow).toBe(false)
    expect(slow.isSlow).toBe(true)
  })
  test('by strain that comes and goes only when it is there most of the time', () => {
    let [half, most] = [UNSTRAINED, UNSTRAINED]
    for (let round = 0; round < 100; round++) {
      half = after(after(half, true, 1_000), false, 1_000)
      most = after(after(most, true, 1_000), false, 500)
    }
    expect(half.isSlow).toBe(false)
    expect(most.isSlow).toBe(true)
  })
  test('by no single long sleep of the process', () => {
    expect(strained(UNSTRAINED, true, 3_600_000, limits).isSlow).toBe(false)
  })
  test('until it has been calm for long, and any strain begins that time anew', () => {
    const nearly = after(slow, false, 179_900)
    expect(nearly.isSlow).toBe(true)
    expect(after(nearly, false, 100).isSlow).toBe(false)
    const again = after(nearly, true, 100)
    expect(after(again, false, 179_900).isSlow).toBe(true)
    expect(after(again, false, 180_000).isSlow).toBe(false)
  })
  test('and begin at once anew only when strain lasts again', () => {
    const calm = after(slow, false, 180_000)
    expect(after(calm, true, 9_900).isSlow).toBe(false)
    expect(after(calm, true, 10_000).isSlow).toBe(true)
  })
})

test.each([
  [60_000, 1, 60_000],
  [60_000, 4, 240_000],
  [15_000, 4, 60_000],
  [300_000, 4, 900_000],
  [900_000, 4, 900_000],
])('an interval of %i ms, slowed %i times, is %i ms', (intervalMs, slowdown, expected) => {
  expect(slowedInterval(intervalMs, slowdown)).toBe(expected)
})
