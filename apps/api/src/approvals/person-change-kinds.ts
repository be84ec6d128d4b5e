import { type Role, rolePlaceRefusal } from '@budeng/access'
import { hashOf } from '@budeng/kernel'
import { type FactorRows, factorsOfPeople, lockPerson, nodesByIds, type PersonRow, type Unit } from '@budeng/storage'
import { applyFactorReset, applyRoleChange } from '../access/person-changes.ts'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'

/** What a person may: changed by two, and counted from then on. */
interface RoleWord {
  readonly role: Role
}

/** Second factors as a second person sees them: what there is, nothing of the secrets. */
interface FactorWord {
  readonly totp: boolean
  readonly passkeys: number
  readonly recoveryCodes: number
}

const NO_FACTORS: FactorWord = { totp: false, passkeys: 0, recoveryCodes: 0 }

/** Another role for a person. All sessions end, and what the new role approves waits for its age. */
export const personRoleChange: ChangeRule = {
  permission: 'person:write',
  prepare: async (_operation, unit, personId, wish) => {
    const person = await lockedHuman(unit, personId)
    const { role } = wish as RoleWord
    if (role === person.role) throw new Refused({ code: 'NO_CHANGE', path: ['input', 'role'] })
    const [node] = await nodesByIds(unit, [person.nodeId])
    if (node === undefined) throw notFound('personId')
    const misplaced = rolePlaceRefusal(role, node.kind)
    if (misplaced !== null) throw new Refused({ ...misplaced, path: ['input', 'role'] })
    const before: RoleWord = { role: person.role as Role }
    return { path: person.path, before, after: { role }, version: roleFields(person), needsAbove: false }
  },
  versionNow: async (unit, { subject }) => {
    const person = await lockPerson(unit, subject)
    return person === null ? 0 : roleFields(person)
  },
  apply: async (operation, unit, { subject: personId, after }) => {
    endSessions(operation, unit, await applyRoleChange(unit, { personId, role: (after as RoleWord).role }))
  },
}

/** All second factors of a person are removed; the next login sets new ones up. */
export const personFactorReset: ChangeRule = {
  permission: 'person:write',
  prepare: async (_operation, unit, personId) => {
    const person = await lockedHuman(unit, personId)
    const [factors] = await factorsOfPeople(unit, [person.id])
    const before = wordOf(factors)
    if (!before.totp && before.passkeys === 0) throw new Refused({ code: 'NO_CHANGE', path: ['input', 'personId'] })
    return { path: person.path, before, after: NO_FACTORS, version: factorFields(factors), needsAbove: false }
  },
  versionNow: async (unit, { subject }) => {
    const person = await lockPerson(unit, subject)
    return person === null ? 0 : factorFields((await factorsOfPeople(unit, [subject]))[0])
  },
  apply: async (operation, unit, { subject: personId }) => {
    endSessions(operation, unit, await applyFactorReset(unit, { personId }))
  },
}

/** A program has no role to change and no factor: it has keys. @throws Refused */
async function lockedHuman(unit: Unit, personId: string): Promise<PersonRow> {
  const person = await lockPerson(unit, personId)
  if (person === null || person.kind !== 'HUMAN') throw notFound('personId')
  return person
}

/** What a change of role rests on. A new name makes it no other one. */
function roleFields({ role, roleSince, disabledAt }: PersonRow): number {
  return versionOf({ role, roleSince, disabledAt })
}

/** What a reset removes: a factor that came since was not shown to the second person. */
function factorFields(factors: FactorRows | undefined): number {
  const { totp = null, passkeys = [] } = factors ?? {}
  return versionOf({ totp: totp?.id ?? null, passkeys: passkeys.map(({ id }) => id).sort() })
}

/** A number that is another one when the fields are. */
function versionOf(fields: object): number {
  return Number.parseInt(hashOf(fields).slice(0, VERSION_DIGITS), 16)
}

/** Of the hash, in base 16: as much as a column of whole numbers holds. */
const VERSION_DIGITS = 7

function wordOf(factors: FactorRows | undefined): FactorWord {
  if (factors === undefined) return NO_FACTORS
  const { totp, passkeys, recoveryCodesLeft } = factors
  return { totp: totp !== null, passkeys: passkeys.length, recoveryCodes: recoveryCodesLeft }
}

function endSessions({ house }: Operation, unit: Unit, ended: readonly string[]): void {
  unit.afterCommit(() => {
    for (const id of ended) house.sessions.ended(id)
  })
}
