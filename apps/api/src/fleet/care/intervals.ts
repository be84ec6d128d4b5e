import { permissionRefusal } from '@budeng/access'
import { ANY_MODEL, CARE_DAYS_DEFAULT, CARE_KINDS, intervalRefusal } from '@budeng/fleet'
import { setCareInterval } from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, Refused, underInput, told } from '../../graphql/wish.ts'
import type { CareIntervalObject, CareIntervalPayload, CareIntervalSetInput } from './care.type.ts'

/** The intervals of the viewer's acquirer: those that were set, and ours for every other model. */
export async function intervalsAt(operation: Operation): Promise<CareIntervalObject[]> {
  const acquirerId = operation.viewer.person.path.split('.')[0] ?? ''
  const set = await operation.load.careIntervals.load(acquirerId)
  const ours = CARE_KINDS.filter((kind) => !set.some((one) => one.kind === kind && one.model === ANY_MODEL))
  return [
    ...ours.map((kind) => ({ kind, model: ANY_MODEL, days: CARE_DAYS_DEFAULT[kind], isDefault: true })),
    ...set.map(({ kind, model, days }) => ({ kind, model, days, isDefault: false })),
  ]
}

/** Sets one of them. Nothing is moved by it: lists are made from since when each terminal waits. */
export async function setIntervalOf(operation: Operation, input: CareIntervalSetInput): Promise<CareIntervalPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'careIntervalSet', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'care:plan')
    if (forbidden !== null) throw new Refused(forbidden)
    const { level, viewer } = operation
    if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'INTERVAL_PLACE', path: ['input'] })
    const { kind, model, days = null } = input
    const refusal = intervalRefusal({ model, days })
    if (refusal !== null) throw new Refused(underInput(refusal))
    await setCareInterval(unit, level.id, { kind, model: model.trim(), days }, viewer.realPerson.id)
    return true
  })
  if (!outcome.ok) return { intervals: [], ...told(operation, outcome) }
  return { intervals: await intervalsAt(operation), ...told(operation, outcome) }
}
