import { money } from '@budeng/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeOf, type TariffTerms, tariffFor, tariffProblems, versionOn } from './index.ts'

const TERMS: TariffTerms = { percentBps: 60, capMinor: 2_000n, minimumMinor: 5n, agentShareBps: 2_500 }
const CNY = (minor: bigint) => money(minor, 'CNY', 2)
const parts = (terms: TariffTerms, minor: bigint) => {
  const { fee, agent, acquirer } = feeOf(terms, CNY(minor))
  return [fee.minor, agent.minor, acquirer.minor]
}

describe('the fee', () => {
  test.each([
    ['half up', 12_345n, [74n, 19n, 55n]],
    ['an exact half', 12_250n, [74n, 19n, 55n]],
    ['at least the minimum', 100n, [5n, 1n, 4n]],
    ['at most the cap', 1_000_000n, [2_000n, 500n, 1_500n]],
    ['never more than the amount', 3n, [3n, 1n, 2n]],
    ['of nothing nothing', 0n, [0n, 0n, 0n]],
  ])('is %s', (_, gross, expected) => expect(parts(TERMS, gross)).toEqual(expected))

  test('is all the acquirer’s where there is no agent', () => {
    expect(feeOf(TERMS, CNY(12_345n), false)).toMatchObject({ agent: { minor: 0n }, acquirer: { minor: 74n } })
  })

  test('loses no unit, whatever the terms and the currency', () => {
    const terms = fc.record({
      percentBps: fc.nat(10_000),
      capMinor: fc.option(fc.bigInt({ min: 0n, max: 10_000n })),
      minimumMinor: fc.bigInt({ min: 0n, max: 500n }),
      agentShareBps: fc.nat(10_000),
    })
    const kind = fc.constantFrom(
      ...([
        ['JPY', 0],
        ['CNY', 2],
        ['KWD', 3],
        ['CLF', 4],
      ] as const),
    )
    fc.assert(
      fc.property(terms, fc.bigInt({ min: 0n, max: 999_999_999_999n }), kind, (each, minor, [currency, exponent]) => {
        const gross = money(minor, currency, exponent)
        const { fee, agent, acquirer } = feeOf(each, gross)
        expect(agent.minor + acquirer.minor).toBe(fee.minor)
        for (const part of [fee, agent, acquirer]) {
          expect(part.minor >= 0n && part.minor <= minor).toBe(true)
          expect([part.currency, part.exponent]).toEqual([currency, exponent])
        }
      }),
    )
  })
})

test('of dated versions the newest that has begun holds', () => {
  const versions = [
    { version: 1, validFrom: '2026-01-01' },
    { version: 2, validFrom: '2026-06-01' },
    // a later decision about an earlier day
    { version: 3, validFrom: '2026-03-01' },
  ]
  const on = (day: string) => versionOn(versions, day)?.version ?? null
  expect([on('2025-12-31'), on('2026-01-01'), on('2026-02-28'), on('2026-03-01'), on('2026-07-01')]).toEqual([
    null,
    1,
    1,
    3,
    3,
  ])
})

test('a tariff of the very card type goes before the one of any', () => {
  const any = { cardType: 'ANY', product: 'CARD', currency: 'CNY' } as const
  const credit = { ...any, cardType: 'CREDIT' } as const
  const key = { cardType: 'CREDIT', product: 'CARD', currency: 'CNY' } as const
  expect(tariffFor([any, credit], key)).toBe(credit)
  expect(tariffFor([any, credit], { ...key, cardType: null })).toBe(any)
  expect(tariffFor([any, credit], { ...key, product: 'QR' })).toBeNull()
  expect(tariffFor([credit], { ...key, cardType: 'DEBIT' })).toBeNull()
})

test('terms that cannot be are named', () => {
  expect(tariffProblems(TERMS)).toEqual([])
  expect(tariffProblems({ ...TERMS, percentBps: 10_001, agentShareBps: -1, minimumMinor: -1n })).toEqual([
    'PERCENT',
    'AGENT_SHARE',
    'MINIMUM',
  ])
  expect(tariffProblems({ ...TERMS, capMinor: 4n })).toEqual(['CAP_BELOW_MINIMUM'])
})
