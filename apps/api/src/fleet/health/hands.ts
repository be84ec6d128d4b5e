import { type Role, roleRule, sees } from '@budeng/access'
import { CARE_PERMISSION } from '@budeng/fleet'
import {
  alertsByIds,
  incidentsByIds,
  loadRecoveries,
  peopleOver,
  type PersonRow,
  type Scoped,
  workOrdersByIds,
} from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { HANDS_MAX } from '../../limits.ts'

/** Whether a person sees what stands at a place and may care for it. */
export function mayTakeOver({ role, path, disabledAt }: PersonRow, place: string): boolean {
  return disabledAt === null && sees(path, place) && roleRule(role as Role).permits.includes(CARE_PERMISSION)
}

/** To whom the viewer may hand something over; nobody when it is not there. */
export async function handsFor(operation: Operation, id: string): Promise<PersonRow[]> {
  return await operation.read(async (db) => {
    const place = await placeOf(db, id)
    const people = place === null ? [] : await peopleOver(db, place, HANDS_MAX)
    return people.filter((person) => mayTakeOver(person, place ?? ''))
  })
}

async function placeOf(db: Scoped, id: string): Promise<string | null> {
  const known = (kind: Parameters<typeof idOf>[0]) => {
    const found = idOf(kind, id)
    return found === null ? [] : [found]
  }
  const rows = [
    ...(await alertsByIds(db, known('alert'))),
    ...(await incidentsByIds(db, known('incident'))),
    ...(await loadRecoveries(db, known('recovery'))),
    ...(await workOrdersByIds(db, known('workOrder'))),
  ]
  return rows[0]?.path ?? null
}
