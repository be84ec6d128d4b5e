import { expect, test } from 'vitest'
import { signedOutOnline, statusTable } from './figures.ts'

const byStatus = [
  { presence: 'ONLINE', signOn: 'SIGNED_ON', count: 180 },
  { presence: 'ONLINE', signOn: 'SIGNED_OFF', count: 7 },
  { presence: 'ONLINE', signOn: 'LOCKED', count: 1 },
  { presence: 'ONLINE', signOn: 'NEVER', count: 2 },
  { presence: 'OFFLINE', signOn: 'SIGNED_OFF', count: 10 },
] as const

test('sums agree in both directions', () => {
  const table = statusTable({ byStatus: [...byStatus] })
  const total = byStatus.reduce((sum, { count }) => sum + count, 0)
  expect(table.rows.reduce((sum, row) => sum + row.total, 0)).toBe(total)
  expect(table.columns.reduce((sum, column) => sum + column.total, 0)).toBe(total)
  expect(table.rows.find((row) => row.presence === 'ONLINE')?.total).toBe(190)
  expect(table.rows.find((row) => row.presence === 'DEGRADED')?.total).toBe(0)
})

test('signed out counts what a person could bring back: not the ones that never signed on, not the unreachable', () => {
  expect(signedOutOnline({ byStatus: [...byStatus] })).toBe(8)
})
