import { expect, test } from 'vitest'
import type { JournalRecord } from './record-fields.ts'
import { isWithoutMoney, RECORD_TYPES } from './record-types.ts'
import { moneyAtStake } from './stake.ts'

const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })
const sale = (amount: string, change: Partial<JournalRecord> = {}): JournalRecord => ({
  ...{ type: 'PURCHASE', batch: '000001', stan: '000001', amount, currency: 'CNY', exponent: 2, outcome: 'APPROVED' },
  ...change,
})
const SIGN_ON: JournalRecord = { type: 'SIGN_ON', batch: '000001', stan: '000002', outcome: 'APPROVED' }
const amends = (patch: object): JournalRecord => ({
  ...{ type: 'AMENDMENT', original: { batch: '000001', stan: '000001', type: 'PURCHASE' } },
  amendment: { op: 'AMEND', correctionId: 'cor_1', version: 1, targetSeq: 1, targetLeaf: '0'.repeat(64), patch },
})
const reversed = (outcome: 'CONFIRMED' | 'ABANDONED'): JournalRecord => ({
  ...{ type: 'REVERSAL_STATUS', outcome, original: { batch: '000001', stan: '000001', type: 'PURCHASE' } },
})
/** Both refer to a sale of 118 yuan, if to any. */
const stake = (ours: JournalRecord | null, theirs: JournalRecord | null) => {
  const of = (record: JournalRecord | null) =>
    record && { record, referred: record.original === undefined ? null : yuan(11_800n) }
  return moneyAtStake(of(ours), of(theirs))
}

test.each<[string, JournalRecord | null, JournalRecord | null, bigint | null]>([
  ['two amounts: by how much they differ', sale('101'), sale('9'), 92n],
  ['one is here only: all of it', sale('101'), null, 101n],
  ['one is there only: all of it', null, sale('9'), 9n],
  ['a sale where we have a sign-on: all of it', SIGN_ON, sale('9'), 9n],
  ['a sign-on where we have a sale: all of it', sale('9'), SIGN_ON, 9n],
  ['another currency: all of ours', sale('101'), sale('9', { currency: 'USD' }), 101n],
  ['two amendments: by how much they change otherwise', amends({ amount: '1800' }), amends({ amount: '1700' }), 100n],
  ['an amendment of no amount: all that it is of', amends({ rrn: '123456789012' }), null, 11_800n],
  ['what became of a reversal: all that it takes back', reversed('CONFIRMED'), reversed('ABANDONED'), 11_800n],
  ['two sign-ons: nothing', SIGN_ON, { ...SIGN_ON, stan: '000003' }, null],
  ['nobody can read either', null, null, null],
])('%s', (_, ours, theirs, minor) => {
  expect(stake(ours, theirs)).toEqual(minor === null ? null : yuan(minor))
})

test('an amendment that inserts a record brings its own currency', () => {
  const inserts: JournalRecord = {
    type: 'AMENDMENT',
    amendment: { op: 'INSERT', correctionId: 'c', version: 1, patch: { amount: '5', currency: 'JPY', exponent: '0' } },
  }
  expect(stake(null, inserts)).toEqual({ minor: 5n, currency: 'JPY', exponent: 0 })
})

test('what moves no money is what neither carries an amount nor refers to anything', () => {
  expect(RECORD_TYPES.filter(isWithoutMoney)).toEqual(['SIGN_ON', 'SIGN_OFF', 'SETTLE', 'BATCH_UPLOAD'])
})
