import { HOUR, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { type CopyVerdict, COPY_WINDOW_MS, NO_COPY, seeMachine } from './copies.ts'

/** What is said of each machine that comes; `L` is behind, `H` is not. */
function story(comings: string, everyMs = MINUTE): CopyVerdict[] {
  let watch = NO_COPY
  return [...comings].map((coming, index) => {
    const step = seeMachine(watch, coming === 'L', index * everyMs)
    watch = step.watch
    return step.verdict
  })
}

describe('one machine is never two', () => {
  test.each([
    ['that restarts, and comes back slowly, as often as it likes', 'HHHHHHHHHH'],
    ['that went back to an older state, until it has caught up, and then goes on', 'HHLLLLLHHHHHH'],
    ['that goes back once only', 'HLHHHH'],
  ])('%s', (_, comings) => {
    expect(story(comings)).not.toContain('TWO_ALIVE')
  })
  test('nor is one that goes back again after long', () => {
    expect(story('LHL', COPY_WINDOW_MS)).toEqual(['SUSPECTED', 'NONE', 'SUSPECTED'])
  })
})

test('one that is behind is suspected, once', () => {
  expect(story('HHLLL')).toEqual(['NONE', 'NONE', 'SUSPECTED', 'NONE', 'NONE'])
})

test('two that are behind in turns are two', () => {
  expect(story('HLHL')).toEqual(['NONE', 'SUSPECTED', 'NONE', 'TWO_ALIVE'])
  expect(story('LLHHLL').filter((verdict) => verdict === 'TWO_ALIVE')).toHaveLength(1)
  expect(story('LH' + 'H'.repeat(20) + 'L', HOUR / 30).at(-1)).toBe('TWO_ALIVE')
})
