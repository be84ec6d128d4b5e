import {
  columnList,
  type IdentityProviderRow,
  identityProviderTable,
  type ProviderLoginRow,
  providerLoginTable,
  type ProviderSecretRow,
  providerSecretTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const PROVIDER = columnList(identityProviderTable, 'identity_provider')
const SECRET = columnList(providerSecretTable, 'provider_secret')
const LOGIN = columnList(providerLoginTable, 'provider_login')

/** The provider of an acquirer, when the scope reaches or names it. */
export async function identityProviderOf(db: Scoped, nodeId: string): Promise<IdentityProviderRow | null> {
  const [row] = await db.query<IdentityProviderRow>(`select ${PROVIDER} from identity_provider where node_id = $1`, [
    nodeId,
  ])
  return row ?? null
}

/** Providers that name a domain, when the scope names it too; switched-off ones are not among them. */
export async function providersOfDomain(db: Scoped, domain: string, limit: number): Promise<IdentityProviderRow[]> {
  return await db.query<IdentityProviderRow>(
    `select ${PROVIDER} from identity_provider where enabled and domains @> array[$1] order by node_id limit $2`,
    [domain, limit],
  )
}

/** The provider of an acquirer under lock. The node is locked first, so that a first provider is one too. */
export async function lockIdentityProvider(unit: Unit, nodeId: string): Promise<IdentityProviderRow | null> {
  await unit.query('select id from node where id = $1 for no key update', [nodeId])
  const [row] = await unit.query<IdentityProviderRow>(
    `select ${PROVIDER} from identity_provider where node_id = $1 for no key update`,
    [nodeId],
  )
  return row ?? null
}

/** Stores a provider: the first one of an acquirer, or its next version. Secrets that it does not use are gone. */
export async function saveIdentityProvider(unit: Unit, provider: IdentityProviderRow, isFirst: boolean): Promise<void> {
  if (isFirst) await unnestInsert(unit, identityProviderTable, [provider])
  else
    await unnestUpdate(
      unit,
      identityProviderTable,
      [provider],
      [
        ...(['issuer', 'clientId', 'domains', 'enabled', 'changedAt', 'version', 'name', 'secretId'] as const),
        ...(['authoritative', 'roles', 'askFactor'] as const),
      ],
    )
  await unit.execute('delete from provider_secret where node_id = $1 and id <> $2', [
    provider.nodeId,
    provider.secretId,
  ])
}

export async function insertProviderSecret(unit: Unit, secret: ProviderSecretRow): Promise<void> {
  await unnestInsert(unit, providerSecretTable, [secret])
}

export async function providerSecretById(db: Scoped, id: string): Promise<ProviderSecretRow | null> {
  const [row] = await db.query<ProviderSecretRow>(`select ${SECRET} from provider_secret where id = $1`, [id])
  return row ?? null
}

/** What a login waits for; the scope names the hash of its state. */
export async function insertProviderLogin(unit: Unit, login: ProviderLoginRow): Promise<void> {
  await unnestInsert(unit, providerLoginTable, [login])
}

/** Uses a login up, whatever comes of it: null when it was, also by somebody at this very moment, or never began. */
export async function takeProviderLogin(unit: Unit, stateHash: Buffer): Promise<ProviderLoginRow | null> {
  const [row] = await unit.query<ProviderLoginRow>(
    `with taken as (delete from provider_login where state_hash = $1 returning *)
     select ${LOGIN.replaceAll('provider_login.', 'taken.')} from taken`,
    [stateHash],
  )
  return row ?? null
}
