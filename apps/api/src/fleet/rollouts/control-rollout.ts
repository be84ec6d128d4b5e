import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { loadRollouts, sayToRollout, type Unit } from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../../graphql/wish.ts'
import type { RolloutControlInput } from './rollout-input.ts'
import type { RolloutPayload } from './rollout.type.ts'

/** A person pauses a rollout, lets it go on, ends it, or has it try again. */
export async function controlRollout(operation: Operation, input: RolloutControlInput): Promise<RolloutPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'rolloutControl', key, input: rest }, (unit) =>
    control(operation, unit, input),
  )
  const id = idOf('rollout', input.rolloutId)
  const rollout = id === null ? null : await operation.load.rollout.load(id)
  return outcome.ok ? { rollout, ...told(operation, outcome) } : { rollout, ...told(operation, outcome) }
}

async function control(operation: Operation, unit: Unit, input: RolloutControlInput): Promise<{ rolloutId: string }> {
  const { act } = input
  const forbidden = permissionRefusal(operation.authority, 'action:bulk')
  if (forbidden !== null) throw new Refused(forbidden)
  const id = idOf('rollout', input.rolloutId)
  const [row] = id === null ? [] : await loadRollouts(unit, [id], 'update')
  if (row === undefined) throw notFound('rolloutId')
  if (input.expectedVersion != null && row.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  const reason = input.reason.trim()
  const problem = reasonProblem(reason)
  const mayBeEmpty = act === 'RESUME' || act === 'RETRY'
  if (problem !== null && !(problem === 'REASON_MISSING' && mayBeEmpty))
    throw new Refused({ code: problem, path: ['input', 'reason'] })
  const refusal = await sayToRollout(unit, row, { act, by: operation.viewer.person.id, reason })
  if (refusal !== null) throw new Refused({ ...refusal, path: ['input', 'act'] })
  return { rolloutId: row.id }
}
