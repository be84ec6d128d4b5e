import { expect, test } from 'vitest'
import { readCaseFilter } from './case-filter.ts'

const plain = (search: Record<string, string>) => JSON.parse(JSON.stringify(readCaseFilter(search)))

test.each([
  [{}, { filter: { states: ['OPEN', 'PROPOSED'] }, orderBy: 'OLDEST' }],
  [{ state: 'all' }, { filter: {}, orderBy: 'OLDEST' }],
  [
    { state: 'SUPPRESSED,x', severity: 'HIGH', rule: 'R07', order: 'MONEY' },
    {
      filter: { states: ['SUPPRESSED'], severities: ['HIGH'], rules: ['R07'] },
      orderBy: 'MONEY',
    },
  ],
  [
    { state: 'all', from: '50000', mine: '1', terminal: 'trm_1', kind: 'WRONG_AMOUNT' },
    { filter: { amountMin: '50000', mine: true, terminalId: 'trm_1', kinds: ['WRONG_AMOUNT'] }, orderBy: 'OLDEST' },
  ],
  [
    { state: 'all', from: '7' },
    { filter: {}, orderBy: 'OLDEST' },
  ],
])('%j asks for %j', (search, asked) => expect(plain(search as Record<string, string>)).toEqual(asked))
