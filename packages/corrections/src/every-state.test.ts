import { DAY, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Correction } from './correction.ts'
import type { CorrectionEvent, CorrectionInput } from './correction-events.ts'
import { decideCorrection } from './decide.ts'
import { impactOf } from './impact.ts'
import { CORRECTION_KINDS, type CorrectionKind } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import { CORRECTION_REFUSALS } from './refusals.ts'
import { CORRECTION_STATES, type CorrectionState, isCorrectionOver } from './states.ts'
import {
  after,
  checkerOf,
  currentOf,
  draftOf,
  FACTS,
  LEAF,
  LI,
  OTHER_LEAF,
  OTHER_ROOT,
  proposalOf,
  ROOT,
  SALE_BASE,
  shownOf,
  submit,
  T0,
} from './testing.ts'

const f = FACTS
const IN = [f.submitted, f.pending] as const
const POSTED = [...IN, f.approved, f.posted] as const

/** Ways into every state. */
const WAYS: Readonly<Record<CorrectionState, readonly CorrectionEvent[]>> = {
  DRAFT: [],
  SUBMITTED: [f.submitted],
  PENDING_APPROVAL: IN,
  APPROVED: [...IN, f.approved],
  POSTED,
  SENT: [...POSTED, f.sent],
  TERMINAL_APPLIED: [...POSTED, f.sent, f.applied],
  VERIFIED: [...POSTED, f.sent, f.applied, f.verified],
  CLOSED: [...POSTED, f.sent, f.applied, f.verified, f.closed],
  WITHDRAWN: [f.withdrawn],
  INVALID: [f.submitted, f.invalid],
  REJECTED: [...IN, f.rejected],
  EXPIRED: [...IN, f.expired],
  STALE: [...IN, f.stale],
  POST_FAILED: [...IN, f.approved, f.postFailed],
  NACKED: [...POSTED, f.sent, f.nacked],
  UNREACHABLE: [...POSTED, f.sent, f.unreachable],
  WAIVED: [...POSTED, f.sent, f.waived],
}

function correctionIn(state: CorrectionState, kind: CorrectionKind): Correction {
  return after(draftOf(kind), ...WAYS[state])
}

const PEOPLE: ReadonlySet<string> = new Set(['edit', 'submit', 'withdraw', 'approve', 'reject', 'retry', 'waive'])

function inputs(correction: Correction): readonly CorrectionInput[] {
  const proposal = proposalOf(correction.kind)
  const { diffHash, beneficiaries } = shownOf(proposal)
  const current = currentOf(correction)
  const applied = { kind: 'APPLIED', seq: 9, leaf: LEAF, root: ROOT } as const
  const roots = { epoch: 1, throughSeq: 9, rootTerminal: ROOT, rootHost: ROOT }
  const makerHumans: readonly string[] = []
  return [T0 + MINUTE, T0 + 3 * DAY].flatMap((at): readonly CorrectionInput[] => [
    { kind: 'edit', at, by: LI, changes: {}, impact: impactOf(proposal, SALE_BASE), diffHash, beneficiaries },
    submit({ at }),
    submit({ at, by: null }),
    { kind: 'validate', at, problems: [], current, automatic: null },
    { kind: 'validate', at, problems: ['ABOVE_NET'], current, automatic: null },
    { kind: 'validate', at, problems: [], current: { ...current, version: 7 }, automatic: { obstacles: [] } },
    { kind: 'withdraw', at, by: LI },
    { kind: 'withdraw', at, by: { personId: 'usr_x', humanId: 'hum_x' } },
    ...[checkerOf(), checkerOf({ humanId: 'hum_li' })].flatMap((checker): CorrectionInput[] => [
      { kind: 'approve', at, checker, hash: correction.diffHash, makerHumans, current },
      { kind: 'approve', at, checker, hash: 'other', makerHumans, current },
      { kind: 'approve', at, checker, hash: correction.diffHash, makerHumans, current: { ...current, version: 7 } },
      { kind: 'reject', at, checker, hash: correction.diffHash, reason: 'no slip', makerHumans },
      {
        kind: 'waive',
        at,
        checker,
        makerHumans,
        ground: 'TERMINAL_RETIRED',
        note: 'scrapped',
        grounds: ['TERMINAL_RETIRED'],
      },
    ]),
    { kind: 'tick', at },
    { kind: 'post', at, current, through: 5, epoch: 1 },
    { kind: 'post', at, current, through: 5, epoch: 2 },
    { kind: 'post', at, current: { ...current, diffHash: 'other' }, through: 5, epoch: 1 },
    { kind: 'postFailed', at, code: 'DATABASE' },
    { kind: 'retry', at, by: 'usr_li' },
    { kind: 'sent', at, commandId: 'cmd_1' },
    ...['cmd_1', 'cmd_x'].flatMap((commandId): CorrectionInput[] => [
      { kind: 'answered', at, commandId, answer: applied, expectedLeaf: LEAF },
      { kind: 'answered', at, commandId, answer: applied, expectedLeaf: OTHER_LEAF },
      { kind: 'answered', at, commandId, answer: { ...applied, root: OTHER_ROOT }, expectedLeaf: LEAF },
      { kind: 'answered', at, commandId, answer: { kind: 'NACK_BASE', ownLeaf: null }, expectedLeaf: null },
      { kind: 'answered', at, commandId, answer: { kind: 'NACK_POLICY', reason: 'OLD_VERSION' }, expectedLeaf: null },
    ]),
    { kind: 'unreachable', at, code: 'NOT_AFTER_PASSED' },
    { kind: 'compared', at, roots },
    { kind: 'compared', at, roots: { ...roots, rootHost: OTHER_ROOT } },
    { kind: 'compared', at, roots: { ...roots, epoch: 2 } },
    { kind: 'close', at },
  ])
}

