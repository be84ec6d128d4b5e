import { columnList, type SavedViewRow, savedViewTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(savedViewTable, 'v')

/** A person's own views, and those that are shared at the nodes over them, by name. */
export async function savedViewsOf(db: Scoped, personId: string, path: string, limit: number): Promise<SavedViewRow[]> {
  return await db.query<SavedViewRow>(
    `select ${COLUMNS} from saved_view v where v.person_id = $1 or (v.shared and v.node_id = any($2)) order by v.name, v.id limit $3`,
    [personId, path.split('.'), limit],
  )
}

/** By id, as far as they are in scope; locked on wish. */
export async function savedViewsByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<SavedViewRow[]> {
  return await db.query<SavedViewRow>(
    `select ${COLUMNS} from saved_view v where v.id = any($1) order by v.id ${lock === undefined ? '' : 'for update'}`,
    [ids],
  )
}

/** What a person keeps under a name. */
export type NewView = Pick<SavedViewRow, 'personId' | 'nodeId' | 'path' | 'name' | 'terms' | 'shared'>

/** Keeps a view under its name, in place of an own one of that name; null when there are `max` already. */
export async function keepView(unit: Unit, wish: NewView, max: number): Promise<SavedViewRow | null> {
  const at = unit.clock.now()
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`views:${wish.personId}`])
  const own = await unit.query<SavedViewRow>(`select ${COLUMNS} from saved_view v where v.person_id = $1`, [
    wish.personId,
  ])
  const before = own.find(({ name }) => name === wish.name)
  if (before === undefined && own.length >= max) return null
  const row =
    before === undefined
      ? { ...wish, id: unit.newId('savedView'), createdAt: at, changedAt: at, version: 1 }
      : { ...before, ...wish, changedAt: at, version: before.version + 1 }
  if (before === undefined) await unnestInsert(unit, savedViewTable, [row])
  else await unnestUpdate(unit, savedViewTable, [row], ['nodeId', 'path', 'terms', 'shared', 'changedAt', 'version'])
  const data = { name: row.name, terms: row.terms, shared: row.shared, node: row.nodeId }
  unit.append([{ type: 'ViewSaved', subject: row.id, path: row.path, at, data }])
  return row
}

export async function removeView(unit: Unit, { id, path, name }: SavedViewRow): Promise<void> {
  await unit.execute('delete from saved_view where id = $1', [id])
  unit.append([{ type: 'ViewRemoved', subject: id, path, at: unit.clock.now(), data: { name } }])
}
