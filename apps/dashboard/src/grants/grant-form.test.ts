import { expect, test } from 'vitest'
import { emptyForm, isComplete, termsOf } from './grant-form.ts'

const NOW = Date.parse('2026-11-05T08:00:00Z')

test('a form is complete with an organisation, types, a last day and a reason', () => {
  const form = { ...emptyForm(NOW), organisationId: 'org_1', reason: 'contract' }
  expect(isComplete(form)).toBe(true)
  for (const changed of [{ organisationId: undefined }, { types: [] }, { lastDay: '' }, { reason: ' ' }])
    expect(isComplete({ ...form, ...changed })).toBe(false)
})

test('the last day counts to its end', () => {
  const { expiresAt } = termsOf({ ...emptyForm(NOW), lastDay: '2026-12-31' })
  const end = new Date(expiresAt)
  expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours()]).toEqual([2026, 11, 31, 23])
})
