import { describe, expect, test } from 'vitest'
import { planRegistration, type RegisteredTerminal, type RegistrationRow } from './registration.ts'

const STORES = [
  { id: 'org_1', code: '01', chain: 'north/noodles/01' },
  { id: 'org_2', code: '01', chain: 'north/tea/01' },
  { id: 'org_3', code: '02', chain: 'north/tea/02' },
]
const KNOWN: RegisteredTerminal = {
  ...{ id: 'trm_1', tid: '10000001', mid: '898000000000001', storeId: 'org_1', model: 'P2', serial: 'S1' },
}
const plan = (rows: readonly Omit<RegistrationRow, 'line'>[], isTraining = false) => {
  let id = 0
  return planRegistration({
    rows: rows.map((row, index) => ({ ...row, line: index + 2 })),
    stores: STORES,
    isTraining,
    known: [KNOWN],
    newId: () => `trm_new${id++}`,
  })
}

describe('given a file of terminals', () => {
  test('when rows are in order, then new ones are made, changed ones change, the same ones do not', () => {
    const { creates, updates, unchanged, problems } = plan([
      { tid: '20000001', mid: '8980', store: 'noodles/01', model: 'P2', serial: 'S2' },
      { tid: '20000002', mid: '8980', store: '02' },
      { tid: '10000001', mid: '8989', store: 'noodles/01' },
    ])
    expect(problems).toEqual([])
    expect(creates).toEqual([
      { ...{ id: 'trm_new0', line: 2, tid: '20000001', mid: '8980' }, storeId: 'org_1', model: 'P2', serial: 'S2' },
      { ...{ id: 'trm_new1', line: 3, tid: '20000002', mid: '8980' }, storeId: 'org_3', model: '', serial: null },
    ])
    expect(updates).toEqual([{ line: 4, before: KNOWN, after: { ...KNOWN, mid: '8989' } }])
    expect(unchanged).toBe(0)
    expect(plan([{ tid: KNOWN.tid, mid: KNOWN.mid, serial: 'S1' }]).unchanged).toBe(1)
  })

  test.each<[string, Omit<RegistrationRow, 'line'>, [string, string][]]>([
    ['a short number', { tid: '1', mid: '1', store: '02' }, [['tid', 'TID_MALFORMED']]],
    ['no merchant number', { tid: '20000001', store: '02' }, [['mid', 'MID_MALFORMED']]],
    ['an unknown store', { tid: '20000001', mid: '1', store: 'x' }, [['store', 'REGISTRATION_STORE_UNKNOWN']]],
    ['a store of two', { tid: '20000001', mid: '1', store: '01' }, [['store', 'REGISTRATION_STORE_AMBIGUOUS']]],
    ['another store', { tid: '10000001', mid: '1', store: '02' }, [['store', 'REGISTRATION_STORE_OTHER']]],
    ['another device', { tid: '10000001', mid: '1', serial: 'S9' }, [['serial', 'REGISTRATION_SERIAL_OTHER']]],
    [
      'all of it at once',
      { tid: 'x', mid: '-', store: '', model: 'm'.repeat(65), serial: 'a b' },
      [
        ['tid', 'TID_MALFORMED'],
        ['mid', 'MID_MALFORMED'],
        ['model', 'MODEL_MALFORMED'],
        ['serial', 'SERIAL_MALFORMED'],
        ['store', 'REGISTRATION_STORE_UNKNOWN'],
      ],
    ],
  ])('when a row has %s, then it is told with line and column', (_name, row, expected) => {
    const { problems, creates, updates } = plan([row])
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual(
      expected.map(([column, code]) => [2, column, code]),
    )
    expect([creates, updates]).toEqual([[], []])
  })

  test('when a number or a serial number stands twice, then the second row is wrong', () => {
    const { problems } = plan([
      { tid: '20000001', mid: '1', store: '02', serial: 'S5' },
      { tid: '20000001', mid: '1', store: '02', serial: 'S5' },
    ])
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'tid', 'IMPORT_TWICE'],
      [3, 'serial', 'IMPORT_TWICE'],
    ])
  })
})

test.each([
  [false, 'TRAINING-0001', 'SERIAL_TRAINING'],
  [true, 'N910-0001', 'SERIAL_NOT_TRAINING'],
  [true, 'TRAINING-0001', undefined],
  [false, 'N910-TRAINING-1', undefined],
])('given training is %j, when %s is to stand there, then: %s', (isTraining, serial, code) => {
  const { problems } = plan([{ tid: '20000001', mid: '8980', store: '02', serial }], isTraining)
  expect(problems[0]?.code).toBe(code)
})
