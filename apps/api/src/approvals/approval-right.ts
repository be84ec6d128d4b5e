import { ageRefusal, breakGlassRefusal, changeRefusal, reviewRefusal } from '@budeng/access'
import { approvalRefusal, commandApprovalRefusal } from '@budeng/fleet'
import type { BreakGlassRow, BulkRow, ChangeRequestRow, CommandRow } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { policiesHere } from '../access/place-policies.ts'
import type { Operation } from '../graphql/operation.ts'
import type { ApprovalView } from './approval.type.ts'
import { approverShown } from './approver.ts'
import { concerned } from './decide-change.ts'

/** Why the viewer may not be the second person, or null: by the rules that decide. */
export async function decisionRefusal(operation: Operation, view: ApprovalView): Promise<AnyRefusal | null> {
  const { authority, now } = operation
  const found = await operation.load.human.loadMany(makersOf(view))
  const humans = found.flatMap((one) => (one === null || one instanceof Error ? [] : [one.humanId]))
  const approver = await approverShown(operation)
  const refusal = (() => {
    switch (view.kind) {
      case 'BULK':
        return approvalRefusal(view.row as BulkRow, authority, now, humans) ?? ageRefusal(approver, now)
      case 'COMMAND':
        return commandApprovalRefusal(view.row as CommandRow, authority, now, humans) ?? ageRefusal(approver, now)
      case 'CHANGE':
        return changeRefusal(view.row as ChangeRequestRow, approver, now, humans)
      case 'REVIEW':
        return reviewRefusal(view.row as BreakGlassRow, approver, now)
    }
  })()
  return refusal?.refusal ?? null
}

/** Accounts whose humans are no second person. */
function makersOf({ kind, row, makerId }: ApprovalView): readonly string[] {
  if (kind === 'CHANGE') return concerned(row as ChangeRequestRow)
  const human = kind === 'REVIEW' ? null : (row as BulkRow | CommandRow).requestedHuman
  const absent = kind === 'BULK' ? (row as BulkRow).requestedFor : null
  return [makerId, human, absent].filter((id) => id !== null)
}

/** Why the viewer may not release it alone, or null. */
export async function aloneRefusal(operation: Operation, view: ApprovalView): Promise<AnyRefusal | null> {
  if (view.kind === 'REVIEW') return { code: 'NOT_PENDING' }
  const { BREAK_GLASS } = await policiesHere(operation, view.path)
  const maker = { person: view.makerId ?? '' }
  return breakGlassRefusal(await approverShown(operation), maker, BREAK_GLASS.value, operation.now)?.refusal ?? null
}
