import { expect, it } from 'vitest'
import { atLeast, atMost, NO_GOAL, type Row } from './row.ts'
import { markdownTable, textTable } from './table.ts'

const rows: readonly Row[] = [
  { group: 'a', what: 'reports/s', ours: '4,000', beside: 'bare 8,000', ratio: 0.5, ...atLeast(0.5, 0.4) },
  { group: 'd', what: 'memory', ours: '40 KB', beside: '20 KB', ratio: 2, ...atMost(2, 1.25) },
  { group: 'a', what: 'heartbeats/s', ours: '1', beside: 'Mosquitto SKIPPED', ratio: null, ...NO_GOAL },
]

it('says in each row what was wanted and whether it holds', () => {
  expect(textTable(rows).split('\n')).toEqual([
    'ratio  goal    holds  what          ours   beside',
    '0.50   ≥ 0.4   yes    reports/s     4,000  bare 8,000',
    '2.00   ≤ 1.25  NO     memory        40 KB  20 KB',
    '                      heartbeats/s  1      Mosquitto SKIPPED',
  ])
  expect(markdownTable(rows).split('\n')[3]).toBe('| 2.00 | ≤ 1.25 | NO | memory | 40 KB | 20 KB |')
})
