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

/** Notes that the session was used, and when its person did something; called once a minute at most. Locked ones stay so. */
export async function touchSession(
  unit: Unit,
  sessionId: string,
  { at, activeSince }: { readonly at: Instant; readonly activeSince: Instant | null },
): Promise<void> {
  await unit.execute(
    `update session set seen_at = greatest(seen_at, $2),
       active_at = case when $3::timestamptz is not null and active_at > $3 then greatest(active_at, $2) else active_at end
     where id = $1`,
    [sessionId, new Date(at), activeSince === null ? null : new Date(activeSince)],
  )
}

/** Opens a locked session again. */
export async function unlockSession(unit: Unit, sessionId: string): Promise<void> {
  await unit.execute('update session set active_at = $2, seen_at = $2 where id = $1', [
    sessionId,
    new Date(unit.clock.now()),
  ])
}

/** Until when one code stands for small actions on this session. */
export async function elevateSession(unit: Unit, sessionId: string, until: Instant): Promise<void> {
  await unit.execute('update session set elevated_until = $2 where id = $1', [sessionId, new Date(until)])
}

/** A person's sessions that still admit, newest first; boards that the person made among them. */
export async function liveSessionsOf(db: Scoped, personId: string, at: Instant): Promise<SessionRow[]> {
  return await db.query<SessionRow>(
    `select ${columnList(sessionTable, 'session')} from session
     where person_id = $1 and revoked_at is null and expires_at > $2 order by created_at desc, id`,
    [personId, new Date(at)],
  )
}

/** Boards of watch windows that still admit, of people in scope, newest first. Whether the window stands is another question. */
export async function liveBoardsOf(db: Scoped, watchIds: readonly string[]): Promise<SessionRow[]> {
  return await db.query<SessionRow>(
    `select ${columnList(sessionTable, 'session')} from session
     where watch_id = any($1::text[]) and revoked_at is null and expires_at > $2 order by created_at desc, id`,
    [watchIds, new Date(db.clock.now())],
  )
}

/** A board of a watch window, of people in scope; null: there is none by that id. */
export async function boardById(db: Scoped, sessionId: string): Promise<SessionRow | null> {
  const [row = null] = await db.query<SessionRow>(
    `select ${columnList(sessionTable, 'session')} from session where id = $1 and watch_id is not null and revoked_at is null`,
    [sessionId],
  )
  return row
}

/** Ends a person's sessions but one; answers which. */
export async function revokeSessionsOf(unit: Unit, personId: string, exceptId: string | null): Promise<string[]> {
  const rows = await unit.query<{ id: string }>(
    `with ended as (
       update session set revoked_at = $2 where person_id = $1 and revoked_at is null and ($3::text is null or id <> $3)
       returning id, expires_at)
     select id from ended where expires_at > $2 order by id`,
    [personId, new Date(unit.clock.now()), exceptId],
  )
  return rows.map(({ id }) => id)
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
