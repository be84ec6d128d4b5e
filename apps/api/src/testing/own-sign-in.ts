import {
  identityProviderOf,
  insertIdentity,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  peopleByEmail,
  saveIdentityProvider,
} from '@budeng/storage'
import type { TestHouse } from './test-house.ts'

/** A link of that person with the own sign-in of the acquirer CUP, which is made with the first one; answers its id. */
export async function makeIdentity(house: TestHouse, email: string): Promise<string> {
  const { id: nodeId, path } = house.fleet.nodes.cup
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    if ((await identityProviderOf(unit, nodeId)) === null) {
      const terms = { domains: ['cup.test'], roles: ['ADMIN', 'VIEWER'], authoritative: false, askFactor: false }
      const row = {
        nodeId,
        path,
        name: 'Bank sign-in',
        issuer: 'https://id.cup.test',
        clientId: 'budeng',
        enabled: true,
      }
      const version = { changedAt: unit.clock.now(), version: 1, secretId: unit.newId('providerSecret') }
      await saveIdentityProvider(unit, { ...row, ...terms, ...version }, true)
    }
    const [person] = await peopleByEmail(unit, email)
    if (person === undefined) throw new Error(`no person ${email}`)
    const [id, at] = [unit.newId('identity'), unit.clock.now()]
    const subject = { issuer: 'https://id.cup.test', subject: id, email }
    await insertIdentity(unit, { ...subject, id, personId: person.id, providerId: nodeId, linkedAt: at, usedAt: at })
    return id
  })
}
