import type { AnyRefusal } from '../graphql/refused.ts'
import { type ChangeEvent, type ChangeInput, type ChangeRequest, decideChange, evolveChange } from '@budeng/access'
import { idKind } from '@budeng/kernel'
import { changesByIds, saveChange, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { approverOf, humansBehind } from './approver.ts'
import { CHANGE_RULES } from './change-kinds.ts'
import type { ChangeDecideInput, ChangeDecidePayload, ChangeWithdrawInput } from './change-input.ts'
import { checkedNote } from './note.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'

interface Answer {
  readonly changeId: string
  readonly stale: boolean
}

/** The second person's yes or no, bound to the hash that was shown; a yes makes the change in the same transaction. */
export async function decideOnChange(operation: Operation, input: ChangeDecideInput): Promise<ChangeDecidePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await answered(
    operation,
    input.changeId,
    await fulfil(operation, { name: 'changeDecide', key, input: rest, stepUp }, async (unit): Promise<Answer> => {
      const change = await lockedChange(unit, input.changeId, 'changeId')
      const note = checkedNote(input.note, input.approve)
      const answer = await sayToChange(operation, unit, change, {
        kind: input.approve ? 'approve' : 'deny',
        at: unit.clock.now(),
        approver: await approverOf(operation, unit),
        hash: input.hash,
        note,
        makerHumans: await humansBehind(unit, ...concerned(change)),
        currentVersion: await CHANGE_RULES[change.kind].versionNow(unit, change),
      })
      if (input.approve && !answer.stale)
        await confirmLarge(operation, unit, 'changeDecide', input, { change: change.kind })
      return answer
    }),
  )
}

/** Whoever asked takes it back. */
export async function withdrawChange(operation: Operation, input: ChangeWithdrawInput): Promise<ChangeDecidePayload> {
  const { idempotencyKey: key, ...rest } = input
  return await answered(
    operation,
    input.changeId,
    await fulfil(operation, { name: 'changeWithdraw', key, input: rest }, async (unit): Promise<Answer> => {
      const change = await lockedChange(unit, input.changeId, 'changeId')
      return await sayToChange(operation, unit, change, {
        kind: 'withdraw',
        at: unit.clock.now(),
        approver: await approverOf(operation, unit),
      })
    }),
  )
}

/** Nobody is the second person for what they asked for, nor for what they get. */
export function concerned({
  requestedBy,
  requestedHuman,
  subject,
}: Pick<ChangeRequest, 'requestedBy' | 'requestedHuman' | 'subject'>): readonly string[] {
  return [requestedBy, requestedHuman, ...(idKind(subject) === 'person' ? [subject] : [])]
}

/** A change under lock. @throws Refused when it is not there */
export async function lockedChange(unit: Unit, id: string, ...path: string[]): Promise<ChangeRequest> {
  const changeId = idOf('change', id)
  const [change] = changeId === null ? [] : await changesByIds(unit, [changeId], 'update')
  if (change === undefined) throw notFound(...path)
  return change
}

/** Decides, stores, and makes the change when it was approved. What was out of date is stored as such. */
export async function sayToChange(
  operation: Operation,
  unit: Unit,
  change: ChangeRequest,
  input: ChangeInput,
): Promise<Answer> {
  const decision = decideChange(change, input)
  if (!decision.ok) throw new Refused(underInput(decision.refusal))
  const next = decision.events.reduce<ChangeRequest>(evolveChange, change)
  await saveChange(unit, next)
  unit.append(
    decision.events.map((event) => ({
      type: event.type,
      subject: change.id,
      path: change.path,
      at: event.at,
      data: dataOf(event),
    })),
  )
  if (next.state === 'APPROVED') await CHANGE_RULES[change.kind].apply(operation, unit, change)
  return { changeId: change.id, stale: next.state === 'STALE' }
}

function dataOf({ type: _type, at: _at, ...data }: ChangeEvent): object {
  return data
}

async function answered(
  operation: Operation,
  id: string,
  outcome: Awaited<ReturnType<typeof fulfil<Answer>>>,
): Promise<ChangeDecidePayload> {
  const changeId = idOf('change', id)
  const refusal: AnyRefusal | null = outcome.ok
    ? outcome.answer.stale
      ? { code: 'CHANGE_STALE' }
      : null
    : outcome.refusal
  return {
    changeRequest: changeId === null ? null : await operation.load.change.load(changeId),
    replayed: outcome.ok && outcome.replayed,
    userErrors: refusal === null ? [] : [userError(refusal, operation.reader)],
  }
}
