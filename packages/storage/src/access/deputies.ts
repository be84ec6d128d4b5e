import type { Instant } from '@budeng/kernel'
import { columnList, type DeputyRow, deputyTable, type PersonRow, personTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(deputyTable, 'deputy')

/** Deputyships by id, as far as they are in scope; locked on wish. */
export async function deputiesByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<DeputyRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<DeputyRow>(`select ${COLUMNS} from deputy where id = any($1) ${locking}`, [ids])
}

/** For whom somebody may act now. */
export async function deputyshipsOf(db: Scoped, deputyId: string, at: Instant): Promise<DeputyRow[]> {
  return await db.query<DeputyRow>(
    `select ${COLUMNS} from deputy where deputy_id = $1 and ended_at is null and until > $2 order by until, id`,
    [deputyId, new Date(at)],
  )
}

/** Whom a human stands in for now, with whichever account and in scope or not. */
export async function dutiesOf(
  db: Scoped,
  humanId: string,
  at: Instant,
): Promise<readonly { readonly absentId: string; readonly absentHuman: string }[]> {
  return await db.query<{ absentId: string; absentHuman: string }>(
    'select absent_id as "absentId", absent_human as "absentHuman" from duties_of($1, $2)',
    [humanId, new Date(at)],
  )
}

/** Ends what stands in for somebody in a role of these, now. Returns what ended. */
export async function endDeputiesFor(
  unit: Unit,
  absentId: string,
  roles: readonly string[],
  by: string,
): Promise<readonly DeputyRow[]> {
  const at = new Date(unit.clock.now())
  return await unit.query<DeputyRow>(
    `update deputy set ended_at = $3, ended_by = $4, version = version + 1
     where absent_id = $1 and role = any($2) and ended_at is null and until > $3 returning ${COLUMNS}`,
    [absentId, roles, at, by],
  )
}

/** Lets two settings for one absent person follow each other. */
export async function lockAbsent(unit: Unit, absentId: string): Promise<void> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`deputy:${absentId}`])
}

export async function insertDeputy(unit: Unit, deputy: DeputyRow): Promise<void> {
  await unnestInsert(unit, deputyTable, [deputy])
}

export async function endDeputy(unit: Unit, id: string, at: Instant, by: string): Promise<void> {
  await unit.execute('update deputy set ended_at = $2, ended_by = $3, version = version + 1 where id = $1', [
    id,
    new Date(at),
    by,
  ])
}

/** In a session somebody acts as a deputy, or (null) as oneself again. */
export async function actAsDeputy(unit: Unit, sessionId: string, deputyId: string | null): Promise<void> {
  await unit.execute('update session set deputy_id = $2 where id = $1', [sessionId, deputyId])
}

export interface DeputyListQuery {
  /** At and below this path; and those that the person is part of. */
  readonly path: string | null
  readonly personId: string
  readonly at: Instant
  readonly live: boolean | null
  readonly after: { readonly setAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of deputyships, the newest first. */
export async function listDeputies(db: Scoped, query: DeputyListQuery): Promise<DeputyRow[]> {
  const { path, personId, at, live, after, limit } = query
  return await db.query<DeputyRow>(
    `select ${COLUMNS} from deputy
     where (path <@ $1::ltree or deputy_id = $2 or absent_id = $2)
       and ($3::boolean is null or $3 = (ended_at is null and until > $4))
       and ($5::timestamptz is null or set_at < $5 or (set_at = $5 and id > $6))
     order by set_at desc, id limit $7`,
    [path, personId, live, new Date(at), after === null ? null : new Date(after.setAt), after?.id ?? null, limit],
  )
}

/** People at one of these organisations who may log in, by name. */
export async function peopleAt(db: Scoped, nodeIds: readonly string[], limit: number): Promise<PersonRow[]> {
  return await db.query<PersonRow>(
    `select ${columnList(personTable, 'person')} from person where node_id = any($1) and kind = 'HUMAN' and disabled_at is null order by name, id limit $2`,
    [nodeIds, limit],
  )
}
