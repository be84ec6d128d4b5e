import { DAY, MINUTE, SECOND } from '@budeng/kernel'
import { VIOLATIONS } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { happenedAt } from '../cases.ts'
import { CORRECTION_KINDS } from '../kind-names.ts'
import { saleRecord, T0 } from '../testing.ts'
import { EXPLANATION_CODES, RULE_IDS } from '../words.ts'
import { detect, RULES, RULES_OF } from './index.ts'
import { hits, journalOf, seen, TID, viewOf } from './testing.ts'
import type { DeskEntry, Window } from './view.ts'

const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })

test('every number is a rule of its own', () => {
  expect(RULES.map(({ id }) => id)).toEqual([...RULE_IDS])
})

test('every kind is found by some rule, but for what leaves no trace', () => {
  const unfound = CORRECTION_KINDS.filter((kind) => RULES_OF[kind].length === 0)
  expect(unfound).toEqual(['NOT_CHARGED'])
})

test('no rule acts by itself before people let it', () => {
  expect(RULES.every(({ mode }) => mode === 'SHADOW' || mode === 'PROPOSE')).toBe(true)
})

test('R01 a missing number, five minutes after a higher one', () => {
  const gap = (since: number) => hits({ now: T0, journals: [journalOf({ gaps: [{ first: 3, last: 4, since }] })] })
  expect(gap(T0 - 5 * MINUTE)).toEqual(['R01 MISSING_IN_BACKOFFICE SEQ_GAP'])
  expect(gap(T0 - 4 * MINUTE)).toEqual([])
})

describe('R02 STAN_GAP', () => {
  const of = (stans: readonly string[], rest: { now?: number; batches?: readonly string[] } = {}) =>
    hits({
      ...(rest.now === undefined ? {} : { now: rest.now }),
      numbers: stans.map((stan, place) => ({
        ...{ tid: TID, batch: rest.batches?.[place] ?? '000727', stan, at: T0 + place },
      })),
    })

  test('a hole of a terminal without dense numbers', () => {
    expect(of(['000001', '000003'])).toEqual(['R02 MISSING_IN_BACKOFFICE STAN_GAP'])
  })

  test('999999 is followed by 1', () => {
    expect(of(['999999', '000001'])).toEqual([])
    expect(of(['999998', '000001'])).toEqual(['R02 MISSING_IN_BACKOFFICE STAN_GAP'])
  })

  test('is none within half an hour, between two batches, or where the number comes later', () => {
    expect(of(['000001', '000003'], { now: T0 + 29 * MINUTE })).toEqual([])
    expect(of(['000001', '000003'], { batches: ['000727', '000728'] })).toEqual([])
    expect(of(['000001', '000003', '000002'])).toEqual([])
  })

  test('is told at once when the batch is over', () => {
    const batches = ['000727', '000727', '000728']
    expect(of(['000001', '000003', '000004'], { now: T0, batches })).toEqual(['R02 MISSING_IN_BACKOFFICE STAN_GAP'])
  })
})

test('R03 two payloads of one key, and not what the host fills in later', () => {
  const conflict = (...fields: string[]) =>
    hits({ conflicts: [{ tid: TID, epoch: 1, key: 'k', seq: 2, at: T0, fields }] })
  expect(conflict('amount', 'rrn')).toEqual(['R03 - KEY_CONFLICT'])
  expect(conflict('rrn', 'responseCode', 'settlementDate')).toEqual([])
})

test('R08 totals of a closing, when all its records are here', () => {
  const line = (minor: bigint) => [
    { currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 1, minor } as const,
  ]
  const batch = {
    tid: TID,
    epoch: 1,
    batch: '000727',
    terminal: line(900n),
    own: line(1000n),
    isComplete: true,
    isClosed: true,
  }
  const [hit] = detect(viewOf({ batches: [batch] }))
  expect([hit?.explanation.code, hit?.atStake?.minor]).toEqual(['TOTALS_MISMATCH', 100n])
  expect(hits({ batches: [{ ...batch, isComplete: false }] })).toEqual([])
  expect(hits({ batches: [{ ...batch, terminal: line(1000n) }] })).toEqual([])
  expect(hits({ batches: [{ ...batch, terminal: null }] })).toEqual([])
})

test('R12 the least of the last twenty samples is the clock’s fault', () => {
  const skew = (...skewsMs: number[]) =>
    detect(viewOf({ clocks: [{ tid: TID, skewsMs }] })).map(({ severity }) => severity)
  expect(skew(70 * SECOND, 900 * SECOND)).toEqual(['WARN'])
  expect(skew(301 * SECOND)).toEqual(['HIGH'])
  expect(skew(-120 * SECOND)).toEqual(['WARN'])
  // one that waited in the outbox for a day says nothing
  expect(skew(DAY, 2 * SECOND, DAY)).toEqual([])
  expect(skew(3 * SECOND, ...Array.from({ length: 20 }, () => 70 * SECOND))).toEqual(['WARN'])
})

