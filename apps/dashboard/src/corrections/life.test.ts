import { CORRECTION_STATES } from '@budeng/corrections/public'
import { expect, test } from 'vitest'
import { type LifeFacts, lifeOf } from './life.ts'

const NOTHING: LifeFacts = {
  state: 'DRAFT',
  foundAt: null,
  madeAt: '1',
  submittedAt: null,
  approvedAt: null,
  postedAt: null,
  sentAt: null,
  appliedAt: null,
  provenAt: null,
  endedAt: null,
  hasCommand: true,
  hasProof: true,
}
const DONE = { submittedAt: '2', approvedAt: '3', postedAt: '4', sentAt: '5', appliedAt: '6', provenAt: '7' }

const short = (facts: Partial<LifeFacts>) =>
  lifeOf({ ...NOTHING, ...facts })
    .map(({ step, standing }) => ({ past: '', now: '*', later: '-' })[standing] + step)
    .join(' ')

test.each<[Partial<LifeFacts>, string]>([
  [{}, '*DRAFT -PENDING_APPROVAL -APPROVED -POSTED -SENT -TERMINAL_APPLIED -VERIFIED'],
  [
    { state: 'SENT', foundAt: '0', submittedAt: '2', approvedAt: '3', postedAt: '4', sentAt: '5' },
    'FOUND DRAFT PENDING_APPROVAL APPROVED POSTED *SENT -TERMINAL_APPLIED -VERIFIED',
  ],
  [{ state: 'VERIFIED', ...DONE }, 'DRAFT PENDING_APPROVAL APPROVED POSTED SENT TERMINAL_APPLIED *VERIFIED'],
  // what the terminal is not told of has fewer steps
  [
    { state: 'POSTED', hasCommand: false, submittedAt: '2', approvedAt: '3', postedAt: '4' },
    'DRAFT PENDING_APPROVAL APPROVED *POSTED -VERIFIED',
  ],
  [
    {
      state: 'CLOSED',
      hasCommand: false,
      hasProof: false,
      submittedAt: '2',
      approvedAt: '3',
      postedAt: '4',
      endedAt: '5',
    },
    'DRAFT PENDING_APPROVAL APPROVED POSTED *CLOSED',
  ],
  // beside the way: what would have come after an end does not stand there as if it still came
  [{ state: 'REJECTED', submittedAt: '2', endedAt: '3' }, 'DRAFT PENDING_APPROVAL *REJECTED'],
  [
    { state: 'NACKED', submittedAt: '2', approvedAt: '3', postedAt: '4', sentAt: '5' },
    'DRAFT PENDING_APPROVAL APPROVED POSTED SENT *NACKED -TERMINAL_APPLIED -VERIFIED',
  ],
])('%j reads %s', (facts, text) => expect(short(facts)).toBe(text))

test('in every state exactly one step is now', () => {
  for (const state of CORRECTION_STATES)
    expect(
      lifeOf({ ...NOTHING, ...DONE, state }).filter(({ standing }) => standing === 'now'),
      state,
    ).toHaveLength(1)
})
