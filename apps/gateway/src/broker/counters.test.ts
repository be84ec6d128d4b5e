import { describe, expect, test } from 'vitest'
import { Buckets, Lockout } from './counters.ts'

describe('a bucket a key', () => {
  test('takes a burst, then one for each that leaks', () => {
    const buckets = new Buckets(3, 1 / 1_000, 10)
    expect([0, 0, 0, 0].map((at) => buckets.hit('a', at))).toEqual([true, true, true, false])
    expect(buckets.hit('a', 999)).toBe(false)
    expect(buckets.hit('a', 1_000)).toBe(true)
    expect(buckets.hit('b', 1_000)).toBe(true)
  })

  test('forgets the oldest keys, so that strangers cannot fill memory', () => {
    const buckets = new Buckets(1, 0, 2)
    for (const key of ['a', 'b', 'c']) buckets.hit(key, 0)
    expect(buckets.hit('c', 0)).toBe(false)
    expect(buckets.hit('a', 0)).toBe(true)
  })
})

describe('a lock-out', () => {
  test('locks a key after too many failures, for its time', () => {
    const lockout = new Lockout(3, 1_000, 10)
    lockout.failed('a', 0)
    lockout.failed('a', 10)
    expect(lockout.isLocked('a', 10)).toBe(false)
    lockout.failed('a', 20)
    expect(lockout.isLocked('a', 20)).toBe(true)
    expect(lockout.isLocked('b', 20)).toBe(false)
    expect(lockout.isLocked('a', 1_020)).toBe(false)
  })

  test('forgets failures with the first success', () => {
    const lockout = new Lockout(2, 1_000, 10)
    lockout.failed('a', 0)
    lockout.succeeded('a')
    lockout.failed('a', 1)
    expect(lockout.isLocked('a', 1)).toBe(false)
  })
})
