import { DAY, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { fieldTexts, type FileRow, type JournalRecord } from '@budeng/transactions'
import { missingEvidence } from '../evidence.ts'
import { following, saleRecord, T0 } from '../testing.ts'
import { detect } from './index.ts'
import {
  chipSale,
  CRYPTOGRAM,
  hits,
  hostOf,
  journalOf,
  OTHER_TID,
  OTHER_TOKEN,
  seen,
  TID,
  TOKEN,
  viewOf,
} from './testing.ts'
import type { SeenTransaction } from './view.ts'

const SALE = chipSale()
const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })

function rowOf(change: Partial<FileRow> = {}): FileRow {
  return {
    tid: TID,
    mid: null,
    stan: '000001',
    rrn: '000000000001',
    authCode: null,
    responseCode: null,
    panMasked: null,
    type: 'PURCHASE',
    minor: 1000n,
    currency: 'CNY',
    exponent: 2,
    feeMinor: null,
    settlementDate: null,
    localTime: null,
    originalStan: null,
    originalTime: null,
    ...change,
  }
}

test('a clean day gives no hit', () => {
  const records = ['000001', '000002', '000003'].map((stan, place) =>
    chipSale({ stan, atc: 7 + place, amount: `${place}99` }),
  )
  const transactions = records.map((record) =>
    seen(record, { rows: [rowOf({ stan: record.stan, minor: BigInt(record.amount ?? 0) })] }),
  )
  expect(hits({ transactions, hosts: records.map((record) => hostOf(record)) })).toEqual([])
})

describe('R04 DUP_TAP', () => {
  const copy = chipSale({ stan: '000002' })
  const two = (change: Partial<JournalRecord>, seenChange: Partial<SeenTransaction> = {}) =>
    hits({ transactions: [seen(SALE), seen({ ...copy, ...change }, { at: T0 + DAY, ...seenChange })] })

  test('one counter, two records: one tap', () => {
    expect(two({})).toEqual(['R04 DUPLICATE_RECORD SAME_TAP'])
  })

  test('given the host took money twice, then it is to be given back', () => {
    const hosts = [hostOf(SALE), hostOf(copy)]
    expect(hits({ transactions: [seen(SALE), seen(copy)], hosts })).toContain('R04 DUPLICATE_CHARGE SAME_TAP')
  })

  test('the patch ties the copy to the first, and the chip and the first are its sources', () => {
    const [hit] = detect(viewOf({ transactions: [seen(SALE), seen(copy)], hosts: [hostOf(SALE)] }))
    expect(hit).toMatchObject({
      patch: { originalStan: '000001' },
      subjects: [`${TID}:000727:000002:FIN`, `${TID}:000727:000001:FIN`],
    })
    expect(hit?.evidence.map(({ source, agrees }) => [source, agrees])).toEqual([
      ['EMV', true],
      ['TERMINAL', true],
      ['HOST', true],
    ])
    expect(missingEvidence('DUPLICATE_RECORD', hit?.evidence ?? [])).toEqual([])
  })

  test.each([
    ['another counter a day later', { atc: 8 }, {}],
    ['another card', { panToken: OTHER_TOKEN }, {}],
    ['another cryptogram', { cryptogramHash: 'c1'.repeat(32) }, {}],
    ['a magnetic stripe', { entryMode: '021' }, {}],
    ['fallback', { entryMode: '801' }, {}],
    ['31 days later', {}, { at: T0 + 31 * DAY }],
    ['one that was declined', { outcome: 'DECLINED' }, {}],
    ['a hold and its sale', { type: 'PREAUTH' }, {}],
  ] as const)('%s is none', (_, change, seenChange) => {
    expect(two(change as Partial<JournalRecord>, seenChange)).toEqual([])
  })

  test('a copy that was voided is none any more', () => {
    const voided = seen(copy, {}, [{ seq: 3, record: following('PURCHASE_VOID', copy, { stan: '000003' }) }])
    expect(hits({ transactions: [seen(SALE), voided] })).toEqual([])
  })

  test('two records of one QR order are one payment', () => {
    const qr = (stan: string) => seen(saleRecord({ type: 'QR_PAY', stan, channelOrder: 'C-1' }))
    expect(hits({ transactions: [qr('000001'), qr('000002')] })).toEqual(['R04 DUPLICATE_RECORD SAME_ORDER'])
  })
})

