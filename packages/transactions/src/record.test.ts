import { TEST_CARD as CARD } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { parseRecord, recordText, stanKeyOf, stanKeyText } from './index.ts'

const SALE = {
  type: 'PURCHASE',
  batch: '000727',
  stan: '000079',
  amount: '1111',
  currency: 'CNY',
  exponent: 2,
  outcome: 'APPROVED',
  rrn: 'X00004002761',
  localTime: '0824141554',
}

function faultOf(change: Record<string, unknown>, base: object = SALE) {
  const parsed = parseRecord(JSON.stringify({ ...base, ...change }))
  return parsed.ok ? null : parsed.fault
}

describe('the body of a record', () => {
  test('is read, and printed alike whatever the order of its members', () => {
    const one = parseRecord(JSON.stringify(SALE))
    const other = parseRecord(JSON.stringify(Object.fromEntries(Object.entries(SALE).reverse())))
    expect(one.ok && other.ok && recordText(one.record) === recordText(other.record)).toBe(true)
  })

  test('null is absent', () => {
    expect(faultOf({ at: null, original: null })).toBeNull()
  })

  test('that cannot be read names the member, never its value', () => {
    expect(parseRecord('{"type":').ok).toBe(false)
    expect(parseRecord('[]')).toEqual({ ok: false, fault: { code: 'NOT_AN_OBJECT' } })
    expect(parseRecord(JSON.stringify({ ...SALE, note: 'x'.repeat(5000) }))).toEqual({
      ok: false,
      fault: { code: 'TOO_LONG' },
    })
    expect(faultOf({ pan: CARD })).toEqual({ code: 'UNKNOWN_MEMBER', member: 'pan' })
    expect(faultOf({ type: 'GIFT' })).toEqual({ code: 'WRONG_FORM', member: 'type' })
    expect(faultOf({ stan: undefined })).toEqual({ code: 'MISSING', member: 'stan' })
    expect(faultOf({ currency: 'ZZZ' })).toEqual({ code: 'WRONG_CURRENCY', member: 'currency' })
    expect(faultOf({ outcome: 'CONFIRMED' })).toEqual({ code: 'NOT_APPLICABLE', member: 'outcome' })
    expect(faultOf({ currency: undefined })).toEqual({ code: 'MISSING', member: 'currency' })
    expect(faultOf({ original: { batch: '000727', stan: '000078', type: 'PURCHASE' } })).toEqual({
      code: 'NOT_APPLICABLE',
      member: 'original',
    })
  })

  test.each([
    ['amount', ['0', '999999999999'], ['-1', '01', '1000000000000', 1111, '1.0', '']],
    ['exponent', [0, 2, 3, 4], [5, -1, 2.5, '2']],
    ['stan', ['000001', '999999'], ['000000', '79', '0000790']],
    ['localTime', ['1231235959', '0229000000'], ['1301000000', '0431000000', '0101240000']],
    ['at', ['2026-12-31T23:59:59.999Z'], ['2026-02-29T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00+08:00']],
    ['panMasked', ['622848*********0018', '400000******0002'], [CARD, '622848']],
    ['merchantOrder', ['A-1'], ['', '订单', 'a b', 'x'.repeat(65)]],
  ])('%s has its form', (member, right, wrong) => {
    for (const value of right) expect([value, faultOf({ [member]: value })]).toEqual([value, null])
    for (const value of wrong)
      expect([value, faultOf({ [member]: value })]).toEqual([value, { code: 'WRONG_FORM', member }])
  })

  test('a void names a sale as its original, a refund may name none', () => {
    const voided = { ...SALE, type: 'PURCHASE_VOID', stan: '000080' }
    const original = { batch: '000727', stan: '000079', type: 'PURCHASE' }
    expect(faultOf({ original }, voided)).toBeNull()
    expect(faultOf({}, voided)).toEqual({ code: 'MISSING', member: 'original' })
    expect(faultOf({ original: { ...original, type: 'REFUND' } }, voided)?.code).toBe('WRONG_ORIGINAL')
    expect(faultOf({ type: 'REFUND' })).toBeNull()
  })

  test('an amendment is told in canonical texts', () => {
    const amendment = {
      op: 'AMEND',
      correctionId: 'cor_1',
      version: 1,
      targetSeq: 7,
      targetLeaf: 'ab'.repeat(32),
      patch: { amount: '1100' },
    }
    const original = { batch: '000727', stan: '000079', type: 'PURCHASE' }
    const record = { type: 'AMENDMENT', original, amendment }
    expect(faultOf({}, record)).toBeNull()
    expect(faultOf({ original: null }, record)).toEqual({ code: 'MISSING', member: 'original' })
    expect(faultOf({ amendment: { ...amendment, patch: { pan: '1' } } }, record)?.code).toBe('UNKNOWN_MEMBER')
    expect(faultOf({ amendment: { ...amendment, patch: { exponent: '02' } } }, record)?.code).toBe('WRONG_FORM')
    expect(faultOf({ amendment: { ...amendment, op: 'INSERT' } }, record)?.code).toBe('NOT_APPLICABLE')
    expect(faultOf({ amendment: undefined }, record)?.code).toBe('MISSING')
  })

  test('an amendment that inserts carries a whole transaction and names no target', () => {
    const patch = { type: 'PURCHASE', batch: '000727', stan: '000080', amount: '100', currency: 'CNY', exponent: '2' }
    const insert = (texts: object) => ({
      type: 'AMENDMENT',
      amendment: { op: 'INSERT', correctionId: 'cor_1', version: 1, patch: texts },
    })
    expect(faultOf({}, insert({ ...patch, outcome: 'APPROVED' }))).toBeNull()
    expect(faultOf({}, insert(patch))).toEqual({ code: 'MISSING', member: 'amendment.patch.outcome' })
    expect(faultOf({}, insert({ type: 'SIGN_ON', batch: '000727', stan: '000001', outcome: 'APPROVED' }))).toEqual({
      code: 'NOT_APPLICABLE',
      member: 'amendment.patch.type',
    })
  })
})

test('a sale, its reversal and its advice may share one STAN; a reversal status uses none', () => {
  const key = (record: object) => {
    const parsed = parseRecord(JSON.stringify(record))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault))
    const found = stanKeyOf(parsed.record)
    return found && stanKeyText(found)
  }
  const original = { batch: '000727', stan: '000079', type: 'PURCHASE' }
  expect(key(SALE)).toBe('000727:000079:FIN')
  expect(key({ type: 'REVERSAL', batch: '000727', stan: '000079', outcome: 'REQUIRED', original })).toBe(
    '000727:000079:REVERSAL',
  )
  expect(key({ type: 'REVERSAL_STATUS', outcome: 'CONFIRMED', original })).toBeNull()
})
