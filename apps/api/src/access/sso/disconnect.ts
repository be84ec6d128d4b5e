import { deleteIdentity, peopleByIds, revokeSessionsByIdentity, type Unit } from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'

/**
 * Removes a link, with the sessions that it opened; false when there is none. `ofPerson`: only when it is theirs; null: of
 * anybody in scope.
 */
export async function disconnect(
  { house }: Operation,
  unit: Unit,
  identityId: string,
  ofPerson: string | null,
): Promise<boolean> {
  const identity = await deleteIdentity(unit, identityId, ofPerson)
  const [person] = identity === null ? [] : await peopleByIds(unit, [identity.personId])
  if (identity === null || person === undefined) return false
  const { id: personId, path } = person
  const at = unit.clock.now()
  const { providerId, email } = identity
  const ended = await revokeSessionsByIdentity(unit, identityId)
  unit.append([
    { type: 'IdentityUnlinked', subject: personId, path, at, data: { identityId, providerId, email } },
    ...ended.map((id) => ({ type: 'SessionEnded', subject: id, path, at, data: { personId } })),
  ])
  unit.afterCommit(() => {
    for (const id of ended) house.sessions.ended(id)
  })
  return true
}