describe('R05 DOUBLE_CHARGE, R06 CROSS_TERMINAL_DUP', () => {
  const second = chipSale({ stan: '000002', atc: 8 })
  const two = (change: Partial<SeenTransaction>, record: JournalRecord = second, rest = {}) =>
    hits({ transactions: [seen(SALE), seen(record, change)], ...rest })

  test.each([
    ['within two minutes', { at: T0 + 90 * SECOND }, 'R05 DUPLICATE_CHARGE DOUBLE_CHARGE'],
    ['within the hour', { at: T0 + 50 * MINUTE }, 'R05 DUPLICATE_CHARGE DOUBLE_CHARGE'],
    ['at another till', { at: T0 + 200 * SECOND, tid: OTHER_TID }, 'R06 DUPLICATE_CHARGE CROSS_TERMINAL_DUP'],
  ])('%s', (_, change, hit) => {
    expect(two(change)).toEqual([hit])
  })

  test.each([
    ['after an hour', { at: T0 + 61 * MINUTE }, second, {}],
    ['at another till after five minutes', { at: T0 + 301 * SECOND, tid: OTHER_TID }, second, {}],
    ['another amount', {}, { ...second, amount: '1001' }, {}],
    ['another merchant', { merchantId: 'mch_2' }, second, {}],
    ['another card', {}, { ...second, panToken: OTHER_TOKEN }, {}],
    ['vending', {}, second, { repeatMerchants: new Set(['mch_1']) }],
  ])('%s is none', (_, change, record, rest) => {
    expect(two(change, record, rest)).toEqual([])
  })

  test('one in dispute already is none', () => {
    const { batch = '', stan = '', type } = second
    const amendment = {
      op: 'MARK_DISPUTED',
      correctionId: 'c',
      version: 1,
      targetSeq: 2,
      targetLeaf: CRYPTOGRAM,
      patch: {},
    } as const
    const disputed = { seq: 9, record: { type: 'AMENDMENT', original: { batch, stan, type }, amendment } as const }
    expect(hits({ transactions: [seen(SALE), seen(second, {}, [disputed])] })).toEqual([])
  })
})

describe('R07 AMOUNT_MISMATCH', () => {
  test.each([
    ['differs', 1100n, 'R07 WRONG_AMOUNT AMOUNT_MISMATCH'],
    ['is ten times as much', 10_000n, 'R07 WRONG_CURRENCY_EXPONENT AMOUNT_TIMES_TEN'],
    ['has two digits swapped', 1009n, 'R07 WRONG_AMOUNT AMOUNT_SWAPPED_DIGITS'],
  ])('the host %s', (_, minor, hit) => {
    expect(hits({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { money: yuan(minor) })] })).toEqual([hit])
  })

  test('given host and file agree, then the patch is theirs; given they differ, then a person has to say', () => {
    const of = (minor: bigint) =>
      detect(
        viewOf({
          transactions: [seen(SALE, { rows: [rowOf({ minor })] })],
          hosts: [hostOf(SALE, { money: yuan(1100n) })],
        }),
      )[0]
    expect(of(1100n)).toMatchObject({ patch: { amount: '1100' }, atStake: { minor: 100n } })
    expect(of(1200n)).toMatchObject({ patch: null })
    expect(of(1200n)?.evidence.map(({ agrees }) => agrees)).toEqual([true, false])
  })

  test.each([
    ['beyond the watermark', seen(SALE), 1100n, { journals: [journalOf({ watermark: 0 })] }],
    ['approved in part', seen({ ...SALE, responseCode: '10' }), 600n, {}],
    ['a tip on its way', seen(SALE, { mayTip: true }), 1100n, {}],
    [
      'reversed',
      seen(SALE, {}, [{ seq: 2, record: following('REVERSAL', SALE, { stan: '000002', outcome: 'CONFIRMED' }) }]),
      1100n,
      {},
    ],
    ['corrected', corrected(), 1100n, {}],
  ])('%s is none', (_, own, minor, rest) => {
    const found = hits({ transactions: [own], hosts: [hostOf(SALE, { money: yuan(minor) })], ...rest })
    expect(found.filter((hit) => hit.startsWith('R07'))).toEqual([])
  })

  test('a currency converted at the till is none', () => {
    const foreign = seen({ ...SALE, scope: 'FOREIGN' })
    const hosts = [hostOf(SALE, { money: { minor: 140n, currency: 'USD', exponent: 2 } })]
    expect(hits({ transactions: [foreign], hosts })).toEqual([])
  })

  test('a tip that came and that the host has not is explained by it', () => {
    const tipped = seen(SALE, {}, [
      { seq: 2, record: following('TIP_ADJUST', SALE, { stan: '000002', amount: '1100' }) },
    ])
    expect(hits({ transactions: [tipped], hosts: [hostOf(SALE)] })).toEqual([])
  })
})

