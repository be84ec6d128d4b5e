import { expect, test } from 'vitest'
import { BATCH_STATES } from '@budeng/transactions/public'
import { lifeOf } from './batch-life.ts'

const times = { openedAt: '2026-06-01T00:00:00Z', closingAt: '2026-06-01T14:00:00Z', comparedAt: null, closedAt: null }

test.each(BATCH_STATES)('%s stands once in its life, and what is to come has no time', (state) => {
  const life = lifeOf({ state, ...times })
  expect(life.filter(({ standing }) => standing === 'now').map((step) => step.state)).toEqual([state])
  expect(life.filter(({ standing, at }) => standing === 'later' && at !== null)).toEqual([])
  expect(life[0]?.at).toBe(times.openedAt)
})

test('a balanced batch never was unbalanced, and one that was goes round', () => {
  const states = (state: 'BALANCED' | 'RECONCILED' | 'FORCE_CLOSED') =>
    lifeOf({ state, ...times }).map((step) => step.state)
  expect(states('BALANCED')).not.toContain('UNBALANCED')
  expect(states('RECONCILED')).toContain('UNBALANCED')
  expect(states('FORCE_CLOSED').at(-1)).toBe('FORCE_CLOSED')
})
