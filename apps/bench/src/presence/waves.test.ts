import { expect, it } from 'vitest'
import { inLanes, lanesFor, together } from './waves.ts'

it('is over when the slowest lane is, and misses what any of them misses', () => {
  const stored = { freshMs: 900, worstAgeMs: 400, looks: 2, missing: 1 }
  const waves = [
    { takenMs: 500, stored },
    { takenMs: 700, stored: { freshMs: 800, worstAgeMs: 600, looks: 3, missing: 2 } },
  ]
  expect(together(waves)).toEqual({
    takenMs: 700,
    stored: { freshMs: 900, worstAgeMs: 600, looks: 5, missing: 3 },
  })
  expect(together([{ takenMs: 3, stored: null }])).toEqual({ takenMs: 3, stored: null })
})

it('takes as many processes as open files ask for', () => {
  expect([
    lanesFor(10_000, 20_000, 1_000),
    lanesFor(50_000, 20_000, 1_000),
    lanesFor(50_000, 1_048_576, 1_000),
  ]).toEqual([1, 3, 1])
  expect(() => lanesFor(10, 1_000, 1_000)).toThrow('ulimit -n')
})

it('cuts items into lanes without losing any', () => {
  expect(inLanes([1, 2, 3, 4, 5], 3)).toEqual([[1, 2], [3, 4], [5]])
})
