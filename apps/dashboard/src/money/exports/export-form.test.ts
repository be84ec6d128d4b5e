import { describe, expect, test } from 'vitest'
import { exportWish } from './export-form.ts'

const form = { kind: 'TRANSACTIONS', format: 'CSV', from: '2026-11-01', to: '2026-11-30', merchantId: null } as const

describe('an export', () => {
  test('of transactions takes whole days, the last one too', () => {
    const { since, until } = exportWish(form) ?? {}
    const days = (Date.parse(String(until)) - Date.parse(String(since))) / 86_400_000
    expect(days).toBe(30)
  })

  test('of postings goes by business days', () => {
    expect(exportWish({ ...form, kind: 'POSTINGS' })).toEqual({
      kind: 'POSTINGS',
      format: 'CSV',
      from: '2026-11-01',
      to: '2026-11-30',
    })
  })

  test.each([
    { ...form, kind: 'STATEMENT' as const },
    { ...form, from: '' },
    { ...form, from: '2026-12-01' },
  ])('%j is not asked for yet', (one) => expect(exportWish(one)).toBeNull())
})
