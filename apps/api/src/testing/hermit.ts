import {
  hashPassword,
  nodeTable,
  personTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  unnestInsert,
} from '@budeng/storage'
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
  const [row] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string }>('select id from person where email = $1', [email]),
  )
  if (row === undefined) throw new Error(`nobody has the e-mail ${email}`)
  return row.id
}

/** Other people at an organisation that is there, with everybody's password. */
export async function makePerson(
  owner: Storage,
  person: { readonly email: string; readonly role: string; readonly nodeId: string; readonly path: string },
): Promise<void> {
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const [{ hash } = { hash: '' }] = await unit.query<{ hash: string }>(
      'select password_hash as hash from person limit 1',
    )
    await unit.execute(
      `insert into person (id, email, name, node_id, path, role, password_hash, language, created_at)
       values ($1, $2, $2, $3, $4, $5, $6, 'en', now())`,
      [unit.newId('person'), person.email, person.nodeId, person.path, person.role, hash],
    )
  })
}
