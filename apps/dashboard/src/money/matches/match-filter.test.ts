import { expect, test } from 'vitest'
import { readMatchFilter } from './match-filter.ts'

test.each([
  [{}, {}],
  [{ state: 'LATE,CONTRADICTING,MATCHED,x' }, { states: ['CONTRADICTING', 'LATE'] }],
  [
    { by: 'FILE', file: 'imp_1', org: 'org_1' },
    { source: 'FILE', importId: 'imp_1', organisationId: 'org_1' },
  ],
  [{ by: 'PHONE', file: '', org: '' }, {}],
  [
    { from: '2026-11-01', to: '2026-11-28' },
    { from: '2026-11-01', to: '2026-11-28' },
  ],
  [{ from: '2026-11-28', to: '2026-11-01' }, {}],
])('%j', (search, wish) => {
  const none = { states: undefined, source: undefined, importId: undefined, organisationId: undefined }
  expect(readMatchFilter(search)).toEqual({ ...none, from: undefined, to: undefined, ...wish })
})
