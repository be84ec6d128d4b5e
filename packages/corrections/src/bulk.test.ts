import { expect, test } from 'vitest'
import { type BulkRow, previewBulk, writtenAmount } from './bulk.ts'
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

const CNY = { currency: 'CNY', exponent: 2 }
const JPY = { currency: 'JPY', exponent: 0 }
const KWD = { currency: 'KWD', exponent: 3 }

test.each([
  ['18.00', CNY, 1_800n],
  [' 0.05 ', CNY, 5n],
  ['1,234,567.89', CNY, 123_456_789n],
  ['１８．００', CNY, 1_800n],
  ['1800', JPY, 1_800n],
  ['1,800', JPY, 1_800n],
  ['18.000', KWD, 18_000n],
])('%s in a file is an amount as people write it', (text, unit, minor) => {
  expect(writtenAmount(text, unit)).toEqual({ minor })
})

test.each([
  ['1800', CNY, 'AMOUNT_PLACES'],
  ['18.0', CNY, 'AMOUNT_PLACES'],
  ['18.000', CNY, 'AMOUNT_PLACES'],
  ['1800.00', JPY, 'AMOUNT_PLACES'],
  ['18.00', KWD, 'AMOUNT_PLACES'],
  ['18,00', CNY, 'AMOUNT_UNREADABLE'],
  ['1,80.00', CNY, 'AMOUNT_UNREADABLE'],
  ['-18.00', CNY, 'AMOUNT_UNREADABLE'],
  ['¥18.00', CNY, 'AMOUNT_UNREADABLE'],
  ['18.', CNY, 'AMOUNT_UNREADABLE'],
  ['', CNY, 'AMOUNT_UNREADABLE'],
  [`${'9'.repeat(30)}.00`, CNY, 'AMOUNT_UNREADABLE'],
])('%s in a file is refused', (text, unit, problem) => {
  expect(writtenAmount(text, unit)).toEqual({ problem })
})
