import { providerRefusal } from '@budeng/access'
import { accountWord, type Arrival, newIdentity, type ReturnCode, rulesOf } from './arrival.ts'
import { linkIdentity } from './link.ts'

/** A person who is signed in here links their account: the very session that began it, and no other, ends it. */
export async function connect(arrival: Arrival): Promise<ReturnCode | null> {
  const { operation, login, provider, subject } = arrival
  const viewer = operation.viewerOrNull
  if (viewer === null || viewer.isLocked || viewer.session.id !== login.sessionId) return 'PROVIDER_STATE'
  const { realPerson: person } = viewer
  if (person.id !== login.personId) return 'PROVIDER_STATE'
  if (providerRefusal(rulesOf(provider), accountWord(person)) !== null) return 'IDENTITY_UNKNOWN'
  const { house, asker } = operation
  // a subject that is somebody else's is seen by its own name, wherever that account stands
  const scope = { path: person.path, personId: person.id, provider: provider.nodeId, subject: subject.subject }
  const actor = { kind: 'PERSON' as const, id: person.id, requestId: asker.requestId, address: asker.address }
  const isLinked = await house.storage.write(scope, actor, async (unit) => {
    const id = unit.newId('identity')
    const link = { ...newIdentity(arrival), id, personId: person.id, providerId: provider.nodeId, path: person.path }
    return await linkIdentity(unit, { ...link, how: 'CONNECT' })
  })
  return isLinked ? null : 'IDENTITY_TAKEN'
}
