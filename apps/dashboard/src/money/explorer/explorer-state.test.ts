import { describe, expect, test } from 'vitest'
import { readExplorer } from './explorer-state.ts'

const NOW = Date.parse('2026-06-01T12:00:00Z')
const read = (search: Record<string, string>) => readExplorer(search, NOW)

describe('the explorer reads its address', () => {
  test.each([
    [{ q: '329112345678' }, { rrn: '329112345678' }],
    [{ q: '000123' }, { stan: '000123' }],
    [{ q: '000123', as: 'BATCH' }, { batchNo: '000123' }],
    [{ q: '4711' }, { card: '4711' }],
    [{ q: '118.00' }, { amountMin: '11800', amountMax: '11800' }],
    [{ q: 'JPY 118' }, { amountMin: '118', amountMax: '118', currency: 'JPY' }],
    [{ q: '10016919', as: 'nonsense' }, { tid: '10016919' }],
    [
      { type: 'REFUND,PURCHASE,LOTTERY', late: '1' },
      { types: ['PURCHASE', 'REFUND'], late: true },
    ],
    [{ reversal: 'REQUIRED,SENT', settlement: 'x' }, { reversal: ['REQUIRED', 'SENT'] }],
    [{ span: 'PT24H', since: '2026-01-01' }, { since: '2026-05-31T12:00:00.000Z' }],
    [{ since: '2026-05-31T00:00:00+08:00', until: 'never' }, { since: '2026-05-30T16:00:00.000Z' }],
    [{ org: 'org_1' }, { organisationId: 'org_1' }],
    [{}, {}],
  ])('%j asks for %j', (search, filter) => expect(read(search as Record<string, string>).filter).toEqual(filter))

  test('what cannot be read asks for nothing and says so', () => {
    expect(read({ q: '海底捞' })).toMatchObject({ isUnreadable: true, filter: {} })
    expect(read({ q: ' ' }).isUnreadable).toBe(false)
  })

  test('the chosen reading stands first, the others stay on offer', () => {
    expect(read({ q: '4711', as: 'STAN' }).readings.map(({ kind }) => kind)).toEqual([
      'STAN',
      'CARD',
      'AMOUNT',
      'BATCH',
    ])
  })
})
