import { describe, expect, test } from 'vitest'
import { settle, tradingBench } from '../testing.ts'

const CARD = { panMasked: '622848******1234', panToken: 'ab'.repeat(32), scope: 'DOMESTIC' } as const
const sale = (amount: string) => ({ amount, currency: 'CNY', exponent: 2, ...CARD })

describe('online orders [P-18]', () => {
  test('a sale is one record, acknowledged with our root', async () => {
    const bench = await tradingBench()
    const sold = await bench.till.online('PURCHASE', sale('1111'))
    expect(sold).toMatchObject({ ok: true, seq: 2, record: { outcome: 'APPROVED', responseCode: '00' } })
    await settle()
    expect(bench.told()).toEqual(['SIGN_ON APPROVED 1', 'PURCHASE APPROVED 2'])
    expect(bench.store.state.journal.epochs.get(1)).toMatchObject({ lastSeq: 2, ackedThrough: 2, equalThrough: 2 })
  })
})
