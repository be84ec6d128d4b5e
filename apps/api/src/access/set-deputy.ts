import { deputyRefusal, deputyTouchRefusal, isDeputyNow, type Person, type Role } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  actAsDeputy,
  deputiesByIds,
  type DeputyRow,
  deputyshipsOf,
  dutiesOf,
  endDeputy,
  insertDeputy,
  lockAbsent,
  peopleByIds,
  type PersonRow,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, underInput, told } from '../graphql/wish.ts'
import type { DeputyActInput, DeputyEndInput, DeputyPayload, DeputySetInput } from './deputy.type.ts'
import { confirmLarge } from './step-up-large-acts.ts'

/** Names somebody who stands in for an absent person. */
export async function setDeputy(operation: Operation, input: DeputySetInput): Promise<DeputyPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'deputySet', key, input: rest, stepUp }, (unit) => set(operation, unit, input)),
  )
}

/** Ends it before its time; sessions that act by it act as their own person from their next request on. */
export async function endDeputyship(operation: Operation, input: DeputyEndInput): Promise<DeputyPayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'deputyEnd', key, input: rest }, (unit) => end(operation, unit, input)),
  )
}

/** From now on this session acts in the absent one's place, or as oneself again. */
export async function actFor(operation: Operation, { deputyshipId }: DeputyActInput): Promise<AnyRefusal | null> {
  const { session, person, realPerson, actingAs } = operation.viewer
  const wanted = deputyshipId == null ? null : idOf('deputy', deputyshipId)
  return await operation.write(async (unit) => {
    const at = unit.clock.now()
    const mine = await deputyshipsOf(unit, realPerson.id, at)
    const found = mine.find(({ id }) => id === wanted)
    if (deputyshipId != null && found === undefined) return notFound('deputyshipId').refusal
    await actAsDeputy(unit, session.id, found?.id ?? null)
    unit.append([
      {
        type: found === undefined ? 'DeputyActEnded' : 'DeputyActStarted',
        subject: session.id,
        path: person.path,
        at,
        data: {
          personId: realPerson.id,
          deputyshipId: found?.id ?? actingAs?.id,
          absentId: (found ?? actingAs)?.absentId,
        },
      },
    ])
    return null
  })
}

async function set(operation: Operation, unit: Unit, input: DeputySetInput): Promise<{ deputyId: string }> {
  const { viewer, authority } = operation
  const absent = await personOf(unit, input.absentId ?? viewer.person.id, 'absentId')
  const deputy = await personOf(unit, input.deputyId, 'deputyId')
  await lockAbsent(unit, absent.id)
  const at = unit.clock.now()
  const isSetAlready = (await dutiesOf(unit, deputy.humanId, at)).some(({ absentId }) => absentId === absent.id)
  const { role, until } = input
  const setter = { authority, path: viewer.person.path }
  const wish = { at, setter, absent: coreOf(absent), deputy: coreOf(deputy), role, until, isSetAlready }
  const refusal = deputyRefusal(wish)
  if (refusal !== null) throw new Refused(underInput(refusal))
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  await confirmLarge(operation, unit, 'deputySet', input)
  const row: DeputyRow = {
    id: unit.newId('deputy'),
    absentId: absent.id,
    deputyId: deputy.id,
    nodeId: absent.nodeId,
    path: absent.path,
    role,
    reason: input.reason.trim(),
    setBy: viewer.person.id,
    setAt: at,
    until,
    endedAt: null,
    endedBy: null,
    version: 1,
  }
  await insertDeputy(unit, row)
  const data = { absentId: absent.id, deputyId: deputy.id, role, until, reason: row.reason }
  unit.append([{ type: 'DeputySet', subject: row.id, path: row.path, at, data }])
  return { deputyId: row.id }
}

async function end(operation: Operation, unit: Unit, input: DeputyEndInput): Promise<{ deputyId: string }> {
  const { viewer, authority } = operation
  const id = idOf('deputy', input.deputyshipId)
  const [row] = id === null ? [] : await deputiesByIds(unit, [id], 'update')
  if (row === undefined) throw notFound('deputyshipId')
  const setter = { authority, path: viewer.person.path }
  // the deputy may lay it down, too
  if (row.deputyId !== viewer.realPerson.id) {
    const refusal = deputyTouchRefusal(setter, { id: row.absentId, path: row.path })
    if (refusal !== null) throw new Refused(refusal)
  }
  const at = unit.clock.now()
  if (!isDeputyNow(row, at)) throw new Refused({ code: 'DEPUTY_ENDED' })
  await endDeputy(unit, row.id, at, viewer.person.id)
  const data = { absentId: row.absentId, deputyId: row.deputyId }
  unit.append([{ type: 'DeputyEnded', subject: row.id, path: row.path, at, data }])
  return { deputyId: row.id }
}

async function personOf(unit: Unit, asked: string, member: string): Promise<PersonRow> {
  const id = idOf('person', asked)
  const [person] = id === null ? [] : await peopleByIds(unit, [id])
  if (person === undefined) throw notFound(member)
  return person
}

function coreOf({ id, humanId, role, path, disabledAt }: PersonRow): Person {
  return { id, humanId, role: role as Role, path, disabledAt }
}

async function payload(operation: Operation, outcome: Outcome<{ deputyId: string }>): Promise<DeputyPayload> {
  if (!outcome.ok) return { deputy: null, ...told(operation, outcome) }
  return { deputy: await operation.load.deputy.load(outcome.answer.deputyId), ...told(operation, outcome) }
}
