import type { Approver } from '@budeng/access'
import { peopleByIds, type Scoped } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'

/** The viewer, as the rules of two people see them. */
export function approverOf({ viewer, authority }: Operation): Approver {
  const { person } = viewer
  return {
    personId: person.id,
    humanId: authority.humanId ?? person.id,
    standsFor: authority.standsFor,
    permits: authority.permits,
    path: person.path,
    roleSince: person.roleSince,
    factorSince: person.createdAt,
  }
}

/** The humans behind an account as known now: none for one that is out of sight, of which the request itself tells. */
export async function humansBehind(db: Scoped, personId: string | null): Promise<readonly string[]> {
  return personId === null ? [] : (await peopleByIds(db, [personId])).map(({ humanId }) => humanId)
}
