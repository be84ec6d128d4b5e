import type { Instant } from '@budeng/kernel'
import { columnList, type PersonRow, personTable, type SessionRow, sessionTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** A session with the person behind it. Whether it still admits anybody is the core's to say. */
export interface FoundSession {
  readonly session: SessionRow
  readonly person: PersonRow
}

/** The session whose secret has this SHA-256, or null. The transaction goes on under the person's path. */
export async function enterSession(db: Scoped, secretHash: Buffer): Promise<FoundSession | null> {
  const [session] = await db.query<SessionRow>(
    `select ${columnList(sessionTable, 'session')} from session where secret_hash = $1`,
    [secretHash],
  )
  if (session === undefined) return null
  await db.enter({ path: null, personId: session.personId })
  const [person] = await db.query<PersonRow>(`select ${columnList(personTable, 'person')} from person where id = $1`, [
    session.personId,
  ])
  if (person === undefined) return null
  await db.enter({ path: person.path, personId: person.id })
  return { session, person }
}

export async function insertSession(unit: Unit, session: SessionRow): Promise<void> {
  await unnestInsert(unit, sessionTable, [session])
}

/** Notes that the session was used; called once a minute at most. */
export async function touchSession(unit: Unit, sessionId: string, at: Instant): Promise<void> {
  await unit.execute('update session set seen_at = $2 where id = $1 and seen_at < $2', [sessionId, new Date(at)])
}

/** Ends a session; false when it was over already. */
export async function revokeSession(unit: Unit, sessionId: string, at: Instant): Promise<boolean> {
  return (
    (await unit.execute('update session set revoked_at = $2 where id = $1 and revoked_at is null', [
      sessionId,
      new Date(at),
    ])) === 1
  )
}
