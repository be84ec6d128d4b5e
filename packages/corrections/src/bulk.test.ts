import { expect, test } from 'vitest'
import { type BulkRow, previewBulk } from './bulk.ts'
import { problemsOf } from './check.ts'
import { impactOf } from './impact.ts'
import { baseOf, placed, proposalOf, saleRecord, targetOf } from './testing.ts'

function rowOf(stan: string, amount = '1000'): BulkRow {
  const sale = saleRecord({ stan, amount })
  const base = baseOf(placed(sale))
  const proposal = proposalOf('WRONG_AMOUNT', { target: targetOf(sale), patch: { amount: '0' } })
  return { proposal, impact: impactOf(proposal, base), problems: problemsOf(proposal, base) }
}

const NOTHING = { count: 0, stake: [] }
const problems = (rows: readonly BulkRow[], usage = NOTHING) => previewBulk(rows, usage).rows.map((row) => row.problems)

test('each row is a correction of its own, and of two for one transaction the first goes on', () => {
  const preview = previewBulk([rowOf('000001'), rowOf('000001'), rowOf('000002')], NOTHING)
  expect(preview.rows.map((row) => row.problems)).toEqual([[], ['SAME_TRANSACTION'], []])
  expect([preview.accepted, preview.stake.map(({ minor }) => minor)]).toEqual([2, [1000n, 1000n]])
})

test('a row that cannot be says why, and uses nothing up', () => {
  const wrong = { ...rowOf('000001'), problems: ['ABOVE_NET'] as const }
  expect(problems([wrong, rowOf('000001')])).toEqual([['ABOVE_NET'], []])
})

test('the caps of the day hold over the rows together', () => {
  const rows = ['000001', '000002', '000003'].map((stan) => rowOf(stan, '900000'))
  expect(problems(rows)).toEqual([[], [], ['CAP_AMOUNT']])
  expect(problems([rowOf('000001'), rowOf('000002')], { ...NOTHING, count: 49 })).toEqual([[], ['CAP_COUNT']])
})
