import { TEST_CARD } from '@budeng/kernel/testing'
import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Correction } from './correction.ts'
import type { CorrectionInput } from './correction-events.ts'
import { decideCorrection, draftCorrection } from './decide.ts'
import { CORRECTION_KINDS } from './kind-names.ts'
import { impactOf } from './impact.ts'
import {
  after,
  checkerOf,
  currentOf,
  draftOf,
  evidenceOf,
  FACTS,
  LEAF,
  LI,
  OTHER_LEAF,
  OTHER_ROOT,
  proposalOf,
  ROOT,
  SALE_BASE,
  submit,
  T0,
} from './testing.ts'

const { submitted, pending, approved, posted, sent, applied } = FACTS
const PENDING = after(draftOf('WRONG_AMOUNT'), submitted, pending)
const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })

function when(correction: Correction, input: CorrectionInput) {
  const decision = decideCorrection(correction, input)
  return decision.ok ? decision.events : decision.refusal.code
}

function stateAfter(correction: Correction, ...inputs: readonly CorrectionInput[]): string {
  return inputs.reduce((one, input) => {
    const decision = decideCorrection(one, input)
    if (!decision.ok) throw new Error(decision.refusal.code)
    return after(one, ...decision.events)
  }, correction).state
}

const approve = (correction: Correction, change: Partial<Extract<CorrectionInput, { kind: 'approve' }>> = {}) =>
  ({
    kind: 'approve',
    at: T0 + MINUTE,
    checker: checkerOf(),
    hash: correction.diffHash,
    makerHumans: [],
    current: currentOf(correction),
    ...change,
  }) as const

const validate = (correction: Correction, change: Partial<Extract<CorrectionInput, { kind: 'validate' }>> = {}) =>
  ({ kind: 'validate', at: T0, problems: [], current: currentOf(correction), automatic: null, ...change }) as const

const post = (correction: Correction, change: Partial<Extract<CorrectionInput, { kind: 'post' }>> = {}) =>
  ({ kind: 'post', at: T0, current: currentOf(correction), through: 5, epoch: 1, ...change }) as const

const answered = (change: Partial<Extract<CorrectionInput, { kind: 'answered' }>> = {}) =>
  ({
    kind: 'answered',
    at: T0,
    commandId: 'cmd_1',
    answer: { kind: 'APPLIED', seq: 9, leaf: LEAF, root: ROOT },
    expectedLeaf: LEAF,
    ...change,
  }) as const

const compared = (change: object = {}) =>
  ({
    kind: 'compared',
    at: T0,
    roots: { epoch: 1, throughSeq: 9, rootTerminal: ROOT, rootHost: ROOT, ...change },
  }) as const

test('from a draft to the proof', () => {
  const draft = draftOf('WRONG_AMOUNT')
  expect(
    stateAfter(
      draft,
      submit(),
      validate(draft),
      approve(draft),
      post(draft),
      { kind: 'sent', at: T0, commandId: 'cmd_1' },
      answered(),
      compared(),
      { kind: 'close', at: T0 },
    ),
  ).toBe('CLOSED')
})

describe('a draft', () => {
  test('needs a reason, without a card number', () => {
    const impact = impactOf(proposalOf('WRONG_AMOUNT'), SALE_BASE)
    const shown = { impact, diffHash: 'h', beneficiaries: [] }
    const draft = (reason: string) => draftCorrection(proposalOf('WRONG_AMOUNT', { reason }), shown, T0)
    expect(draft('no')).toMatchObject({ refusal: { code: 'REASON_MISSING' } })
    expect(draft(`card ${TEST_CARD}`)).toMatchObject({ refusal: { code: 'CARD_NUMBER_IN_TEXT' } })
    expect(draft('slip says 9.00').ok).toBe(true)
  })

  test('is not submitted without the evidence of its kind', () => {
    const draft = draftOf('WRONG_AMOUNT', { evidence: evidenceOf('FILE') })
    expect(when(draft, submit())).toBe('EVIDENCE_MISSING')
  })

  test('is not submitted by somebody else', () => {
    expect(when(draftOf('WRONG_AMOUNT'), submit({ by: { ...LI, personId: 'usr_x', humanId: 'hum_x' } }))).toBe(
      'NOT_YOURS',
    )
  })

  test('given another one under way for the same transaction, then it waits', () => {
    expect(when(draftOf('WRONG_AMOUNT'), submit({ others: 1 }))).toBe('CORRECTION_PENDING')
  })

  test('given 50 on a day, or 20,000 yuan, then no more', () => {
    const draft = draftOf('WRONG_AMOUNT')
    expect(when(draft, submit({ usage: { count: 50, stake: [] } }))).toBe('CAP_COUNT')
    expect(when(draft, submit({ usage: { count: 49, stake: [] } }))).toMatchObject([{ type: 'CorrectionSubmitted' }])
    const large = draftOf('WRONG_AMOUNT', {}, { stake: [yuan(49_900n)] })
    expect(when(large, submit({ usage: { count: 40, stake: [yuan(1_960_000n)] } }))).toBe('CAP_AMOUNT')
    expect(when(large, submit({ usage: { count: 40, stake: [yuan(1_950_100n)] } }))).not.toBe('CAP_AMOUNT')
  })

  test('of a rule is made his own by whoever submits it', () => {
    const draft = draftOf('WRONG_AMOUNT', { maker: null, automatic: { rule: 'R07', version: 1 } })
    const adopted = after(draft, submitted)
    expect(adopted.makers).toEqual([LI])
    expect(when(after(adopted, pending), approve(draft, { checker: checkerOf({ humanId: 'hum_li' }) }))).toBe(
      'OWN_CORRECTION',
    )
  })
})

