import type { Instant } from '@budeng/kernel'
import {
  apiKeyTable,
  type ApiKeyRow,
  columnList,
  type PersonRow,
  personTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(apiKeyTable, 'api_key')

/** The key whose text has this SHA-256, with the service account behind it. The transaction goes on under its path. */
export async function enterApiKey(
  db: Scoped,
  hash: Buffer,
): Promise<{ readonly key: ApiKeyRow; readonly person: PersonRow } | null> {
  const [key] = await db.query<ApiKeyRow>(`select ${COLUMNS} from api_key where hash = $1`, [hash])
  if (key === undefined) return null
  await db.enter({ path: key.path, personId: key.personId })
  const [person] = await db.query<PersonRow>(
    `select ${columnList(personTable, 'person')} from person where id = $1 and kind = 'SERVICE'`,
    [key.personId],
  )
  return person === undefined ? null : { key, person }
}

/** Keys by id, as far as they are in scope; locked on wish. */
export async function apiKeysByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<ApiKeyRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<ApiKeyRow>(`select ${COLUMNS} from api_key where id = any($1) ${locking}`, [ids])
}

/** All keys of these accounts, the newest first. */
export async function apiKeysOf(db: Scoped, personIds: readonly string[]): Promise<ApiKeyRow[]> {
  return await db.query<ApiKeyRow>(
    `select ${COLUMNS} from api_key where person_id = any($1) order by created_at desc, id`,
    [personIds],
  )
}

export async function insertApiKey(unit: Unit, key: ApiKeyRow): Promise<void> {
  await unnestInsert(unit, apiKeyTable, [key])
}

export async function saveApiKey(
  unit: Unit,
  key: Pick<ApiKeyRow, 'id' | 'expiresAt' | 'revokedAt' | 'replacedBy' | 'version'>,
): Promise<void> {
  await unnestUpdate(unit, apiKeyTable, [key], ['expiresAt', 'revokedAt', 'replacedBy', 'version'])
}

/** Notes that a key was used, and from where; called once a minute at most. */
export async function touchApiKey(unit: Unit, keyId: string, at: Instant, address: string): Promise<void> {
  await unit.execute('update api_key set used_at = $2, used_address = $3 where id = $1', [keyId, new Date(at), address])
}

/** Service accounts in scope, by name. */
export async function listServiceAccounts(
  db: Scoped,
  after: { readonly name: string; readonly id: string } | null,
  limit: number,
): Promise<PersonRow[]> {
  return await db.query<PersonRow>(
    `select ${columnList(personTable, 'person')} from person
     where kind = 'SERVICE' and ($1::text is null or (name, id) > ($1, $2)) order by name, id limit $3`,
    [after?.name ?? null, after?.id ?? null, limit],
  )
}

/** Ends an account: none of its keys admits anybody any more. */
export async function disableServiceAccount(unit: Unit, personId: string, at: Instant): Promise<boolean> {
  const count = await unit.execute(
    `update person set disabled_at = $2, version = version + 1 where id = $1 and kind = 'SERVICE' and disabled_at is null`,
    [personId, new Date(at)],
  )
  return count === 1
}
