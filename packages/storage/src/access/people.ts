import { In } from 'typeorm'
import { type PersonRow, personTable } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** People by id, as far as they are in scope. */
export async function peopleByIds(db: Scoped, ids: readonly string[]): Promise<PersonRow[]> {
  return await db.orm.getRepository(personTable.entity).findBy({ id: In([...ids]) })
}

/** The person with that login name, when the scope names it or reaches that far. */
export async function personByEmail(db: Scoped, email: string): Promise<PersonRow | null> {
  return await db.orm.getRepository(personTable.entity).findOneBy({ email: loginName(email) })
}

/** One spelling of a login name: e-mail addresses differ in upper and lower case only by accident. */
export function loginName(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

/** Adds a person. The caller has checked that the e-mail is free. */
export async function insertPerson(unit: Unit, person: PersonRow): Promise<void> {
  await unit.orm.getRepository(personTable.entity).insert({ ...person, email: loginName(person.email) })
}
