import { describe, expect, test } from 'vitest'
import { limitsForm, readLimits } from './limits-form.ts'

const FORM = { tierOne: '500', tierTwo: '5000', day: '20000', dayCount: '50', automatic: '500' }
const minor = (currency: string, exponent: number, form = FORM) => readLimits(form, { currency, exponent }).wish

describe('limits as they are typed', () => {
  test.each([
    ['CNY', 2, '50000', '500000', '2000000'],
    ['JPY', 0, '500', '5000', '20000'],
    ['KWD', 3, '500000', '5000000', '20000000'],
  ])('in %s, with %i digits', (currency, exponent, tierOneMinor, tierTwoMinor, dayMinor) => {
    const sums = { tierOneMinor, tierTwoMinor, dayMinor, automaticMinor: tierOneMinor }
    expect(minor(currency, exponent)).toEqual({ currency, ...sums, dayCount: 50 })
  })

  test.each([
    ['a first tier above the second', { tierOne: '6000' }, ['tierTwo']],
    ['more by itself than one checker may agree to', { automatic: '500.01' }, ['automatic']],
    ['no amount', { day: 'much' }, ['day']],
    ['less than nothing', { tierOne: '-1' }, ['tierOne']],
    ['half a correction', { dayCount: '1.5' }, ['dayCount']],
    ['a tenth of the smallest coin', { day: '1.234' }, ['day']],
  ])('not %s', (_name, changed, wrong) => {
    expect(readLimits({ ...FORM, ...changed }, { currency: 'CNY', exponent: 2 })).toEqual({ wish: null, wrong })
  })

  test('what holds is typed as it would be read', () => {
    const of = (amount: string) => ({ amount, currency: 'KWD', exponent: 3 })
    const limits = { tierOne: of('500000'), tierTwo: of('5000000'), day: of('20000000'), automatic: of('0') }
    const form = limitsForm({
      ...limits,
      currency: 'KWD',
      dayCount: 7,
      agreed: true,
      changedAt: null,
      version: 1,
      asked: null,
    })
    expect(minor('KWD', 3, form)).toMatchObject({ tierOneMinor: '500000', automaticMinor: '0', dayCount: 7 })
  })
})
