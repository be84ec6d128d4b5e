import type { Role } from '@budeng/access'
import { unsealProviderSecret } from '@budeng/protocol'
import {
  type IdentityProviderRow,
  identityProviderOf,
  nodesByIds,
  providerSecretById,
  type Scoped,
} from '@budeng/storage'
import type { House } from '../../house.ts'
import type { SpokenProvider } from './provider-client.ts'
import type { SignInProviderObject } from './sign-in.type.ts'

/** An acquirer's provider with what is needed to speak to it; null: there is none, or it is switched off. */
export async function liveProvider(
  { storage, keys }: House,
  nodeId: string,
): Promise<(IdentityProviderRow & SpokenProvider) | null> {
  return await storage.read({ path: null, provider: nodeId }, async (db) => {
    const provider = await identityProviderOf(db, nodeId)
    if (provider === null || !provider.enabled) return null
    const row = await providerSecretById(db, provider.secretId)
    const secret = row === null ? null : unsealProviderSecret(keys.sealPeople, row.id, nodeId, row.sealed)
    return secret === null ? null : { ...provider, secret }
  })
}

/** What a button needs to know; the scope goes on at the acquirer. */
export async function signInProvider(
  db: Scoped,
  { nodeId, path, name }: IdentityProviderRow,
): Promise<SignInProviderObject> {
  await db.enter({ path })
  const [node] = await nodesByIds(db, [nodeId])
  return { id: nodeId, name, organisationName: node?.name ?? '' }
}

/** Where somebody of that place and role may sign in; null: nowhere but here. */
export async function providerFor({ storage }: House, path: string, role: Role): Promise<SignInProviderObject | null> {
  const [nodeId = ''] = path.split('.')
  return await storage.read({ path: null, provider: nodeId }, async (db) => {
    const provider = await identityProviderOf(db, nodeId)
    if (provider === null || !provider.enabled || !provider.roles.includes(role)) return null
    return await signInProvider(db, provider)
  })
}