describe('automatic', () => {
  const draft = draftOf('WRONG_AMOUNT', { maker: null, automatic: { rule: 'R07', version: 1 }, reason: '' })
  const asked = after(draft, { ...submitted, by: null })

  test('given nothing in the way, then it is approved by the platform', () => {
    expect(when(draft, submit({ by: null }))).toMatchObject([{ type: 'CorrectionSubmitted', by: null }])
    expect(when(asked, validate(asked, { automatic: { obstacles: [] } }))).toMatchObject([
      { type: 'CorrectionApproved', approval: null },
    ])
  })

  test('given an obstacle, then it goes not at all', () => {
    expect(when(asked, validate(asked, { automatic: { obstacles: ['KILL_SWITCH'] } }))).toMatchObject([
      { type: 'CorrectionInvalid', problems: ['KILL_SWITCH'] },
    ])
    expect(stateAfter(asked, validate(asked))).toBe('INVALID')
  })

  test('a person’s correction never goes by itself', () => {
    const own = after(draftOf('WRONG_AMOUNT'), submitted)
    expect(stateAfter(own, validate(own, { automatic: { obstacles: [] } }))).toBe('PENDING_APPROVAL')
  })
})

describe('a second person', () => {
  test.each([
    ['the maker', { personId: 'usr_li', humanId: 'hum_li' }, 'OWN_CORRECTION'],
    ['the same human through another organisation', { humanId: 'hum_li' }, 'OWN_CORRECTION'],
    ['the maker’s deputy', { standsFor: ['usr_li', 'hum_li'] }, 'OWN_CORRECTION'],
    ['somebody without the right', { permits: new Set<string>() }, 'NOT_PERMITTED'],
    ['somebody whose role is new', { roleSince: T0 - 24 * HOUR + 2 * MINUTE }, 'ROLE_TOO_YOUNG'],
    ['somebody without a factor', { factorSince: null }, 'FACTOR_MISSING'],
    ['somebody whose factor is new', { factorSince: T0 }, 'FACTOR_TOO_YOUNG'],
  ])('%s is none', (_, change, code) => {
    expect(when(PENDING, approve(PENDING, { checker: checkerOf(change) }))).toBe(code)
  })

  test('by default 24 hours make a role and a factor old enough', () => {
    const day = T0 + MINUTE - 24 * HOUR
    const checker = checkerOf({ roleSince: day, factorSince: day })
    expect(when(PENDING, approve(PENDING, { checker }))).toMatchObject([{ type: 'CorrectionApproved' }])
    expect(when(PENDING, approve(PENDING, { checker: { ...checker, roleSince: day + 1 } }))).toBe('ROLE_TOO_YOUNG')
  })

  test('given accounts joined since, then the maker is known by the other one too', () => {
    expect(when(PENDING, approve(PENDING, { makerHumans: ['hum_chen'] }))).toBe('OWN_CORRECTION')
  })

  test('whoever edited it is a maker', () => {
    const { diffHash, stake, flow, beneficiaries, requirement } = PENDING
    const by = { personId: 'usr_chen', humanId: 'hum_chen', organisationId: 'org_agent' }
    const shown = { diffHash, stake, flow, beneficiaries, requirement }
    const edited = after(
      draftOf('WRONG_AMOUNT'),
      { type: 'CorrectionEdited', at: T0, by, changes: {}, ...shown },
      submitted,
      pending,
    )
    expect(when(edited, approve(edited))).toBe('OWN_CORRECTION')
  })

  test('approves exactly what was shown', () => {
    expect(when(PENDING, approve(PENDING, { hash: 'other' }))).toBe('HASH_CHANGED')
  })

  test('given the base changed meanwhile, then it is stale', () => {
    const current = { ...currentOf(PENDING), version: 1 }
    expect(when(PENDING, approve(PENDING, { current }))).toMatchObject([{ type: 'CorrectionStale', reason: 'VERSION' }])
    const other = { ...currentOf(PENDING), diffHash: 'a void came' }
    expect(when(PENDING, approve(PENDING, { current: other }))).toMatchObject([{ reason: 'DIFF' }])
  })

  test('after 72 hours it has lapsed', () => {
    expect(when(PENDING, approve(PENDING, { at: T0 + 3 * DAY }))).toBe('APPROVAL_LAPSED')
    expect(stateAfter(PENDING, { kind: 'tick', at: T0 + 3 * DAY })).toBe('EXPIRED')
    expect(when(PENDING, { kind: 'tick', at: T0 + 3 * DAY - 1 })).toEqual([])
  })

  test('an approval that is not posted lapses too', () => {
    const done = after(PENDING, approved)
    expect(stateAfter(done, post(done, { at: T0 + 3 * DAY }))).toBe('EXPIRED')
  })
})

