import type { Role } from '@budeng/access'
import {
  hashPassword,
  insertPerson,
  nodeTable,
  peopleByEmail,
  type PersonRow,
  personTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  unnestInsert,
} from '@budeng/storage'
import type { Instant } from '@budeng/kernel'
import type { Client } from './client.ts'
import { PASSWORD } from './fleet.ts'

export const HERMIT_EMAIL = 'hermit@void.test'

/** An acquirer that has nothing, with an administrator: what they see must not depend on what others have. */
export async function makeHermit(owner: Storage): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const id = unit.newId('node')
    const createdAt = unit.clock.now()
    await unnestInsert(unit, nodeTable, [
      {
        id,
        parentId: null,
        kind: 'ACQUIRER' as const,
        code: 'void',
        name: 'Void',
        path: id,
        timeZone: 'Asia/Shanghai',
        phone: null,
        address: null,
        contact: null,
        openingHours: null,
        createdAt,
        version: 1,
      },
    ])
    const person = {
      id: unit.newId('person'),
      kind: 'HUMAN' as const,
      email: HERMIT_EMAIL,
      name: 'Hermit',
      nodeId: id,
      path: id,
      role: 'ADMIN' as const,
      passwordHash,
      language: 'en' as const,
      timeZone: 'Asia/Shanghai',
      disabledAt: null,
      createdAt,
      version: 1,
    }
    await unnestInsert(unit, personTable, [person])
  })
}

/** Whose e-mail it is. */
export async function personIdOf(owner: Storage, email: string): Promise<string> {
  return (await personOf(owner, email)).id
}

async function personOf(owner: Storage, email: string): Promise<PersonRow> {
  const [person] = await owner.read(PLATFORM_SCOPE, (db) => peopleByEmail(db, email))
  if (person === undefined) throw new Error(`nobody has the e-mail ${email}`)
  return person
}

/** Somebody else at that person's organisation, in another role and otherwise the same. */
export async function makeColleague(
  owner: Storage,
  of: string,
  email: string,
  role: Role,
  since?: Instant,
): Promise<void> {
  const colleague = await personOf(owner, of)
  const roleSince = since ?? colleague.roleSince
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const id = unit.newId('person')
    await insertPerson(unit, { ...colleague, id, humanId: id, email, name: email, role, roleSince })
  })
}

/** States that two accounts are one human's. */
export async function linkAccounts(owner: Storage, admin: Client, one: string, other: string): Promise<void> {
  const [personId, otherPersonId] = [await personIdOf(owner, one), await personIdOf(owner, other)]
  const answer = await admin.ask('mutation($i:PersonLinkInput!){personLink(input:$i){userErrors{code}}}', {
    i: { personId, otherPersonId },
  })
  if (JSON.stringify(answer.at('personLink.userErrors')) !== '[]') throw new Error(answer.text)
}