function corrected(): SeenTransaction {
  const { batch = '', stan = '', type } = SALE
  const amendment = {
    op: 'AMEND',
    correctionId: 'c',
    version: 1,
    targetSeq: 1,
    targetLeaf: CRYPTOGRAM,
    patch: { amount: '1100' },
  } as const
  return seen(SALE, {}, [{ seq: 9, record: { type: 'AMENDMENT', original: { batch, stan, type }, amendment } }])
}

test('R09 an orphan reversal is told after a day, and not when its original came', () => {
  const reversal = { seq: 2, record: following('REVERSAL', SALE, { stan: '000002', outcome: 'REQUIRED' }) }
  const orphan = { ...seen(SALE, {}, [reversal]) }
  const tombstone = { ...orphan, record: null, facts: { ...orphan.facts, founding: null } }
  const now = T0 + DAY
  expect(hits({ now, transactions: [tombstone] })).toEqual(['R09 - ORPHAN_REVERSAL'])
  expect(hits({ now: now - 1, transactions: [tombstone] })).toEqual([])
  expect(hits({ now, transactions: [orphan] })).toEqual([])
})

describe('R10 UNREVERSED', () => {
  const unknown = chipSale({ outcome: 'UNKNOWN' })
  const given = (record: JournalRecord, rest = {}, status?: 'ABANDONED' | 'CONFIRMED') => {
    const others =
      status === undefined
        ? []
        : [{ seq: 2, record: following('REVERSAL', record, { stan: '000002', outcome: status }) }]
    return hits({ transactions: [seen(record, {}, others)], hosts: [hostOf(record)], ...rest })
  }

  test('the host approved what the terminal does not know', () => {
    expect(given(unknown)).toEqual(['R10 UNREVERSED UNREVERSED'])
  })

  test('the file shows it standing', () => {
    const own = seen(unknown, { findings: ['STANDS_THERE'], rows: [rowOf()] })
    expect(hits({ transactions: [own] })).toEqual(['R10 UNREVERSED UNREVERSED'])
  })

  test('the terminal gave its reversal up', () => {
    expect(given(SALE, {}, 'ABANDONED')).toEqual(['R10 UNREVERSED UNREVERSED'])
  })

  test.each([
    ['the outbox is not empty', { journals: [journalOf({ drainedAt: null })] }, undefined],
    ['it may still be tried', { now: T0 + 3 * MINUTE }, undefined],
    ['the host reversed it', { hosts: [hostOf(unknown, { outcome: 'REVERSED' as const })] }, undefined],
    ['the reversal was confirmed', {}, 'CONFIRMED' as const],
  ])('given %s, then none', (_, rest, status) => {
    expect(given(unknown, rest, status).filter((hit) => hit.startsWith('R10'))).toEqual([])
  })
})