describe('R15 BATCH_DIVERGENCE', () => {
  const signOn = { tid: TID, epoch: 1, at: T0, given: '000728', used: '000727', responseCode: null }

  test('what was written into the wrong batch belongs to the given one, in one case', () => {
    const transactions = [seen(saleRecord()), seen(saleRecord({ stan: '000002' }))]
    const found = detect(viewOf({ signOns: [signOn], transactions }))
    expect(found.map(({ kind, patch }) => [kind, patch])).toEqual([
      ['MISPOSTED', { batch: '000728' }],
      ['MISPOSTED', { batch: '000728' }],
    ])
    expect(new Set(found.map(({ cause }) => cause)).size).toBe(1)
  })

  test('response code 77 is told though nothing was written', () => {
    expect(hits({ signOns: [{ ...signOn, used: '000728', responseCode: '77' }] })).toEqual(['R15 - BATCH_REFUSED'])
  })

  test('is none when both agree, and for what was written before or after the next sign-on', () => {
    expect(hits({ signOns: [{ ...signOn, used: '000728' }] })).toEqual([])
    const before = seen(saleRecord(), { at: T0 - 1 })
    const later = { ...signOn, at: T0 + MINUTE, given: '000727' }
    const after = seen(saleRecord({ stan: '000002' }), { at: T0 + MINUTE })
    expect(hits({ signOns: [signOn, later], transactions: [before, after] })).toEqual(['R15 - BATCH_DIVERGENCE'])
  })
})

test('R18 fewer records than before, without a settlement or a technician', () => {
  const mark = { tid: TID, epoch: 1, at: T0, count: 40, isSettledSince: false, hasTicket: false }
  const next = (change: object) => hits({ marks: [mark, { ...mark, at: T0 + 1, count: 3, ...change }] })
  expect(next({})).toEqual(['R18 - JOURNAL_WIPE'])
  expect(next({ isSettledSince: true })).toEqual([])
  expect(next({ hasTicket: true })).toEqual([])
  expect(next({ count: 41 })).toEqual([])
  expect(next({ epoch: 2 })).toEqual([])
})

test('a digest that differs, a wipe and response code 77 of one terminal are one case', () => {
  const digest = { tid: TID, epoch: 1, throughSeq: 40, parts: ['ROOT'], isAfterRecovery: true }
  const mark = { tid: TID, epoch: 1, at: T0, count: 40, isSettledSince: false, hasTicket: false }
  const signOn = { tid: TID, epoch: 1, at: T0, given: '000728', used: '000728', responseCode: '77' }
  const found = detect(
    viewOf({ digests: [digest], marks: [mark, { ...mark, at: T0 + 1, count: 3 }], signOns: [signOn] }),
  )
  expect(found.map(({ explanation }) => explanation.code)).toEqual(['BATCH_REFUSED', 'DIGEST_DIFFERS', 'JOURNAL_WIPE'])
  expect(new Set(found.map(({ cause }) => cause))).toEqual(new Set([`journal:${TID}`]))
})

test('every way in which sums can be wrong has its code', () => {
  expect(VIOLATIONS.filter((each) => !EXPLANATION_CODES.includes(each))).toEqual([])
})

test('R19 two devices in turn, and not one that is exchanged', () => {
  const sight = (deviceId: string, minute: number) => ({ tid: TID, deviceId, at: T0 + minute * MINUTE })
  const turns = [sight('a', 0), sight('b', 1), sight('a', 2)]
  expect(hits({ devices: turns })).toEqual(['R19 - CLONE'])
  expect(hits({ devices: [sight('a', 0), sight('b', 1)] })).toEqual([])
  expect(hits({ devices: [sight('a', 0), sight('b', 1), sight('a', 30)] })).toEqual([])
  expect(hits({ devices: turns, swapping: new Set([TID]) })).toEqual([])
  // each further turn is the same finding, and happened later
  const [first] = detect(viewOf({ devices: turns }))
  const [later] = detect(viewOf({ devices: [...turns, sight('b', 3)] }))
  expect([first, later].map((hit) => hit && happenedAt(hit))).toEqual([T0 + 2 * MINUTE, T0 + 3 * MINUTE])
  expect(later?.subjects).toEqual(first?.subjects)
})

