import { describe, expect, test } from 'vitest'
import { bpsOf, percentText, readTariff } from './tariff-form.ts'

const CNY = { currency: 'CNY', exponent: 2 }
const form = { percent: '0.60', minimum: '0.10', cap: '25', agentShare: '20', validFrom: '2026-12-01' }

test.each([
  ['0.60', 60],
  ['0.6', 60],
  ['１.5%', 150],
  ['100', 10_000],
  ['0.605', null],
  ['-1', null],
  ['', null],
])('%s percent is %s hundredths', (text, bps) => expect(bpsOf(text)).toBe(bps))

test.each([
  [60, '0.60 %'],
  [5, '0.05 %'],
  [10_000, '100.00 %'],
])('%s hundredths read %s', (bps, text) => expect(percentText(bps)).toBe(text))

describe('the form', () => {
  test('holds terms to the minor unit', () => {
    expect(readTariff(form, CNY).wish).toEqual({
      validFrom: '2026-12-01',
      percentBps: 60,
      minimumMinor: '10',
      capMinor: '2500',
      agentShareBps: 2000,
    })
    expect(readTariff({ ...form, cap: '', minimum: '' }, CNY).wish).toMatchObject({ capMinor: null, minimumMinor: '0' })
  })

  test.each([
    [{ percent: '101' }, ['PERCENT']],
    [{ cap: '0.05' }, ['CAP_BELOW_MINIMUM']],
    [{ minimum: '0.001', cap: 'much' }, ['MINIMUM', 'CAP']],
  ])('%j is refused for %j', (patch, problems) => {
    const read = readTariff({ ...form, ...patch }, CNY)
    expect(read.wish).toBeNull()
    expect(read.problems).toEqual(problems)
  })
})
