import { expect, test } from 'vitest'
import { EMPTY_DRAFT, type FormField, isComplete, patchOf, readDraft, searchOf, unitOfForm } from './draft.ts'

const CNY = { currency: 'CNY', exponent: 2 }
const amount: FormField = { field: 'amount', present: '11800', required: true }
const outcome: FormField = { ...amount, field: 'outcome', present: 'APPROVED' }
const rrn: FormField = { ...amount, field: 'rrn', present: null, required: false }

test('a link carries what is not sent yet, and drops what was cleared', () => {
  const draft = readDraft({
    transaction: 'txn_1',
    kind: 'WRONG_AMOUNT',
    'f.amount': '18.00',
    link: 'txn_2',
    to: 'trm_2',
    x: 'y',
  })
  expect(draft).toEqual({
    ...EMPTY_DRAFT,
    kind: 'WRONG_AMOUNT',
    values: { amount: '18.00' },
    linkToId: 'txn_2',
    moveToId: 'trm_2',
  })
  expect(searchOf({ ...draft, values: { amount: '' } }, { 'f.amount': '18.00' })).toEqual({
    'f.amount': undefined,
    kind: 'WRONG_AMOUNT',
    link: 'txn_2',
    to: 'trm_2',
  })
  expect(readDraft({ kind: 'NONSENSE' }).kind).toBeNull()
})

test.each([
  [{ amount: '18' }, [{ field: 'amount', value: '1800' }], {}],
  [{ amount: '18.001' }, [], { amount: 'AMOUNT' }],
  [{}, [], { amount: 'MISSING' }],
  [
    { amount: '１８', rrn: ' 123456789012 ' },
    [
      { field: 'amount', value: '1800' },
      { field: 'rrn', value: '123456789012' },
    ],
    {},
  ],
])('%j is given as %j', (values, patch, problems) =>
  expect(patchOf([amount, rrn], values as Record<string, string>, CNY)).toEqual({ patch, problems }),
)

test('a member that must be given stays as it is unless something is typed', () => {
  expect(patchOf([outcome], {}, CNY).patch).toEqual([{ field: 'outcome', value: 'APPROVED' }])
  expect(patchOf([{ ...outcome, present: null }], {}, CNY).problems).toEqual({ outcome: 'MISSING' })
})

test('amounts are written in what is typed, else in what stands', () => {
  const fields: FormField[] = [
    { ...rrn, field: 'currency', present: 'JPY' },
    { ...rrn, field: 'exponent', present: '0' },
  ]
  expect(unitOfForm(fields, { exponent: '2' }, CNY)).toEqual({ currency: 'JPY', exponent: 2 })
  expect(unitOfForm([], {}, CNY)).toEqual(CNY)
})

test('a reason, a link and a tariff are asked for where the kind needs them', () => {
  const kind = { needsLink: true, needsTariff: false } as Parameters<typeof isComplete>[1]
  const draft = { ...EMPTY_DRAFT, reason: 'typed twice' }
  expect(isComplete(draft, kind, { patch: [], problems: {} })).toBe(false)
  expect(isComplete({ ...draft, linkToId: 'txn_1' }, kind, { patch: [], problems: {} })).toBe(true)
  expect(isComplete({ ...draft, linkToId: 'txn_1', reason: 'x' }, kind, { patch: [], problems: {} })).toBe(false)
})
