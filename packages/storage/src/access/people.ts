import type { Instant } from '@budeng/kernel'
import { In } from 'typeorm'
import { columnList, type PersonRow, personTable, unnestUpdate } from '../rows/index.ts'
import { ACCOUNTS_OF_EMAIL_MAX, FORMER_PEOPLE_KEPT_MS } from '../limits.ts'
import type { Scoped, Unit } from '../unit.ts'

/** People by id, as far as they are in scope. */
export async function peopleByIds(db: Scoped, ids: readonly string[]): Promise<PersonRow[]> {
  return await db.orm.getRepository(personTable.entity).findBy({ id: In([...ids]) })
}

/** Accounts of these humans, as far as they are in scope, those of one human by address. */
export async function accountsOfHumans(db: Scoped, humanIds: readonly string[]): Promise<PersonRow[]> {
  return await db.orm
    .getRepository(personTable.entity)
    .find({ where: { humanId: In([...humanIds]) }, order: { email: 'asc', id: 'asc' } })
}

/** The accounts with that login name, oldest first, when the scope names it or reaches that far. One node has one at most. */
export async function peopleByEmail(db: Scoped, email: string): Promise<PersonRow[]> {
  return await db.orm
    .getRepository(personTable.entity)
    .find({ where: { email: loginName(email) }, order: { createdAt: 'asc', id: 'asc' }, take: ACCOUNTS_OF_EMAIL_MAX })
}

/** One spelling of a login name: e-mail addresses differ in upper and lower case only by accident. */
export function loginName(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

/** Adds a person. */
export async function insertPerson(unit: Unit, person: PersonRow): Promise<void> {
  await unit.orm.getRepository(personTable.entity).insert({ ...person, email: loginName(person.email) })
}

const COLUMNS = columnList(personTable, 'person')

export interface PeopleQuery {
  /** Below and at this organisation. */
  readonly path: string
  /** Any part of name or e-mail, folded as `foldedText` does. */
  readonly search: string | null
  readonly after: { readonly name: string; readonly id: string } | null
  readonly limit: number
}

/** People of a subtree by name; programs are listed by themselves. */
export async function listPeople(db: Scoped, { path, search, after, limit }: PeopleQuery): Promise<PersonRow[]> {
  return await db.query<PersonRow>(
    `select ${COLUMNS} from person
     where path <@ $1::ltree and kind = 'HUMAN'
       and ($2::text is null or position($2 in lower(normalize(name, nfkc))) > 0 or position($2 in email) > 0)
       and ($3::text is null or (name, id) > ($3, $4))
     order by name, id limit $5`,
    [path, search, after?.name ?? null, after?.id ?? null, limit],
  )
}

/** People who stand at a place or above it, as far as they are in scope: those who see what is there. */
export async function peopleOver(db: Scoped, path: string, limit: number): Promise<PersonRow[]> {
  return await db.query<PersonRow>(
    `select ${COLUMNS} from person where path @> $1::ltree and kind = 'HUMAN' and disabled_at is null order by name, id limit $2`,
    [path, limit],
  )
}

/** A person under lock, when in scope. */
export async function lockPerson(unit: Unit, id: string): Promise<PersonRow | null> {
  const [row] = await unit.query<PersonRow>(`select ${COLUMNS} from person where id = $1 for no key update`, [id])
  return row ?? null
}

/** Whether that organisation has an account with this login name already. */
export async function isAccountAt(db: Scoped, nodeId: string, email: string): Promise<boolean> {
  const rows = await db.query('select 1 from person where node_id = $1 and email = $2', [nodeId, loginName(email)])
  return rows.length > 0
}

type Changeable = 'name' | 'role' | 'roleSince' | 'passwordHash' | 'language' | 'timeZone' | 'disabledAt'

/** Changes some members of a locked person and raises its version. */
export async function savePerson(
  unit: Unit,
  person: PersonRow,
  change: Partial<Pick<PersonRow, Changeable>>,
): Promise<PersonRow> {
  const next = { ...person, ...change, version: person.version + 1 }
  await unnestUpdate(unit, personTable, [next], [...(Object.keys(change) as Changeable[]), 'version'])
  return next
}

/**
 * Forgets who people were whose account ended that long ago; what they did stays theirs, under the same id. Answers how
 * many were forgotten.
 */
export async function eraseFormerPeople(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const gone = await unit.query<{ id: string; path: string }>('select id, path from people_erase($1, $2, $3)', [
    new Date(at - FORMER_PEOPLE_KEPT_MS),
    new Date(at),
    limit,
  ])
  unit.append(gone.map(({ id, path }) => ({ type: 'PersonErased', subject: id, path, at, data: {} })))
  return gone.length
}

/** When each person was last seen, on any session. */
export async function lastSeenOf(
  db: Scoped,
  personIds: readonly string[],
): Promise<{ readonly personId: string; readonly seenAt: Instant }[]> {
  return await db.query<{ personId: string; seenAt: Instant }>(
    `select person_id as "personId", max(seen_at) as "seenAt" from session
     where person_id = any($1) and kind = 'PERSON' group by person_id`,
    [personIds],
  )
}
