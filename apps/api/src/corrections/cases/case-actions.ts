import { permissionRefusal } from '@budeng/access'
import { type CaseInput, decideCase, isCaseOver } from '@budeng/corrections'
import { DAY } from '@budeng/kernel'
import type { AnyRefusal } from '../../graphql/refused.ts'
import type { Operation } from '../../graphql/operation.ts'
import { rightOf } from '../../access/right.type.ts'
import { CASE_ACTIONS, type CaseActionName } from './case-enums.ts'
import type { CaseActionObject } from './case.type.ts'
import type { CaseView } from './case-view.ts'

/** The viewer as somebody who says something to a case. */
export function handOf({ viewer, authority }: Operation) {
  return { personId: viewer.person.id, permits: authority.permits }
}

/** What the viewer may do with a case now, each by the rule that decides it. */
export async function caseActions(operation: Operation, view: CaseView): Promise<CaseActionObject[]> {
  const claim = await operation.load.caseClaim.load(view.id)
  return CASE_ACTIONS.map((name) => ({
    name,
    ...rightOf(refusalOf(operation, view, name, claim?.personId ?? null), operation.reader),
  }))
}

/** Any text would do here: the person writes it. */
const NOTE = 'to be written'

function refusalOf(
  operation: Operation,
  view: CaseView,
  name: CaseActionName,
  claimedBy: string | null,
): AnyRefusal | null {
  const { authority, now: at } = operation
  const by = handOf(operation)
  switch (name) {
    case 'PROPOSE':
      return (
        permissionRefusal(authority, 'correction:make') ??
        said(view, { kind: 'propose', at, correctionId: '' }) ??
        (view.state === 'PROPOSED' ? { code: 'CORRECTION_PENDING' } : null) ??
        (view.kinds.length === 0 ? { code: 'NOTHING_TO_CORRECT' } : null)
      )
    case 'DISMISS':
      return said(view, { kind: 'dismiss', at, by, note: NOTE })
    case 'SETTLE':
      return said(view, { kind: 'settle', at, by, note: NOTE })
    case 'JUDGE':
      return said(view, { kind: 'judge', at, by, isRight: true, note: NOTE })
    case 'SUPPRESS':
      return said(view, { kind: 'suppress', at, by, until: at + DAY, reason: NOTE })
    case 'CLAIM':
      return claimRefusal(operation, view) ?? (claimedBy === by.personId ? { code: 'NO_CHANGE' } : null)
    case 'RELEASE':
      return claimRefusal(operation, view) ?? (claimedBy === null ? { code: 'NO_CHANGE' } : null)
  }
}

function said({ one }: CaseView, input: CaseInput): AnyRefusal | null {
  const decision = decideCase(one, input)
  return decision.ok ? null : decision.refusal
}

/** Whoever writes corrections may work on a case that is not over. */
export function claimRefusal({ authority }: Operation, { state }: Pick<CaseView, 'state'>): AnyRefusal | null {
  return permissionRefusal(authority, 'correction:make') ?? (isCaseOver(state) ? { code: 'CASE_OVER' } : null)
}
