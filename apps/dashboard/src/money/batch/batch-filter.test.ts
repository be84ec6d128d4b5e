import { expect, test } from 'vitest'
import { readBatchFilter } from './batch-filter.ts'

test.each([
  [{ q: '727' }, { batchNo: '000727' }],
  [{ q: '10016919' }, { tid: '10016919' }],
  [{ q: '10016919 727' }, { tid: '10016919', batchNo: '000727' }],
  [{ q: '海底捞' }, {}],
  [{ state: 'UNBALANCED,OPEN,x' }, { states: ['OPEN', 'UNBALANCED'] }],
  [
    { flawed: '1', org: 'org_1' },
    { flawed: true, organisationId: 'org_1' },
  ],
  [{}, {}],
])('%j asks for %j', (search, filter) => expect(readBatchFilter(search as Record<string, string>)).toEqual(filter))
