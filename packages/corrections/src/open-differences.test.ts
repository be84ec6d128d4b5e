import { expect, test } from 'vitest'
import type { CorrectionEvent } from './correction-events.ts'
import { correctionApply } from './command.ts'
import { CORRECTION_KINDS } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import { openDifferences, twinTotals } from './open-differences.ts'
import { isAskedFor, observationsAtPosting } from './posting.ts'
import { after, draftOf, FACTS, LEAF, OTHER_ROOT, ROOT, T0 } from './testing.ts'

const f = FACTS
const POSTED = after(draftOf('WRONG_AMOUNT'), f.submitted, f.pending, f.approved, f.posted)

test('a difference is open from the posting to the proof, and for ever when it was waived', () => {
  const count = (...events: readonly CorrectionEvent[]) => openDifferences([after(POSTED, ...events)]).count
  expect(openDifferences([draftOf('WRONG_AMOUNT')]).count).toBe(0)
  expect([count(), count(f.sent), count(f.sent, f.applied)]).toEqual([1, 1, 1])
  expect(count(f.sent, f.applied, f.verified)).toBe(0)
  expect(count(f.sent, f.waived)).toBe(1)
})

test('what has nothing to prove is never open', () => {
  expect(openDifferences([after(draftOf('WRONG_FEE'), f.submitted, f.pending, f.approved, f.posted)]).count).toBe(0)
})

test('count, amounts and age, line by line, each with its reason', () => {
  const later = { ...f.posted, at: T0 + 5 }
  const roots = { epoch: 1, throughSeq: 9, rootTerminal: ROOT, rootHost: OTHER_ROOT }
  const report = openDifferences([
    after(draftOf('UNREVERSED', { id: 'cor_2' }), f.submitted, f.pending, f.approved, later, f.sent, f.nacked),
    after(POSTED, f.sent, f.waived),
    after({ ...POSTED, id: 'cor_3' }, f.sent, f.applied, { type: 'CorrectionRootsDiffer', at: T0, roots }),
  ])
  expect(report.lines.map(({ correctionId, reason }) => [correctionId, reason])).toEqual([
    ['cor_1', 'TERMINAL_RETIRED'],
    ['cor_3', 'ROOTS_DIFFER'],
    ['cor_2', 'BASE'],
  ])
  expect([report.amounts, report.oldest]).toEqual([[{ minor: 1200n, currency: 'CNY', exponent: 2 }], T0])
})

test('every cent between the frozen totals and those that stand now is explained', () => {
  const line = (minor: bigint, count = 1) =>
    [{ currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count, minor } as const] as const
  const adjustments = [
    { correctionId: 'cor_1', lines: line(-100n, 0) },
    { correctionId: 'cor_2', lines: line(30n, 0) },
  ]
  expect(twinTotals(line(1000n), line(930n), adjustments).unexplained).toEqual([])
  expect(twinTotals(line(1000n), line(931n), adjustments).unexplained).toMatchObject([{ minor: 1n }])
})

test.each(CORRECTION_KINDS)('%s: the order, and what the transaction learns', (kind) => {
  const correction = after(draftOf(kind), f.submitted, f.pending, f.approved, f.posted)
  const order = correctionApply(correction)
  expect(order === null).toBe(KIND_RULES[kind].command === null)
  if (order !== null) {
    expect(order).toMatchObject({ epoch: 1, version: 1, correctionId: 'cor_1' })
    expect(JSON.stringify(order)).not.toContain('root')
    expect(order.targetLeaf).toBe(order.op === 'INSERT' ? undefined : LEAF)
  }
  const learned = observationsAtPosting(correction).map((each) => each.kind)
  if (kind === 'NOT_CHARGED') expect(learned).toEqual([])
  else expect(learned).toEqual(order === null ? ['AMENDMENT_POSTED', 'AMENDMENT_APPLIED'] : ['AMENDMENT_POSTED'])
})

test('an amendment that nobody asked for is none', () => {
  const written = { correctionId: 'cor_1', version: 1, patch: { amount: '900' } }
  expect(isAskedFor(POSTED, written)).toBe(true)
  expect(isAskedFor({ ...POSTED, postedAt: null }, written)).toBe(false)
  expect(isAskedFor(POSTED, { ...written, patch: { amount: '1' } })).toBe(false)
  expect(isAskedFor(POSTED, { ...written, patch: { amount: '900', type: 'REFUND' } })).toBe(false)
  expect(isAskedFor(POSTED, { ...written, version: 2 })).toBe(false)
  expect(isAskedFor(POSTED, { ...written, correctionId: 'cor_x' })).toBe(false)
})