describe('posting', () => {
  const done = after(PENDING, approved)

  test('given another base inside the transaction that posts, then it is stale', () => {
    expect(stateAfter(done, post(done, { current: { ...currentOf(done), version: 1 } }))).toBe('STALE')
  })

  test('given a target in an older epoch, then it is posted and waived', () => {
    expect(stateAfter(done, post(done, { epoch: 2 }))).toBe('WAIVED')
  })

  test('given it failed, then it may be tried again', () => {
    expect(
      stateAfter(done, { kind: 'postFailed', at: T0, code: 'DATABASE' }, { kind: 'retry', at: T0, by: null }),
    ).toBe('APPROVED')
  })

  test.each(['WRONG_FEE', 'NOT_CHARGED'] as const)('%s has nothing to prove', (kind) => {
    const there = after(draftOf(kind), submitted, pending, approved, posted)
    expect(when(there, { kind: 'sent', at: T0, commandId: 'cmd_1' })).toEqual([])
    const closed = after(there, FACTS.closed)
    expect([stateAfter(there, { kind: 'close', at: T0 }), closed.proof]).toEqual(['CLOSED', 'NOT_APPLICABLE'])
  })

  test.each(['MISSING_IN_BACKOFFICE', 'PHANTOM'] as const)(
    '%s is proven by an equal root at a later watermark',
    (kind) => {
      const there = after(draftOf(kind), submitted, pending, approved, posted)
      expect(stateAfter(there, { kind: 'close', at: T0 })).toBe('POSTED')
      expect(stateAfter(there, compared({ throughSeq: 5 }))).toBe('POSTED')
      expect(stateAfter(there, compared({ throughSeq: 6 }))).toBe('VERIFIED')
      expect(when(there, compared({ throughSeq: 6, rootHost: OTHER_ROOT }))).toMatchObject([
        { type: 'CorrectionRootsDiffer' },
      ])
    },
  )
})

