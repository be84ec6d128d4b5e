import { type BulkEvent, type BulkInput, decideBulk, evolveBulk, holdsCardNumber, reasonProblem } from '@budeng/fleet'
import { BULK_CHUNK, type BulkRow, bulksByIds, passDecisionOn, saveBulkDecision, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import type { BulkDecideInput } from './bulk-input.ts'
import type { BulkDecidePayload } from './bulk-payload.type.ts'

/** The second person's yes or no, bound to the hash that was shown; the action's commands follow, in chunks. */
export async function decideOnBulk(operation: Operation, input: BulkDecideInput): Promise<BulkDecidePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'bulkDecide', key, input: rest }, (unit) =>
    decide(operation, unit, input),
  )
  const bulkId = idOf('bulk', input.bulkId)
  return {
    bulkAction: bulkId === null ? null : await operation.load.bulk.load(bulkId),
    replayed: outcome.ok && outcome.replayed,
    userErrors: outcome.ok ? [] : [userError(outcome.refusal, operation.reader)],
  }
}

async function decide(operation: Operation, unit: Unit, input: BulkDecideInput): Promise<{ bulkId: string }> {
  const bulkId = idOf('bulk', input.bulkId)
  const [bulk] = bulkId === null ? [] : await bulksByIds(unit, [bulkId], 'update')
  if (bulk === undefined) throw notFound('bulkId')
  const note = checkedNote(input)
  const at = unit.clock.now()
  const asked: BulkInput = {
    kind: input.approve ? 'approve' : 'deny',
    at,
    authority: operation.authority,
    hash: input.hash,
    note,
  }
  const decision = decideBulk(bulk, asked)
  if (!decision.ok) throw new Refused(underInput(decision.refusal))
  const { state, decidedBy, decidedAt, version } = decision.events.reduce<ReturnType<typeof evolveBulk>>(
    evolveBulk,
    bulk,
  )
  const decided: BulkRow = { ...bulk, state, decidedBy, decidedAt, note: note === '' ? null : note, version }
  unit.append(
    decision.events.map((event) => ({
      type: event.type,
      subject: bulk.id,
      path: bulk.path,
      at,
      data: { ...dataOf(event), before: { state: bulk.state, decidedBy: bulk.decidedBy }, after: { state, decidedBy } },
    })),
  )
  // what is more than one transaction holds is left to the worker
  const isMore = await passDecisionOn(unit, decided, BULK_CHUNK)
  await saveBulkDecision(unit, { ...decided, unfinished: bulk.unfinished || isMore })
  return { bulkId: bulk.id }
}

/** A no needs a word to the person who asked; a yes may have one. */
function checkedNote({ note, approve }: BulkDecideInput): string {
  const text = (note ?? '').trim()
  const problem = text === '' && approve ? null : reasonProblem(text)
  if (problem !== null || holdsCardNumber(text))
    throw new Refused({ code: problem ?? 'CARD_NUMBER_IN_TEXT', path: ['input', 'note'] })
  return text
}

function dataOf({ type: _type, at: _at, ...data }: BulkEvent): object {
  return data
}