test('R11 the host took back what a slip was printed for', () => {
  const hosts = [hostOf(SALE, { outcome: 'REVERSED' })]
  expect(hits({ transactions: [seen(SALE)], hosts })).toEqual(['R11 FALSE_REVERSAL FALSE_REVERSAL'])
  expect(hits({ transactions: [seen(SALE, { findings: ['REVERSED_THERE'] })] })).toEqual([
    'R11 FALSE_REVERSAL FALSE_REVERSAL',
  ])
  const reversal = { seq: 2, record: following('REVERSAL', SALE, { stan: '000002', outcome: 'CONFIRMED' }) }
  expect(hits({ transactions: [seen(SALE, {}, [reversal])], hosts })).toEqual([])
  expect(hits({ transactions: [seen(SALE)], hosts: [...hosts, hostOf(SALE, { at: T0 + 1 })] })).toEqual([])
})

test('R13 a record that came after its batch, of a terminal that is on the line', () => {
  const late = seen(SALE, { isLate: true })
  expect(hits({ transactions: [late] })).toEqual(['R13 - LATE_ARRIVAL'])
  expect(hits({ transactions: [late], journals: [journalOf({ isOftenOffline: true })] })).toEqual([])
  const offline = seen(chipSale({ type: 'OFFLINE_SALE', outcome: 'OFFLINE_APPROVED' }), { isLate: true })
  expect(hits({ transactions: [offline] })).toEqual([])
})

describe('R14 MISSING', () => {
  const line = { id: 'line_1', row: rowOf(), standing: 'MISSING' as const }

  test('the host approved what a drained terminal never wrote', () => {
    const [hit, ...rest] = detect(viewOf({ hosts: [hostOf(SALE)], lines: [line] }))
    expect([hit?.kind, rest]).toEqual(['MISSING_IN_TERMINAL', []])
    expect(hit?.patch).toMatchObject({ type: 'PURCHASE', stan: '000001', amount: '1000', panToken: TOKEN })
    expect(missingEvidence('MISSING_IN_TERMINAL', hit?.evidence ?? [])).toEqual([])
  })

  test('given a record there that cannot be read, then it is missing with us', () => {
    const journals = [journalOf({ quarantined: [{ seq: 7, batch: '000727' }] })]
    expect(hits({ hosts: [hostOf(SALE)], journals })).toEqual(['R14 MISSING_IN_BACKOFFICE MISSING_IN_BACKOFFICE'])
  })

  test.each([
    ['the terminal has more to send', { journals: [journalOf({ drainedAt: null })] }],
    ['it was a moment ago', { journals: [journalOf({ drainedAt: T0 + MINUTE })] }],
    ['a number is missing', { journals: [journalOf({ gaps: [{ first: 3, last: 3, since: T0 + 59 * MINUTE }] })] }],
    ['the host reversed it', { hosts: [hostOf(SALE, { outcome: 'REVERSED' as const })] }],
    ['we have it', { transactions: [seen(SALE)] }],
  ])('given %s, then none', (_, rest) => {
    expect(hits({ hosts: [hostOf(SALE)], ...rest })).toEqual([])
  })

  test('a line of a file alone is expected, late, then missing', () => {
    const standing = (of: 'EXPECTED' | 'LATE' | 'MISSING') => hits({ lines: [{ ...line, standing: of }] })
    expect(standing('EXPECTED')).toEqual([])
    expect(standing('LATE')).toEqual([])
    expect(standing('MISSING')).toEqual(['R14 MISSING_IN_TERMINAL ONLY_IN_FILE'])
  })

  test('what the file lacks is asked of the acquirer, and nothing is corrected', () => {
    const inFile = (of: SeenTransaction['inFile']) =>
      hits({ transactions: [seen(SALE, { inFile: of })], hosts: [hostOf(SALE)] })
    expect(inFile('EXPECTED')).toEqual([])
    expect(inFile('LATE')).toEqual([])
    expect(inFile('MISSING')).toEqual(['R14 - MISSING_IN_FILE'])
  })

  test('what stands with us alone has no source', () => {
    const phantom = seen(SALE, { record: null, inFile: 'MISSING' })
    expect(hits({ transactions: [phantom] })).toEqual(['R14 PHANTOM PHANTOM'])
    expect(hits({ transactions: [phantom], hosts: [hostOf(SALE)] })).toEqual([])
    expect(hits({ transactions: [{ ...phantom, inFile: 'LATE' }] })).toEqual([])
  })
})

