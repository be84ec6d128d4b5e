import { insertIdentity, type PersonIdentityRow, type Unit } from '@budeng/storage'

/** A subject at a provider that is to be an account's. */
export interface NewLink
  extends Pick<PersonIdentityRow, 'id' | 'personId' | 'providerId' | 'issuer' | 'subject' | 'email'> {
  /** By what it was: the person's own act, an invitation, or the word of a provider with the say. */
  readonly how: 'CONNECT' | 'INVITATION' | 'EMAIL'
  readonly path: string
}

/** Links, with its event; false when the subject is another account's, or the account another subject's. */
export async function linkIdentity(unit: Unit, { how, path, ...link }: NewLink): Promise<boolean> {
  const at = unit.clock.now()
  const isNew = await insertIdentity(unit, { ...link, linkedAt: at, usedAt: how === 'CONNECT' ? null : at })
  if (!isNew) return false
  const { id: identityId, providerId, email } = link
  unit.append([
    { type: 'IdentityLinked', subject: link.personId, path, at, data: { identityId, providerId, email, how } },
  ])
  return true
}
