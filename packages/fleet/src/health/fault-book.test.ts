import { expect, test } from 'vitest'
import { type FaultRecord, type FaultWord, stepFault } from './fault-book.ts'

const word = (set: boolean, source: FaultWord['source']): FaultWord => ({
  code: 'HW_X',
  set,
  source,
  at: 5,
  severity: 'MAJOR',
})
const record = (marks: Partial<FaultRecord>): FaultRecord => ({
  ...{ code: 'HW_X', since: 1, severity: null, detail: null, reportedAt: null, derivedAt: null },
  ...marks,
})

test.each<[string, FaultRecord | undefined, FaultWord, unknown]>([
  [
    'reported',
    undefined,
    word(true, 'REPORTED'),
    { event: 'SET', record: record({ since: 5, severity: 'MAJOR', reportedAt: 5 }) },
  ],
  ['derived', undefined, word(true, 'DERIVED'), { event: 'SET', record: record({ since: 5, derivedAt: 5 }) }],
  [
    'derived what was reported',
    record({ reportedAt: 1 }),
    word(true, 'DERIVED'),
    { event: null, record: record({ reportedAt: 1, derivedAt: 5 }) },
  ],
  ['reported twice', record({ reportedAt: 1 }), word(true, 'REPORTED'), { event: null, record: undefined }],
  [
    'one of two takes it back',
    record({ reportedAt: 1, derivedAt: 1 }),
    word(false, 'REPORTED'),
    { event: null, record: record({ derivedAt: 1 }) },
  ],
  ['the last one takes it back', record({ derivedAt: 1 }), word(false, 'DERIVED'), { event: 'CLEARED', record: null }],
  [
    'who never set it takes it back',
    record({ derivedAt: 1 }),
    word(false, 'REPORTED'),
    { event: null, record: undefined },
  ],
  ['nobody set it', undefined, word(false, 'REPORTED'), { event: null, record: undefined }],
])('%s', (_, before, said, expected) => {
  expect(stepFault(before, said)).toEqual(expected)
})
