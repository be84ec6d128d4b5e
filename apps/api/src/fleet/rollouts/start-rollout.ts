import { requestInputRefusal, type RolloutPlan } from '@budeng/fleet'
import { insertBulk, insertRollout, type Unit } from '@budeng/storage'
import { checkStepUp } from '../../access/step-up.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, Refused, underInput, told } from '../../graphql/wish.ts'
import { bulkRow, eventData, type Plan, planFor } from '../bulk-plan.ts'
import { commandChoice } from '../command-choice.ts'
import { planOf } from './plan-input.ts'
import type { RolloutStartInput } from './rollout-input.ts'
import type { RolloutPayload } from './rollout.type.ts'

/** An action on many that is done in steps: it is stored and approved as any other one, and the worker makes its commands. */
export async function startRollout(operation: Operation, input: RolloutStartInput): Promise<RolloutPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const choice = commandChoice(input.command)
  const steps = planOf(input.plan)
  const plan = await planFor(operation, input, choice, steps, input.parameters).catch(asRefused)
  const wish = { name: 'rolloutStart', key, input: { ...rest, command: choice }, stepUp }
  const outcome = await fulfil(operation, wish, async (unit) => {
    // a repeat does not come here: it gets the first answer, whatever a plan would say by now
    if (plan instanceof Refused) throw plan
    return await store(operation, unit, plan, steps, input)
  })
  if (!outcome.ok) return { rollout: null, ...told(operation, outcome) }
  const rollout = await operation.load.rollout.load(outcome.answer.rolloutId)
  return { rollout, ...told(operation, outcome) }
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  throw error
}

async function store(
  operation: Operation,
  unit: Unit,
  plan: Plan,
  steps: RolloutPlan,
  input: RolloutStartInput,
): Promise<{ rolloutId: string }> {
  const { choice, action, reason, notAfterMs, terminalIds, change } = plan
  // its commands are made when their turn comes: what is wrong with all of them is told now
  const refusal = requestInputRefusal(
    { ...action, ...{ reason, notAfterMs, approvedBy: null, presence: 'MISSING' } },
    choice.params,
  )
  if (refusal !== null) throw new Refused(underInput(refusal))
  const { row, event } = bulkRow(operation, unit, plan)
  const bulk = { ...row, unfinished: false }
  await insertBulk(unit, bulk)
  const { requestedAt: at, id: subject, path, tier } = bulk
  unit.append([{ type: event.type, subject, path, at, data: eventData(event) }])
  const { id: rolloutId } = await insertRollout(unit, bulk, steps, change)
  const act = {
    mutation: 'rolloutStart' as const,
    input,
    tier,
    terminals: terminalIds.length,
    targets: terminalIds,
    path,
  }
  await checkStepUp(operation, unit, act, input.stepUp)
  return { rolloutId }
}
