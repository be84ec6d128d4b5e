import { liftRefusal, type RefusalCode, type StopHand } from '@budeng/fleet'
import type { Refusal } from '@budeng/kernel'
import { liftStop, nodesByIds, stopDispatch, stopsByIds, type StopRow } from '@budeng/storage'
import { confirmLarge } from '../../access/step-up-large-acts.ts'
import type { Viewer } from '../../access/viewer.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, underInput, told } from '../../graphql/wish.ts'
import type { DispatchResumeInput, DispatchStopInput, DispatchStopPayload } from './stop.type.ts'

/** The viewer at a switch; a deputy by the own name. */
export function handOf({ authority, organisation, person, realPerson }: Viewer): StopHand {
  return { authority, nodeId: organisation.id, path: person.path, name: realPerson.name }
}

/** Stops everything below an organisation. Asks for no proof: whoever needs it needs it now, and can lift it again. */
export async function throwSwitch(operation: Operation, input: DispatchStopInput): Promise<DispatchStopPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'dispatchStop', key, input: rest }, async (unit) => {
    const id = idOf('node', input.organisationId)
    const [node] = id === null ? [] : await nodesByIds(unit, [id])
    if (node === undefined) throw notFound('organisationId')
    return accepted(await stopDispatch(unit, node, input.reason, handOf(operation.viewer)))
  })
  return await payload(operation, outcome)
}

/** Lifts a stop, with a proof of who does. */
export async function liftSwitch(operation: Operation, input: DispatchResumeInput): Promise<DispatchStopPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'dispatchResume', key, input: rest, stepUp }, async (unit) => {
    const id = idOf('stop', input.stopId)
    const [stop] = id === null ? [] : await stopsByIds(unit, [id])
    if (stop === undefined) throw notFound('stopId')
    const hand = handOf(operation.viewer)
    const refusal = liftRefusal(stop, hand)
    if (refusal !== null) throw new Refused(refusal)
    await confirmLarge(operation, unit, 'dispatchResume', input)
    const done = await liftStop(unit, stop.id, input.expectedVersion, input.reason, hand)
    if (done === null) throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
    return accepted(done)
  })
  return await payload(operation, outcome)
}

function accepted(done: { readonly id: string } | { readonly refusal: Refusal<RefusalCode> }): { readonly id: string } {
  if ('refusal' in done) throw new Refused(underInput(done.refusal))
  return done
}

async function payload(operation: Operation, outcome: Outcome<{ readonly id: string }>): Promise<DispatchStopPayload> {
  if (!outcome.ok) return { stop: null, ...told(operation, outcome) }
  const [stop = null] = await operation.read<StopRow[]>((db) => stopsByIds(db, [outcome.answer.id]))
  return { stop, ...told(operation, outcome) }
}
