import { money } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { type JournalRecord, mayComplete, mayFollowUp, mayRefund, mayVoid, violationsOf } from './index.ts'
import { factsAfter, following, placed, saleRecord } from './testing.ts'

const CNY = (minor: bigint) => money(minor, 'CNY', 2)
const SALE = saleRecord()
const HOLD = saleRecord({ type: 'PREAUTH' })
const codeOf = (answer: ReturnType<typeof mayVoid>) => (answer.ok ? 'YES' : answer.refusal.code)
const after = (of: JournalRecord, ...more: readonly JournalRecord[]) => factsAfter(of, placed(of, ...more))

describe('a void', () => {
  const whole = { batch: '000727', money: CNY(1000n) }

  test('takes the whole back in the same batch', () => expect(codeOf(mayVoid(after(SALE), whole))).toBe('YES'))

  test.each([
    ['ALREADY_VOIDED', after(SALE, following('PURCHASE_VOID', SALE, { stan: '000002' })), whole],
    ['ALREADY_REFUNDED', after(SALE, following('REFUND', SALE, { stan: '000002', amount: '1' })), whole],
    ['NOT_EFFECTIVE', after(SALE, following('REVERSAL', SALE, { stan: '000002', outcome: 'REQUIRED' })), whole],
    ['NOT_EFFECTIVE', after(saleRecord({ outcome: 'DECLINED' })), whole],
    ['OTHER_BATCH', after(SALE), { ...whole, batch: '000728' }],
    ['NOT_THE_WHOLE', after(SALE), { ...whole, money: CNY(999n) }],
    ['OTHER_CURRENCY', after(SALE), { ...whole, money: money(1000n, 'USD', 2) }],
    ['OTHER_CURRENCY', after(SALE), { ...whole, money: money(1000n, 'CNY', 3) }],
    ['WRONG_KIND', after(saleRecord({ type: 'QR_PAY' })), whole],
    ['ALREADY_COMPLETED', after(HOLD, following('PREAUTH_COMPLETION', HOLD, { stan: '000002' })), whole],
  ])('is refused: %s', (code, facts, voided) => expect(codeOf(mayVoid(facts, voided))).toBe(code))
})

describe('refunds', () => {
  const twice = after(SALE, following('REFUND', SALE, { stan: '000002', amount: '600' }))

  test('many in part, up to what was paid', () => expect(codeOf(mayRefund(twice, CNY(400n)))).toBe('YES'))
  test('never more', () => expect(codeOf(mayRefund(twice, CNY(401n)))).toBe('OVER_REFUND'))

  test('a declined refund takes nothing of the sum', () => {
    const declined = after(SALE, following('REFUND', SALE, { stan: '000002', outcome: 'DECLINED' }))
    expect(codeOf(mayRefund(declined, CNY(1000n)))).toBe('YES')
  })

  test('of a hold there is none', () => expect(codeOf(mayRefund(after(HOLD), CNY(1n)))).toBe('WRONG_KIND'))
})

describe('a completion', () => {
  test('goes up to 115 of 100', () => {
    expect(codeOf(mayComplete(after(HOLD), CNY(1150n)))).toBe('YES')
    expect(codeOf(mayComplete(after(HOLD), CNY(1151n)))).toBe('COMPLETION_OVER')
    expect(codeOf(mayComplete(after(HOLD), CNY(1001n), 100n))).toBe('COMPLETION_OVER')
  })

  test('is made once', () => {
    const done = after(HOLD, following('PREAUTH_COMPLETION', HOLD, { stan: '000002' }))
    expect(codeOf(mayComplete(done, CNY(1n)))).toBe('ALREADY_COMPLETED')
  })

  test('is not made of what has lapsed', () => {
    expect(codeOf(mayComplete({ ...after(HOLD), isExpired: true }, CNY(1n)))).toBe('HOLD_EXPIRED')
  })
})

describe('what follows something up is asked for by its type', () => {
  const card = { panMasked: '622848******1234', panToken: 'ab'.repeat(32) }
  const sold = saleRecord(card)
  const offline = saleRecord({ ...card, type: 'OFFLINE_SALE', outcome: 'OFFLINE_APPROVED' })
  const refunded = after(sold, following('REFUND', sold, { stan: '000002', amount: '600' }))
  test.each<[string, JournalRecord, ReturnType<typeof after>, JournalRecord]>([
    ['YES', sold, after(sold), following('PURCHASE_VOID', sold, { ...card, stan: '000002' })],
    ['WRONG_KIND', sold, after(sold), following('PREAUTH_VOID', sold, { stan: '000002' })],
    ['OTHER_BATCH', sold, after(sold), following('PURCHASE_VOID', sold, { stan: '000002', batch: '000728' })],
    ['OTHER_CARD', sold, after(sold), following('REFUND', sold, { stan: '000002', panToken: 'cd'.repeat(32) })],
    ['OTHER_CARD', sold, after(sold), following('REFUND', sold, { stan: '000002', panMasked: '622848******4321' })],
    ['OVER_REFUND', sold, refunded, following('REFUND', sold, { stan: '000003', amount: '401' })],
    ['COMPLETION_OVER', HOLD, after(HOLD), following('PREAUTH_COMPLETION', HOLD, { stan: '000002', amount: '1151' })],
    ['YES', offline, after(offline), following('OFFLINE_ADJUST', offline, { stan: '000002', amount: '1200' })],
    ['WRONG_KIND', sold, after(sold), following('OFFLINE_ADJUST', sold, { stan: '000002' })],
    ['ALREADY_REFUNDED', sold, refunded, following('TIP_ADJUST', sold, { stan: '000003' })],
    ['OTHER_BATCH', sold, after(sold), following('TIP_ADJUST', sold, { stan: '000002', batch: '000728' })],
  ])('%s', (code, original, facts, order) => expect(codeOf(mayFollowUp(facts, original, order))).toBe(code))
})

describe('records that break a rule are kept and named', () => {
  test.each([
    ['OVER_REFUND', after(SALE, following('REFUND', SALE, { stan: '000002', amount: '1001' }))],
    ['VOID_OTHER_BATCH', after(SALE, following('PURCHASE_VOID', SALE, { stan: '000002', batch: '000728' }))],
    ['VOID_NOT_THE_WHOLE', after(SALE, following('PURCHASE_VOID', SALE, { stan: '000002', amount: '1' }))],
    ['COMPLETION_OVER', after(HOLD, following('PREAUTH_COMPLETION', HOLD, { stan: '000002', amount: '1151' }))],
    ['FOLLOWS_INEFFECTIVE', after(saleRecord({ outcome: 'DECLINED' }), following('REFUND', SALE, { stan: '000002' }))],
    ['WRONG_KIND', after(saleRecord({ type: 'QR_PAY' }), following('PURCHASE_VOID', SALE, { stan: '000002' }))],
  ])('%s', (violation, facts) => expect(violationsOf(facts)).toEqual([violation]))

  test('two voids, two completions, a void with a refund', () => {
    const voids = ['000002', '000003'].map((stan) => following('PURCHASE_VOID', SALE, { stan }))
    const refund = following('REFUND', SALE, { stan: '000004' })
    expect(violationsOf(after(SALE, ...voids, refund))).toEqual(['SECOND_VOID', 'VOID_AND_REFUND'])
    const taken = ['000002', '000003'].map((stan) => following('PREAUTH_COMPLETION', HOLD, { stan, amount: '500' }))
    expect(violationsOf(after(HOLD, ...taken))).toEqual(['SECOND_COMPLETION'])
  })
})
