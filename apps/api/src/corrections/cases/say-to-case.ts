import {
  type CaseAnswer,
  claimCase,
  type CorrectionCaseRow,
  dismissCase,
  judgeCase,
  loadCases,
  releaseCase,
  settleCase,
  suppressCase,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../../graphql/refused.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, permit, Refused, told, underInput } from '../../graphql/wish.ts'
import { claimRefusal, handOf } from './case-actions.ts'
import type { CaseClaimInput, CaseEndInput, CaseJudgeInput, CaseSuppressInput } from './case-input.ts'
import type { CasePayload } from './case-payload.type.ts'
import { findCase } from './find-case.ts'

interface Wish {
  readonly caseId: string
  readonly idempotencyKey: string
}

/** "The rule was wrong." */
export async function dismiss(operation: Operation, input: CaseEndInput): Promise<CasePayload> {
  return await judged(operation, 'caseDismiss', input, (unit, id) =>
    dismissCase(unit, id, handOf(operation), input.note),
  )
}

/** "It was right, and it is seen to." */
export async function settle(operation: Operation, input: CaseEndInput): Promise<CasePayload> {
  return await judged(operation, 'caseSettle', input, (unit, id) => settleCase(unit, id, handOf(operation), input.note))
}

/** A verdict on what was corrected by itself. */
export async function judge(operation: Operation, input: CaseJudgeInput): Promise<CasePayload> {
  return await judged(operation, 'caseJudge', input, (unit, id) =>
    judgeCase(unit, id, handOf(operation), input.right, input.note),
  )
}

/** "Not now." */
export async function suppress(operation: Operation, input: CaseSuppressInput): Promise<CasePayload> {
  return await judged(operation, 'caseSuppress', input, (unit, id) =>
    suppressCase(unit, id, handOf(operation), input.until, input.reason),
  )
}

/** "I work on it": told to the others, binding nobody. */
export async function claim(operation: Operation, input: CaseClaimInput): Promise<CasePayload> {
  return await said(operation, 'caseClaim', input, async (unit, row) => {
    const refusal = claimRefusal(operation, row)
    if (refusal !== null) throw new Refused(refusal)
    await claimCase(unit, row, operation.viewer.person.id)
  })
}

/** "It is free again." */
export async function release(operation: Operation, input: CaseClaimInput): Promise<CasePayload> {
  return await said(operation, 'caseRelease', input, async (unit, row) => {
    const refusal = claimRefusal(operation, row)
    if (refusal !== null) throw new Refused(refusal)
    await releaseCase(unit, row)
  })
}

async function judged(
  operation: Operation,
  name: string,
  input: Wish,
  work: (unit: Unit, id: string) => Promise<CaseAnswer | null>,
): Promise<CasePayload> {
  return await said(operation, name, input, async (unit, { id }) => {
    permit(operation.authority, 'correction:approve')
    const answer = await work(unit, id)
    if (answer === null) throw notFound('caseId')
    if (!answer.ok) throw new Refused(named(answer.refusal))
  })
}

function named(refusal: AnyRefusal): AnyRefusal {
  return refusal.path === undefined ? { ...refusal, path: ['input', 'caseId'] } : underInput(refusal)
}

async function said(
  operation: Operation,
  name: string,
  input: Wish,
  work: (unit: Unit, row: CorrectionCaseRow) => Promise<void>,
): Promise<CasePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest }, async (unit) => {
    const id = idOf('case', input.caseId)
    const [row] = id === null ? [] : await loadCases(unit, [id])
    if (row === undefined) throw notFound('caseId')
    await work(unit, row)
    return { caseId: row.id }
  })
  return {
    case: await findCase(operation, input.caseId),
    ...told(operation, outcome),
  }
}
