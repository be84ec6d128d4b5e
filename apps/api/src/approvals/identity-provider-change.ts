import { type ChangeRequest, checkProvider, type IdentityProvider, type Role } from '@budeng/access'
import { canonicalJson } from '@budeng/kernel'
import { sealProviderSecret } from '@budeng/protocol'
import {
  deleteIdentitiesOf,
  type IdentityProviderRow,
  insertProviderSecret,
  lockIdentityProvider,
  type NodeRow,
  nodesByIds,
  revokeSessionsByProvider,
  saveIdentityProvider,
  type Unit,
} from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule, ChangeSubject } from './change-kinds.ts'

/** A wish with its secret in the clear, which goes no further than into its seal. */
export interface ProviderWish {
  readonly provider: Omit<IdentityProvider, 'secretId'>
  /** Null: the present one stays. */
  readonly secret: string | null
}

const SECRET_LENGTH_MAX = 1_000

/** An acquirer's own sign-in: who vouches for its staff is a matter for two. */
export const identityProviderChange: ChangeRule = {
  permission: 'policy:write',
  prepare: async (operation, unit, nodeId, wish) => {
    const [node] = await nodesByIds(unit, [nodeId])
    if (node === undefined) throw notFound('organisationId')
    if (node.kind !== 'ACQUIRER') throw new Refused({ code: 'PROVIDER_PLACE', path: ['input', 'organisationId'] })
    const { provider, secret } = wish as ProviderWish
    const checked = checkProvider(provider, (origin) => operation.house.providers.isListed(origin))
    if (!checked.ok) throw new Refused({ ...checked.refusal, path: ['input', ...(checked.refusal.path ?? [])] })
    const own = await lockIdentityProvider(unit, node.id)
    const before = own === null ? null : wordOf(own)
    const secretId = await sealedSecret(operation, unit, node, secret, own)
    const after: IdentityProvider = { ...checked.value, secretId }
    if (canonicalJson(before) === canonicalJson(after))
      throw new Refused({ code: 'NO_CHANGE', path: ['input', 'provider'] })
    return { path: node.path, before, after, version: own?.version ?? 0, needsAbove: false } satisfies ChangeSubject
  },
  versionNow: async (unit, change) => (await lockIdentityProvider(unit, change.subject))?.version ?? 0,
  apply: async (operation, unit, change) => {
    const { subject: nodeId, path, baseVersion, before } = change
    const after = change.after as IdentityProvider
    await endWhatRestsOnIt(operation, unit, change)
    const at = unit.clock.now()
    const row = { ...after, nodeId, path, changedAt: at, version: baseVersion + 1 }
    const isFirst = baseVersion === 0
    await saveIdentityProvider(unit, { ...row, domains: [...after.domains], roles: [...after.roles] }, isFirst)
    unit.append([
      { type: 'IdentityProviderChanged', subject: nodeId, path, at, data: { before, after, changeId: change.id } },
    ])
  },
}

/** The id of the secret: of the given one, sealed in a row of its own, or of the present one. @throws Refused */
async function sealedSecret(
  { house }: Operation,
  unit: Unit,
  { id: nodeId, path }: NodeRow,
  secret: string | null,
  own: IdentityProviderRow | null,
): Promise<string> {
  if (secret === null && own !== null) return own.secretId
  if (secret === null || secret === '' || secret.length > SECRET_LENGTH_MAX)
    throw new Refused({
      ...{ code: 'BAD_PROVIDER', params: { field: 'clientSecret' }, path: ['input', 'provider', 'clientSecret'] },
    })
  const id = unit.newId('providerSecret')
  const sealed = sealProviderSecret(house.keys.sealPeople, id, nodeId, secret)
  await insertProviderSecret(unit, { id, nodeId, path, sealed, createdAt: unit.clock.now() })
  return id
}

/** Another issuer's subjects are other people; and nobody stays in by a provider that is switched off. */
async function endWhatRestsOnIt(
  { house }: Operation,
  unit: Unit,
  { subject: nodeId, before, after }: ChangeRequest,
): Promise<void> {
  const [was, will] = [before as IdentityProvider | null, after as IdentityProvider]
  if (was === null || (will.enabled && will.issuer === was.issuer)) return
  const ended = await revokeSessionsByProvider(unit, nodeId)
  const at = unit.clock.now()
  unit.append(
    ended.map(({ id, personId, path }) => ({ type: 'SessionEnded', subject: id, path, at, data: { personId } })),
  )
  unit.afterCommit(() => {
    for (const { id } of ended) house.sessions.ended(id)
  })
  if (will.issuer !== was.issuer) await deleteIdentitiesOf(unit, nodeId)
}

function wordOf(row: IdentityProviderRow): IdentityProvider {
  const { name, issuer, clientId, secretId, domains, authoritative, askFactor, enabled } = row
  const roles = row.roles as readonly Role[]
  return { name, issuer, clientId, secretId, domains, authoritative, roles, askFactor, enabled }
}