describe('the terminal', () => {
  const out = after(PENDING, approved, posted, sent)

  test('its answer alone proves nothing', () => {
    expect(stateAfter(out, answered())).toBe('TERMINAL_APPLIED')
    expect(stateAfter(out, answered(), { kind: 'close', at: T0 })).toBe('TERMINAL_APPLIED')
  })

  test('an answer twice changes nothing', () => {
    expect(when(after(out, applied), answered())).toEqual([])
  })

  test.each([
    ['another terminal’s leaf', answered({ expectedLeaf: OTHER_LEAF }), 'OTHER_LEAF'],
    ['an order that was never sent', answered({ commandId: 'cmd_x' }), 'OTHER_COMMAND'],
  ])('%s is doubted', (_, input, reason) => {
    expect(when(out, input)).toMatchObject([{ type: 'CorrectionAnswerDoubted', reason }])
  })

  test('a second answer that says otherwise is doubted', () => {
    const answer = { kind: 'APPLIED', seq: 9, leaf: LEAF, root: OTHER_ROOT } as const
    expect(when(after(out, applied), answered({ answer }))).toMatchObject([{ reason: 'SECOND_ANSWER' }])
  })

  test('a root that is not ours leaves it unproven, and is told once', () => {
    const there = after(out, applied)
    const [event] = when(there, compared({ rootHost: OTHER_ROOT }))
    if (typeof event !== 'object') throw new Error('an event')
    expect(event.type).toBe('CorrectionRootsDiffer')
    expect(when(after(there, event), compared({ rootHost: OTHER_ROOT }))).toEqual([])
  })

  test('a root that it did not answer is no proof, though both agree on it', () => {
    const there = after(out, applied)
    expect(when(there, compared({ rootTerminal: OTHER_ROOT, rootHost: OTHER_ROOT }))).toMatchObject([
      { type: 'CorrectionRootsDiffer' },
    ])
    // neither does one of a later number stand for it
    expect(when(there, compared({ throughSeq: 12, rootTerminal: OTHER_ROOT, rootHost: OTHER_ROOT }))).toEqual([])
    expect(stateAfter(there, compared({ epoch: 2 }))).toBe('TERMINAL_APPLIED')
    expect(stateAfter(there, compared({ throughSeq: 8 }))).toBe('TERMINAL_APPLIED')
  })

  test('who answered another root than its journal has is asked again, and only the next answer counts', () => {
    const there = after(out, applied)
    const retry = { kind: 'retry', at: T0, by: 'usr_li' } as const
    expect(when(there, retry)).toBe('NOT_RETRYABLE')
    const again = compared({ rootHost: OTHER_ROOT })
    expect(stateAfter(there, again, retry)).toBe('POSTED')
    const sent2 = { kind: 'sent', at: T0, commandId: 'cmd_2' } as const
    const answer = { kind: 'APPLIED', seq: 9, leaf: LEAF, root: OTHER_ROOT } as const
    const said = answered({ commandId: 'cmd_2', answer })
    const right = compared({ rootTerminal: OTHER_ROOT, rootHost: OTHER_ROOT })
    expect(stateAfter(there, again, retry, sent2, said, right)).toBe('VERIFIED')
  })

  test('given another base, then it says which, and the order may go out again', () => {
    const nack = answered({ answer: { kind: 'NACK_BASE', ownLeaf: OTHER_LEAF }, expectedLeaf: null })
    const [event] = when(out, nack)
    expect(event).toMatchObject({ type: 'CorrectionNacked', reason: 'BASE', ownLeaf: OTHER_LEAF })
    const again = { kind: 'sent', at: T0, commandId: 'cmd_2' } as const
    expect(stateAfter(out, nack, { kind: 'retry', at: T0, by: 'usr_li' }, again)).toBe('SENT')
    // late news of the first order says nothing about the second
    expect(stateAfter(out, nack, { kind: 'retry', at: T0, by: 'usr_li' }, again, nack)).toBe('SENT')
  })

  test('offline for weeks, it may still answer', () => {
    const gone = { kind: 'unreachable', at: T0, code: 'NOT_AFTER_PASSED' } as const
    expect(stateAfter(out, gone)).toBe('UNREACHABLE')
    expect(stateAfter(out, gone, answered({ at: T0 + 30 * DAY }))).toBe('TERMINAL_APPLIED')
  })

  test('given up by a checker on a ground that is so, it stays given up', () => {
    const waive = {
      kind: 'waive',
      at: T0,
      checker: checkerOf(),
      makerHumans: [],
      ground: 'TERMINAL_RETIRED',
      note: 'scrapped',
      grounds: ['TERMINAL_RETIRED'],
    } as const
    expect(when(out, { ...waive, grounds: [] })).toBe('GROUND_MISSING')
    expect(when(out, { ...waive, checker: checkerOf({ humanId: 'hum_li' }) })).toBe('OWN_CORRECTION')
    expect(stateAfter(out, waive)).toBe('WAIVED')
    expect(stateAfter(out, waive, answered())).toBe('WAIVED')
  })
})

test('every kind goes its whole way', () => {
  const ends = CORRECTION_KINDS.map((kind) => {
    const there = after(draftOf(kind), submitted, pending, approved)
    return stateAfter(
      there,
      post(there),
      { kind: 'sent', at: T0, commandId: 'cmd_1' },
      ...(['WRONG_FEE', 'NOT_CHARGED', 'PHANTOM', 'MISSING_IN_BACKOFFICE'].includes(kind) ? [] : [answered()]),
      compared(),
      { kind: 'close', at: T0 },
    )
  })
  expect(new Set(ends)).toEqual(new Set(['CLOSED']))
})