describe('R20 STORM', () => {
  const window = (group: string, count: number, change: Partial<Window> = {}): Window => ({
    what: 'REVERSALS',
    host: 'unionpay',
    day: '2027-01-15',
    group,
    count,
    history: [1, 2, 0, 1, 3, 2, 1],
    ...change,
  })

  test('one host that is down is one cause, however many groups show it', () => {
    const found = detect(viewOf({ windows: [window('a', 60), window('b', 40), window('c', 2)] }))
    expect(found).toHaveLength(1)
    expect(found[0]?.explanation).toEqual({
      code: 'REVERSAL_STORM',
      facts: { host: 'unionpay', groups: 2, count: 100 },
    })
    const nextDay = window('a', 60, { day: '2027-01-16' })
    expect(detect(viewOf({ windows: [window('a', 60), nextDay] })).map(({ cause }) => cause)).toEqual([
      'storm:unionpay:REVERSALS:2027-01-15',
      'storm:unionpay:REVERSALS:2027-01-16',
    ])
  })

  test('is none where so many are usual, or few are many', () => {
    expect(hits({ windows: [window('a', 60, { history: [55, 60, 58, 62, 70] })] })).toEqual([])
    expect(hits({ windows: [window('a', 9, { history: [0, 0, 0] })] })).toEqual([])
  })
})

describe('R21 CORRECTION_PATTERN', () => {
  const entry = (place: number, change: Partial<DeskEntry> = {}): DeskEntry => ({
    id: `cor_${place}`,
    at: T0 - 20 * DAY,
    maker: 'hum_li',
    makerOrganisation: 'org_agent',
    checkers: [`hum_${place % 5}`],
    stake: yuan(1_000n),
    kind: 'WRONG_AMOUNT',
    isOwnBenefit: false,
    ...change,
  })
  const many = (count: number, change: (place: number) => Partial<DeskEntry>) =>
    Array.from({ length: count }, (_, place) => entry(place, change(place)))
  const codes = (desk: readonly DeskEntry[]) => hits({ now: T0, desk })

  test('an ordinary desk is none', () => {
    expect(codes(many(20, () => ({})))).toEqual([])
  })

  test('a pair that always agrees, where others have a choice', () => {
    const pair = many(12, () => ({ checkers: ['hum_wu'] }))
    expect(codes([...pair, ...many(15, () => ({ maker: 'hum_zhao' }))])).toEqual(['R21 - SAME_PAIR'])
    // where one checker is all there is, a pair is no news
    const small = [...pair, ...many(12, () => ({ maker: 'hum_zhao', checkers: ['hum_wu'] }))]
    expect(codes(small)).toEqual([])
  })

  test('what two had to agree to is of no pair, and of few corrections chance makes a majority', () => {
    const peers = [1, 2, 3].flatMap((peer) =>
      many(30, (place) => ({ maker: `hum_peer${peer}`, checkers: [`hum_${place % 3}`] })),
    )
    const two = many(30, (place) => ({ checkers: [`hum_${place % 3}`, `hum_${(place + 1) % 3}`] }))
    expect(codes([...peers, ...two])).toEqual([])
    const few = many(10, (place) => ({ checkers: [place < 7 ? 'hum_0' : 'hum_1'] }))
    expect(codes([...peers, ...few])).toEqual([])
    const always = many(10, (place) => ({ checkers: [place < 9 ? 'hum_0' : 'hum_1'] }))
    expect(codes([...peers, ...always])).toEqual(['R21 - SAME_PAIR'])
  })

  test('amounts just below a tier', () => {
    expect(codes(many(10, (place) => ({ stake: yuan(place < 6 ? 49_900n : 1_000n) })))).toEqual([
      'R21 - JUST_BELOW_TIER',
    ])
    expect(codes(many(10, (place) => ({ stake: yuan(place < 4 ? 49_900n : 1_000n) })))).toEqual([])
  })

  test('amounts just below a tier that the acquirer agreed on', () => {
    const desk = many(10, (place) => ({ stake: { minor: place < 6 ? 995n : 100n, currency: 'JPY', exponent: 0 } }))
    expect(codes(desk)).toEqual([])
    expect(hits({ now: T0, desk, tiers: { JPY: [1_000n, 9_000n] } })).toEqual(['R21 - JUST_BELOW_TIER'])
  })

  test('more and more for its own', () => {
    const before = many(12, () => ({}))
    const now = Array.from({ length: 6 }, (_, place) => entry(place, { at: T0 - DAY, isOwnBenefit: true }))
    expect(codes([...before, ...now])).toEqual(['R21 - FOR_ITS_OWN'])
    expect(codes([...before.map((each) => ({ ...each, isOwnBenefit: true })), ...now])).toEqual([])
  })
})
