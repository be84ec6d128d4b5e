import { BULK_CHUNK, insertBulk, lockForRequests, makeCommands, type Unit } from '@budeng/storage'
import { agentsOnTheWay } from '../access/viewer.ts'
import { checkStepUp } from '../access/step-up.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, Refused, underInput, told } from '../graphql/wish.ts'
import type { BulkRequestInput } from './bulk-input.ts'
import type { BulkRequestPayload } from './bulk-payload.type.ts'
import { bulkRow, eventData, type Plan, planFor, refuseSmall } from './bulk-plan.ts'
import { commandChoice } from './command-choice.ts'
import { presenceOf } from './spend-presence.ts'

/**
 * One command for every terminal of a selection. What it will do is worked out by reading; the action is stored with the
 * commands of its first terminals, and the worker makes the others: no write of ours takes a second.
 */
export async function requestBulk(operation: Operation, input: BulkRequestInput): Promise<BulkRequestPayload> {
  const choice = commandChoice(input.command)
  const { idempotencyKey: key, stepUp, ...rest } = input
  const plan = await planFor(operation, input, choice).catch(asRefused)
  const wish = { name: 'bulkRequest', key, input: { ...rest, command: choice }, stepUp }
  const outcome = await fulfil(operation, wish, (unit) => {
    // a repeat does not come here: it gets the first answer, whatever a plan would say by now
    if (plan instanceof Refused) throw plan
    return store(operation, unit, plan, input)
  })
  if (!outcome.ok) return { bulkAction: null, ...told(operation, outcome) }
  return {
    bulkAction: await operation.load.bulk.load(outcome.answer.bulkId),
    ...told(operation, outcome),
  }
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  throw error
}

/** The action, its event, and the commands of its first terminals. */
async function store(
  operation: Operation,
  unit: Unit,
  plan: Plan,
  input: BulkRequestInput,
): Promise<{ bulkId: string }> {
  const { row, event } = bulkRow(operation, unit, plan)
  const { authority } = plan.action
  await insertBulk(unit, row)
  const { requestedAt: at, id: subject, path } = row
  unit.append([{ type: event.type, subject, path, at, data: eventData(event) }])
  // a selection of one terminal counts as one terminal: an agent proves presence for it
  const terminals = plan.terminalIds.length === 1 ? await lockForRequests(unit, plan.terminalIds) : new Map()
  const { presence, presenceProven } = await presenceOf(operation, unit, {
    authority,
    choice: plan.choice,
    stepUp: input.stepUp,
    terminals: [...terminals.values()],
  })
  const { bulk, refusal } = await makeCommands(unit, row, BULK_CHUNK, {
    authority,
    agents: agentsOnTheWay(operation.viewer.organisation, operation.viewer.above),
    presence,
  })
  if (refusal !== null) throw new Refused(underInput(refusal))
  // counted again under the terminals' locks, when all of them had their turn
  if (bulk.selectionId === null) refuseSmall(plan.action, bulk.madeCount, plan.bulkFrom)
  const { terminalIds: targets } = plan
  const action = { mutation: 'bulkRequest', input, tier: row.tier, terminals: targets.length, targets, path }
  await checkStepUp(operation, unit, { ...action, presenceProven }, input.stepUp)
  return { bulkId: row.id }
}
