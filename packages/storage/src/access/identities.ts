import type { Instant } from '@budeng/kernel'
import { columnList, type PersonIdentityRow, personIdentityTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(personIdentityTable, 'person_identity')

/** The account that a subject of a provider logs in to; the scope names both, or reaches the person. */
export async function identityOf(
  db: Scoped,
  { providerId, issuer, subject }: Pick<PersonIdentityRow, 'providerId' | 'issuer' | 'subject'>,
): Promise<PersonIdentityRow | null> {
  const [row] = await db.query<PersonIdentityRow>(
    `select ${COLUMNS} from person_identity where provider_id = $1 and issuer = $2 and subject = $3`,
    [providerId, issuer, subject],
  )
  return row ?? null
}

export async function identitiesOfPerson(db: Scoped, personId: string): Promise<PersonIdentityRow[]> {
  return await db.query<PersonIdentityRow>(
    `select ${COLUMNS} from person_identity where person_id = $1 order by linked_at, id`,
    [personId],
  )
}

/** Links of a provider as far as their people are in scope, newest first. */
export async function identitiesOfProvider(
  db: Scoped,
  providerId: string,
  limit: number,
): Promise<PersonIdentityRow[]> {
  return await db.query<PersonIdentityRow>(
    `select ${COLUMNS} from person_identity where provider_id = $1 order by linked_at desc, id limit $2`,
    [providerId, limit],
  )
}

/** False when the subject, or the person at that provider, is linked already. */
export async function insertIdentity(unit: Unit, identity: PersonIdentityRow): Promise<boolean> {
  // asked first for the common case; who is faster at this very moment is told by the constraint, as a fault
  const rows = await unit.query(
    `select 1 from person_identity
     where provider_id = $1 and (person_id = $2 or (issuer = $3 and subject = $4))`,
    [identity.providerId, identity.personId, identity.issuer, identity.subject],
  )
  if (rows.length > 0) return false
  await unnestInsert(unit, personIdentityTable, [identity])
  return true
}

export async function noteIdentityUse(unit: Unit, id: string, at: Instant): Promise<void> {
  await unit.execute('update person_identity set used_at = $2 where id = $1', [id, new Date(at)])
}

/** Removes a link of that person, or of anybody in scope; null when there is none. */
export async function deleteIdentity(
  unit: Unit,
  id: string,
  personId: string | null,
): Promise<PersonIdentityRow | null> {
  const [row] = await unit.query<PersonIdentityRow>(
    `with gone as (delete from person_identity
       where id = $1 and ($2::text is null or person_id = $2) returning *)
     select ${COLUMNS.replaceAll('person_identity.', 'gone.')} from gone`,
    [id, personId],
  )
  return row ?? null
}

/** Removes all links of a provider; answers whose. */
export async function deleteIdentitiesOf(unit: Unit, providerId: string): Promise<number> {
  return await unit.execute('delete from person_identity where provider_id = $1', [providerId])
}

/** Ends the sessions that were opened by a link; answers which of them still admitted. */
export async function revokeSessionsByIdentity(unit: Unit, identityId: string): Promise<string[]> {
  const rows = await unit.query<{ id: string }>(
    `with ended as (
       update session set revoked_at = $2 where identity_id = $1 and revoked_at is null returning id, expires_at)
     select id from ended where expires_at > $2 order by id`,
    [identityId, new Date(unit.clock.now())],
  )
  return rows.map(({ id }) => id)
}

/** Ends the sessions that were opened by any link of a provider. */
export async function revokeSessionsByProvider(
  unit: Unit,
  providerId: string,
): Promise<readonly { readonly id: string; readonly personId: string; readonly path: string }[]> {
  return await unit.query(
    `with ended as (
       update session set revoked_at = $2
       where revoked_at is null and identity_id in (select id from person_identity where provider_id = $1)
       returning id, person_id, expires_at)
     select ended.id, person_id as "personId", person.path::text from ended join person on person.id = person_id
     where expires_at > $2 order by ended.id`,
    [providerId, new Date(unit.clock.now())],
  )
}
