import { expect, test } from 'vitest'
import { readPeriod } from './statement-period.ts'

const nothing = { from: undefined, to: undefined, currency: undefined }

test.each([
  [
    { from: '2026-06-01', to: '2026-06-30', currency: 'CNY' },
    { from: '2026-06-01', to: '2026-06-30', currency: 'CNY' },
  ],
  [{ from: '2026-06-30', to: '2026-06-01' }, nothing],
  [{ from: 'yesterday', currency: 'yuan' }, nothing],
  [{ to: '2026-06-30' }, { ...nothing, to: '2026-06-30' }],
])('%j asks for %j', (search, period) => expect(readPeriod(search as Record<string, string>)).toEqual(period))
