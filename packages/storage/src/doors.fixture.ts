import type { Clock } from '@budeng/kernel'
import { afterAll } from 'vitest'
import { open, OPERATOR } from './fleet.fixture.ts'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, type Role, type Storage, type Unit } from './index.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

/** Ways into one database, each under the role that it is named by. */
export type Doors<R extends Role> = Readonly<Record<R, Storage>>

/** Stands at the head of a file of tests: a database of its own with these doors, gone after the last test. */
export async function openDoors<R extends Role>(
  clock: Clock,
  ...roles: readonly R[]
): Promise<Doors<R> & { readonly database: TestDatabase }> {
  const database = await testDatabase()
  const opened = await Promise.all(roles.map(async (role) => [role, await open(database.url, role, clock)] as const))
  afterAll(async () => {
    await Promise.all(opened.map(([, storage]) => storage.close()))
    await database.drop()
  })
  return { ...(Object.fromEntries(opened) as Doors<R>), database }
}

/** What the platform itself writes through that door. */
export function byPlatform(door: Storage) {
  return <T>(work: (unit: Unit) => Promise<T>): Promise<T> => door.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
}

/** What somebody of this organisation writes through it. */
export function byOperator(door: Storage, { path }: { readonly path: string }) {
  const operator = { kind: 'PERSON', id: OPERATOR.personId } as const
  return <T>(work: (unit: Unit) => Promise<T>): Promise<T> => door.write({ path }, operator, work)
}

/** The types of events on that subject, in their order. */
export async function eventTypes(door: Storage, subject: string): Promise<string[]> {
  const rows = await door.read(PLATFORM_SCOPE, (db) =>
    db.query<{ type: string }>('select type from event where subject = $1 order by ordinal', [subject]),
  )
  return rows.map(({ type }) => type)
}