const KEPT: ReadonlySet<string> = new Set(['CorrectionAnswerDoubted', 'CorrectionAnsweredLate'])

describe.each(CORRECTION_STATES)('%s', (state) => {
  test('answers every input of every kind, and what follows is sound', () => {
    for (const kind of CORRECTION_KINDS) {
      const correction = correctionIn(state, kind)
      expect(correction.state).toBe(state)
      for (const input of inputs(correction)) {
        const decision = decideCorrection(correction, input)
        if (!decision.ok) {
          expect(PEOPLE).toContain(input.kind)
          expect(CORRECTION_REFUSALS as readonly string[]).toContain(decision.refusal.code)
          continue
        }
        const next = after(correction, ...decision.events)
        expect(next.version).toBe(correction.version + decision.events.length)
        if (isCorrectionOver(state)) {
          expect(decision.events.every(({ type }) => KEPT.has(type))).toBe(true)
          expect(next.state).toBe(state)
        }
        if (next.state === 'VERIFIED' && state !== 'VERIFIED') expect(input.kind).toBe('compared')
        if (next.state === 'SENT' && state !== 'SENT') expect(KIND_RULES[kind].command).not.toBeNull()
      }
    }
  })
})

/** Which state can follow which, on which input: found by trying, not by drawing. */
function transitions(): string {
  const rows = CORRECTION_STATES.map((state) => {
    const next = new Map<string, Set<string>>()
    for (const kind of CORRECTION_KINDS) {
      const correction = correctionIn(state, kind)
      for (const input of inputs(correction)) {
        const decision = decideCorrection(correction, input)
        const then = decision.ok ? after(correction, ...decision.events).state : state
        if (then !== state) next.set(then, (next.get(then) ?? new Set()).add(input.kind))
      }
    }
    const cells = CORRECTION_STATES.filter((then) => next.has(then)).map(
      (then) => `${then} (${[...(next.get(then) ?? [])].sort().join(', ')})`,
    )
    return `| ${state} | ${cells.join('<br>') || 'final'} |`
  })
  return `# States of a correction\n\nFound by saying every input to every state of every kind; a test keeps it true (\`vitest -u\` writes it anew).\n\n| from | to (on which inputs) |\n| --- | --- |\n${rows.join('\n')}\n`
}

test('the table of states in STATES.md is the one that the code has', async () => {
  await expect(transitions()).toMatchFileSnapshot('../STATES.md')
})
