import { type Role, rolesBeyond } from '@budeng/access'
import {
  deletePasskeys,
  deleteTotp,
  endDeputiesFor,
  lockPerson,
  type PersonRow,
  replaceRecoveryCodes,
  revokeSessionsOf,
  savePerson,
  type Unit,
} from '@budeng/storage'
import { Refused } from '../graphql/refused.ts'

/** What a second person's yes does: another role, in the unit of the decision. Returns the sessions that end. */
export async function applyRoleChange(
  unit: Unit,
  { personId, role }: { readonly personId: string; readonly role: Role },
): Promise<readonly string[]> {
  const person = await personOf(unit, personId)
  const at = unit.clock.now()
  await savePerson(unit, person, { role, roleSince: at })
  tell(unit, person, 'PersonRoleChanged', { before: person.role, after: role })
  // nobody stands in as what the absent one is no more
  const ended = await endDeputiesFor(unit, personId, rolesBeyond(role), unit.actor.id ?? personId)
  unit.append(
    ended.map(({ id, path, absentId, deputyId }) => ({
      type: 'DeputyEnded',
      subject: id,
      path,
      at,
      data: { absentId, deputyId, code: 'ROLE_CHANGED' },
    })),
  )
  return await endSessions(unit, person)
}

/** What a second person's yes does: all second factors are gone, the person sets new ones up at the next login. */
export async function applyFactorReset(
  unit: Unit,
  { personId }: { readonly personId: string },
): Promise<readonly string[]> {
  const person = await personOf(unit, personId)
  await deleteTotp(unit, personId)
  const passkeys = await deletePasskeys(unit, personId, null)
  await replaceRecoveryCodes(unit, personId, [])
  tell(unit, person, 'PersonFactorsReset', { passkeys })
  return await endSessions(unit, person)
}

/** Whoever is disabled is out at once. Returns the sessions that end. */
export async function applyDisabled(unit: Unit, person: PersonRow, isDisabled: boolean): Promise<readonly string[]> {
  await savePerson(unit, person, { disabledAt: isDisabled ? unit.clock.now() : null })
  tell(unit, person, isDisabled ? 'PersonDisabled' : 'PersonEnabled', {})
  return isDisabled ? await endSessions(unit, person) : []
}

async function personOf(unit: Unit, personId: string): Promise<PersonRow> {
  const person = await lockPerson(unit, personId)
  if (person === null) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'personId'] })
  return person
}

async function endSessions(unit: Unit, person: PersonRow): Promise<readonly string[]> {
  const ids = await revokeSessionsOf(unit, person.id, null)
  const at = unit.clock.now()
  unit.append(
    ids.map((id) => ({ type: 'SessionEnded', subject: id, path: person.path, at, data: { personId: person.id } })),
  )
  return ids
}

function tell(unit: Unit, { id, path }: PersonRow, type: string, data: object): void {
  unit.append([{ type, subject: id, path, at: unit.clock.now(), data }])
}
