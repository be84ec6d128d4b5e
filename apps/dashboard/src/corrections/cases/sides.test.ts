import { expect, test } from 'vitest'
import type { CaseFullFragment } from '../../api/generated/graphql.ts'
import { mainMembers, memberRows, unitOf, witnessesOf } from './sides.ts'

type Side = CaseFullFragment['sides']['sides'][number]

const money = (amount: string) => ({ __typename: 'Money', amount, currency: 'CNY', exponent: 2 })
const side = {
  record: { seq: '7', content: { stan: '000012', amount: '11800', currency: 'CNY', exponent: '2', seq: 7 } },
  hostRecords: [
    { position: '41', fact: 'DECIDED', at: 'x', rrn: '123456789012', maskedCard: null, amount: money('1800') },
  ],
  fileLines: [],
} as unknown as Side

test('what differs comes first; what each has in its own way, or only one says, differs from nothing', () => {
  const witnesses = witnessesOf(side)
  expect(witnesses.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['TERMINAL 7', 'HOST 41'])
  const rows = memberRows(witnesses)
  expect(rows.map(({ name, differs }) => (differs ? `≠${name}` : name))).toEqual([
    '≠amount',
    'currency',
    'exponent',
    'stan',
    'rrn',
    'seq',
    'fact',
    'at',
  ])
  expect(rows[0]?.texts).toEqual(['11800', '1800'])
})

test('nobody who says anything has no rows', () => {
  expect(memberRows(witnessesOf({ ...side, record: null, hostRecords: [] }))).toEqual([])
})

test('of each a second person reads first how much, what, when and with which answer', () => {
  const line = { line: 3, type: 'PURCHASE', settlementDate: '2026-11-28', responseCode: null, amount: money('1800') }
  const witnesses = witnessesOf({
    ...side,
    fileLines: [{ ...line, maskedCard: null, fileImport: null }],
  } as unknown as Side)
  expect(witnesses.map((witness) => mainMembers(witness).map(([name, text]) => `${name} ${text}`))).toEqual([
    ['amount 11800'],
    ['amount 1800', 'fact DECIDED', 'at x'],
    ['amount 1800', 'type PURCHASE', 'settlementDate 2026-11-28'],
  ])
  expect(witnesses.map(unitOf)).toEqual(witnesses.map(() => ({ currency: 'CNY', exponent: 2 })))
})
