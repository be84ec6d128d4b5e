import { hashOf } from '@budeng/kernel'
import { correctionApply } from './command.ts'
import type { Correction } from './correction.ts'

/** Why an order of a correction is not signed, though it is in the queue. */
export const ORDER_OBJECTIONS = ['NO_CORRECTION', 'NOT_ITS_ORDER', 'OTHER_ORDER', 'NOT_APPROVED'] as const
export type OrderObjection = (typeof ORDER_OBJECTIONS)[number]

/** What a person said yes to, as it was kept apart from the correction. */
export interface KeptApproval {
  readonly humanId: string
  readonly hash: string
}

/**
 * Looked at once more before anything is signed: the order is the last one of a correction that is posted, says what that
 * one says to the last member, and enough humans who did not write it agreed to exactly that. Null: nothing is against it.
 */
export function orderObjection(
  order: { readonly commandId: string; readonly params: object },
  correction: Correction | null,
  approvals: readonly KeptApproval[],
): OrderObjection | null {
  if (correction === null) return 'NO_CORRECTION'
  const isItsOrder = correction.state === 'SENT' && correction.commandIds.at(-1) === order.commandId
  if (!isItsOrder) return 'NOT_ITS_ORDER'
  const asked = correctionApply(correction)
  if (asked === null || hashOf(asked) !== hashOf(order.params)) return 'OTHER_ORDER'
  return isApproved(correction, approvals) ? null : 'NOT_APPROVED'
}

function isApproved({ makers, automatic, requirement, diffHash }: Correction, approvals: readonly KeptApproval[]) {
  // a rule's own work under its policy: nobody wrote it
  if (makers.length === 0) return automatic !== null
  const humans = new Set(approvals.filter(({ hash }) => hash === diffHash).map(({ humanId }) => humanId))
  for (const { humanId } of makers) humans.delete(humanId)
  return humans.size >= requirement.checkers
}
