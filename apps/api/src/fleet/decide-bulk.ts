import { type BulkEvent, type BulkInput, decideBulk, evolveBulk } from '@budeng/fleet'
import { BULK_CHUNK, type BulkRow, bulksByIds, passDecisionOn, saveBulkDecision, type Unit } from '@budeng/storage'
import { humansBehind, refuseTooYoung } from '../approvals/approver.ts'
import { checkedNote } from '../approvals/note.ts'
import { checkStepUp } from '../access/step-up.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import type { BulkDecideInput } from './bulk-input.ts'
import type { BulkDecidePayload } from './bulk-payload.type.ts'

/** The second person's yes or no, bound to the hash that was shown; the action's commands follow, in chunks. */
export async function decideOnBulk(operation: Operation, input: BulkDecideInput): Promise<BulkDecidePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'bulkDecide', key, input: rest, stepUp }, (unit) =>
    decide(operation, unit, input),
  )
  const bulkId = idOf('bulk', input.bulkId)
  return {
    bulkAction: bulkId === null ? null : await operation.load.bulk.load(bulkId),
    ...told(operation, outcome),
  }
}

async function decide(operation: Operation, unit: Unit, input: BulkDecideInput): Promise<{ bulkId: string }> {
  const bulk = await lockedBulk(unit, input.bulkId, 'bulkId')
  await sayToBulk(unit, bulk, {
    kind: input.approve ? 'approve' : 'deny',
    at: unit.clock.now(),
    authority: operation.authority,
    hash: input.hash,
    note: checkedNote(input.note, input.approve),
    makerHumans: await humansBehind(unit, bulk.requestedBy, bulk.requestedHuman, bulk.requestedFor),
  })
  await refuseTooYoung(operation, unit)
  if (input.approve) {
    const { tier, path, terminalCount: terminals } = bulk
    const action = { mutation: 'bulkDecide', input, tier, terminals, targets: [bulk.id, bulk.hash], path }
    await checkStepUp(operation, unit, action, input.stepUp)
  }
  return { bulkId: bulk.id }
}

/** An action under lock. @throws Refused when it is not there */
export async function lockedBulk(unit: Unit, id: string, ...path: string[]): Promise<BulkRow> {
  const bulkId = idOf('bulk', id)
  const [bulk] = bulkId === null ? [] : await bulksByIds(unit, [bulkId], 'update')
  if (bulk === undefined) throw notFound(...path)
  return bulk
}

/** Decides and stores; the commands of the action follow. @throws Refused */
export async function sayToBulk(unit: Unit, bulk: BulkRow, input: BulkInput): Promise<void> {
  const decision = decideBulk(bulk, input)
  if (!decision.ok) throw new Refused(underInput(decision.refusal))
  const { state, decidedBy, decidedAt, breakGlassId, note, version } = decision.events.reduce<
    ReturnType<typeof evolveBulk>
  >(evolveBulk, bulk)
  const decided: BulkRow = {
    ...bulk,
    state,
    decidedBy,
    decidedAt,
    note: note === '' ? null : note,
    breakGlassId,
    version,
  }
  unit.append(
    decision.events.map((event) => ({
      type: event.type,
      subject: bulk.id,
      path: bulk.path,
      at: event.at,
      data: { ...dataOf(event), before: { state: bulk.state, decidedBy: bulk.decidedBy }, after: { state, decidedBy } },
    })),
  )
  // what is more than one transaction holds is left to the worker
  const isMore = await passDecisionOn(unit, decided, BULK_CHUNK)
  await saveBulkDecision(unit, { ...decided, unfinished: bulk.unfinished || isMore })
}

function dataOf({ type: _type, at: _at, ...data }: BulkEvent): object {
  return data
}
