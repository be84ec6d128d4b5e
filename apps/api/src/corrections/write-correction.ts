import {
  type CorrectionAnswer,
  type CorrectionRow,
  correctionOf,
  createCorrection,
  editCorrection,
  loadCorrections,
  placeOfTerminal,
  retryCorrection,
  submitCorrection,
  type Unit,
  withdrawCorrection,
  witnessesOf,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, permit, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import type { CorrectionDraftInput, CorrectionEditInput, CorrectionMoveInput } from './correction-input.ts'
import { findCorrection } from './find-correction.ts'
import type { CorrectionPayload } from './payload.type.ts'
import { makerOf } from './second-person.ts'
import { chosenEvidence, moveToOf, patchOf, tariffOf, wishedOf } from './wished.ts'

/** What a mutation keeps as its answer: which correction, and where that came to. */
export interface Moved {
  readonly correctionId: string
  /** It came to an end instead: the change is kept, and told as a refusal. */
  readonly ended: 'STALE' | 'INVALID' | null
}

/** Begins a correction; on wish it is handed in at once. */
export async function draft(operation: Operation, input: CorrectionDraftInput): Promise<CorrectionPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'correctionDraft', key, input: rest }, async (unit) => {
    permit(operation.authority, 'correction:make')
    const { wish } = await wishedOf(operation, unit, input)
    const row = rowOf(await createCorrection(unit, wish), 'kind')
    return input.submit === true ? await submitted(operation, unit, row.id, 'kind') : movedOf(row)
  })
  return await payloadOf(operation, outcome)
}

/** Changes a draft. */
export async function edit(operation: Operation, input: CorrectionEditInput): Promise<CorrectionPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'correctionEdit', key, input: rest }, async (unit) => {
    const row = await held(operation, unit, input)
    const correction = correctionOf(row)
    const place = await placeOfTerminal(unit, row.terminalId)
    if (place === null) throw notFound('correctionId')
    const isPatched = input.patch != null || input.linkToId != null
    const moveTo = input.moveToId == null ? correction.moveTo : await moveToOf(unit, input)
    const patch = isPatched ? await patchOf(unit, correction.kind, input) : correction.patch
    const tariff = input.tariff == null ? correction.tariff : tariffOf(input)
    const spoken = { kind: correction.kind, target: correction.target, patch, tariff }
    const witnesses = await witnessesOf(unit, place, spoken, row.transactionId)
    // what was chosen stays chosen, and is looked at anew beside the new values; rules chose by names of their own
    const kept = correction.evidence.filter(({ id }) => witnesses.some((each) => each.id === id))
    const isOfRule = kept.length === 0 && correction.evidence.length > 0
    const chosen = input.evidence ?? (isOfRule ? null : kept.map(({ id: ref, agrees }) => ({ ref, agrees })))
    const evidence = chosenEvidence(witnesses, chosen)
    const changes = { patch, moveTo, tariff, evidence, reason: input.reason ?? correction.reason }
    return movedOf(rowOf(await editCorrection(unit, row.id, makerOf(operation), changes), 'correctionId'))
  })
  return await payloadOf(operation, outcome, input.correctionId)
}

/** Hands a draft in. */
export async function submit(operation: Operation, input: CorrectionMoveInput): Promise<CorrectionPayload> {
  return await moved(operation, 'correctionSubmit', input, (unit, row) =>
    submitted(operation, unit, row.id, 'correctionId'),
  )
}

/** Takes a correction back. */
export async function withdraw(operation: Operation, input: CorrectionMoveInput): Promise<CorrectionPayload> {
  return await moved(operation, 'correctionWithdraw', input, async (unit, row) =>
    movedOf(rowOf(await withdrawCorrection(unit, row.id, makerOf(operation)), 'correctionId')),
  )
}

/** Lets a correction be tried again that could not be posted, or was not taken. */
export async function retry(operation: Operation, input: CorrectionMoveInput): Promise<CorrectionPayload> {
  return await moved(operation, 'correctionRetry', input, async (unit, row) =>
    movedOf(rowOf(await retryCorrection(unit, row.id, operation.viewer.person.id), 'correctionId')),
  )
}

async function moved(
  operation: Operation,
  name: string,
  input: CorrectionMoveInput,
  work: (unit: Unit, row: CorrectionRow) => Promise<Moved>,
): Promise<CorrectionPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest }, async (unit) =>
    work(unit, await held(operation, unit, input)),
  )
  return await payloadOf(operation, outcome, input.correctionId)
}

async function submitted(operation: Operation, unit: Unit, id: string, path: string): Promise<Moved> {
  return movedOf(rowOf(await submitCorrection(unit, id, makerOf(operation)), path))
}

/** A correction that its maker does something with. @throws Refused */
async function held(
  operation: Operation,
  unit: Unit,
  { correctionId, expectedVersion }: { readonly correctionId: string; readonly expectedVersion?: number | null },
): Promise<CorrectionRow> {
  const row = await seen(unit, correctionId)
  permit(operation.authority, 'correction:make')
  if (expectedVersion != null && row.version !== expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  return row
}

/** A correction in scope. It is locked by whatever decides. @throws Refused when it is not there */
export async function seen(unit: Unit, correctionId: string): Promise<CorrectionRow> {
  const id = idOf('correction', correctionId)
  const [row] = id === null ? [] : await loadCorrections(unit, [id])
  if (row === undefined) throw notFound('correctionId')
  return row
}

/** @throws Refused what the core refused; `path`: what is at fault when it does not say it */
export function rowOf(answer: CorrectionAnswer | null, path: string): CorrectionRow {
  if (answer === null) throw notFound(path)
  if (answer.ok) return answer.row
  const refusal: AnyRefusal = answer.refusal
  throw new Refused(refusal.path === undefined ? { ...refusal, path: ['input', path] } : underInput(refusal))
}

export function movedOf({ id, state }: CorrectionRow): Moved {
  return { correctionId: id, ended: state === 'STALE' || state === 'INVALID' ? state : null }
}

/** The answer of every mutation of a correction. */
export async function payloadOf(
  operation: Operation,
  outcome: Outcome<Moved>,
  askedFor: string | null = null,
): Promise<CorrectionPayload> {
  const { reader } = operation
  const id = outcome.ok ? outcome.answer.correctionId : askedFor
  const ended = outcome.ok && outcome.answer.ended !== null ? [{ code: outcome.answer.ended }] : []
  return {
    correction: id === null ? null : await findCorrection(operation, id),
    replayed: outcome.ok && outcome.replayed,
    userErrors: (outcome.ok ? ended : [outcome.refusal]).map((refusal) => userError(refusal, reader)),
  }
}