test('R16 another merchant than the one asked for, but for an aggregator’s', () => {
  const own = seen(chipSale({ midSent: 'M1', midReturned: 'M2' }))
  expect(hits({ transactions: [own] })).toEqual(['R16 MISPOSTED MID_SUBSTITUTION'])
  expect(hits({ transactions: [own], aggregatorPairs: new Set(['M1>M2']) })).toEqual([])
  expect(hits({ transactions: [seen(chipSale({ midSent: 'M1', midReturned: 'M1' }))] })).toEqual([])
})

test('R17 more refunded than paid', () => {
  const refund = (amount: string) => ({ seq: 2, record: following('REFUND', SALE, { stan: '000002', amount }) })
  expect(hits({ transactions: [seen(SALE, {}, [refund('1001')])] })).toEqual(['R17 - OVER_REFUND'])
  expect(hits({ transactions: [seen(SALE, {}, [refund('1000')])] })).toEqual([])
})

test('R22 the host knows it as something else', () => {
  expect(hits({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { type: 'REFUND' })] })).toEqual([
    'R22 WRONG_TYPE WRONG_TYPE',
  ])
  const inFile = seen(SALE, { findings: ['TYPE'], rows: [rowOf({ type: 'REFUND' })] })
  expect(hits({ transactions: [inFile] })).toEqual(['R22 WRONG_TYPE WRONG_TYPE'])
  expect(hits({ transactions: [seen(SALE)], hosts: [hostOf(SALE)] })).toEqual([])
})

test('R23 booked by another tariff than the one that held', () => {
  const fee = (booked: bigint) => seen(SALE, { fee: { booked: yuan(booked), expected: yuan(6n) } })
  expect(hits({ transactions: [fee(5n)] })).toEqual(['R23 WRONG_FEE WRONG_FEE'])
  expect(hits({ transactions: [fee(6n)] })).toEqual([])
})

test('R24 another card than the host authorised', () => {
  expect(hits({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { panToken: OTHER_TOKEN })] })).toEqual([
    'R24 WRONG_CARD_REF WRONG_CARD_REF',
  ])
  expect(hits({ transactions: [seen(SALE)], hosts: [hostOf(SALE, { panToken: null })] })).toEqual([])
})

describe('R25 STATUS_MISMATCH', () => {
  const given = (outcome: JournalRecord['outcome'], there: 'APPROVED' | 'DECLINED', rest = {}) =>
    hits({ transactions: [seen(chipSale({ outcome }))], hosts: [hostOf(SALE, { outcome: there })], ...rest })

  test.each([
    ['APPROVED', 'DECLINED'],
    ['UNKNOWN', 'DECLINED'],
    ['DECLINED', 'APPROVED'],
  ] as const)('%s here and %s there', (here, there) => {
    expect(given(here, there)).toEqual(['R25 STATUS_MISMATCH STATUS_MISMATCH'])
  })

  test('the same on both sides is none, and nothing while the answer may still come', () => {
    expect(given('DECLINED', 'DECLINED')).toEqual([])
    expect(given('UNKNOWN', 'DECLINED', { journals: [journalOf({ drainedAt: null })] })).toEqual([])
  })
})

test('a patch that a rule proposes has the texts of a record', () => {
  expect(fieldTexts(SALE)).toMatchObject({ amount: '1000', exponent: '2' })
})
