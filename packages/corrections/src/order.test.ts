import { expect, test } from 'vitest'
import { correctionApply } from './command.ts'
import type { Correction } from './correction.ts'
import { type KeptApproval, orderObjection } from './order.ts'
import { after, draftOf, FACTS } from './testing.ts'

const { submitted, pending, approved, posted, sent, nacked, waived } = FACTS
const POSTED = after(draftOf('WRONG_AMOUNT'), submitted, pending, approved, posted)
const SENT = after(POSTED, sent)
const yes: KeptApproval = { humanId: 'hum_chen', hash: SENT.diffHash }
const order = { commandId: 'cmd_1', params: correctionApply(SENT) ?? {} }
const ofRule: Correction = { ...SENT, makers: [], automatic: { rule: 'R04', version: 1 } }

test.each<[string, typeof order, Correction | null, readonly KeptApproval[], string | null]>([
  ['what was approved, as it was approved', order, SENT, [yes], null],
  ['an order of nothing', order, null, [yes], 'NO_CORRECTION'],
  ['before it is told of', order, POSTED, [yes], 'NOT_ITS_ORDER'],
  ['after an answer', order, after(SENT, nacked), [yes], 'NOT_ITS_ORDER'],
  ['given up meanwhile', order, after(SENT, waived), [yes], 'NOT_ITS_ORDER'],
  ['an earlier order of it', { ...order, commandId: 'cmd_0' }, SENT, [yes], 'NOT_ITS_ORDER'],
  ['another amount', { ...order, params: { ...order.params, patch: { amount: '1' } } }, SENT, [yes], 'OTHER_ORDER'],
  ['a member more', { ...order, params: { ...order.params, root: 'aa' } }, SENT, [yes], 'OTHER_ORDER'],
  ['nobody’s yes', order, SENT, [], 'NOT_APPROVED'],
  ['a yes to something else', order, SENT, [{ ...yes, hash: 'other' }], 'NOT_APPROVED'],
  ['the maker’s own yes', order, SENT, [{ ...yes, humanId: 'hum_li' }], 'NOT_APPROVED'],
  [
    'one human twice where two must agree',
    order,
    { ...SENT, requirement: { ...SENT.requirement, checkers: 2 } },
    [yes, yes],
    'NOT_APPROVED',
  ],
  ['a rule’s own work', order, ofRule, [], null],
  ['nobody’s work', order, { ...ofRule, automatic: null }, [], 'NOT_APPROVED'],
])('%s', (_, asked, correction, approvals, expected) => {
  expect(orderObjection(asked, correction, approvals)).toBe(expected)
})
