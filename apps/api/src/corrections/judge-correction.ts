import { approvalRefusal } from '@budeng/corrections'
import {
  approveCorrection,
  type CorrectionAnswer,
  type CorrectionRow,
  correctionOf,
  moneyRulesOf,
  rejectCorrection,
  type Unit,
  waiveCorrection,
} from '@budeng/storage'
import type { StepUpInput } from '../access/step-up-input.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, permit, Refused } from '../graphql/wish.ts'
import type { CorrectionApproveInput, CorrectionRejectInput, CorrectionWaiveInput } from './correction-input.ts'
import type { CorrectionPayload } from './payload.type.ts'
import { checkerOf, makersIn } from './second-person.ts'
import { movedOf, payloadOf, rowOf, seen } from './write-correction.ts'

/** The second person agrees to exactly what was shown: the passkey's signature covers the hash. */
export async function approve(operation: Operation, input: CorrectionApproveInput): Promise<CorrectionPayload> {
  return await judge(operation, 'correctionApprove', input, async (unit, row) => {
    const checker = await checkerOf(operation, unit)
    const correction = correctionOf(row)
    const { tiers } = await moneyRulesOf(unit, row.acquirerId)
    const humans = await makersIn(unit, correction)
    const refusal = approvalRefusal(correction, checker, unit.clock.now(), humans, tiers)
    // nobody signs for what is refused anyway
    if (refusal !== null) throw new Refused({ ...refusal.refusal, path: ['input', 'correctionId'] })
    await confirmLarge(operation, unit, 'correctionApprove', input)
    return await approveCorrection(unit, row.id, checker, input.diffHash)
  })
}

/** The second person says no; that needs no proof. */
export async function reject(operation: Operation, input: CorrectionRejectInput): Promise<CorrectionPayload> {
  return await judge(operation, 'correctionReject', input, async (unit, row) =>
    rejectCorrection(unit, row.id, await checkerOf(operation, unit), input.diffHash, input.reason),
  )
}

/** A second person gives a proof up. */
export async function waive(operation: Operation, input: CorrectionWaiveInput): Promise<CorrectionPayload> {
  return await judge(operation, 'correctionWaive', input, async (unit, row) => {
    await confirmLarge(operation, unit, 'correctionWaive', input)
    return await waiveCorrection(unit, row.id, await checkerOf(operation, unit), input.ground, input.reason)
  })
}

/** Members of the core's rules, as the inputs here call them. */
const MEMBERS: Readonly<Record<string, string>> = { hash: 'diffHash', note: 'reason' }

async function judge(
  operation: Operation,
  name: string,
  input: { readonly correctionId: string; readonly idempotencyKey: string; readonly stepUp?: StepUpInput | null },
  work: (unit: Unit, row: CorrectionRow) => Promise<CorrectionAnswer | null>,
): Promise<CorrectionPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest, stepUp }, async (unit) => {
    const row = await seen(unit, input.correctionId)
    permit(operation.authority, 'correction:approve')
    return movedOf(rowOf(underOwnNames(await work(unit, row)), 'correctionId'))
  })
  return await payloadOf(operation, outcome, input.correctionId)
}

function underOwnNames(answer: CorrectionAnswer | null): CorrectionAnswer | null {
  if (answer === null || answer.ok || answer.refusal.path === undefined) return answer
  const path = answer.refusal.path.map((name) => MEMBERS[name] ?? name)
  return { ok: false, refusal: { ...answer.refusal, path } }
}
