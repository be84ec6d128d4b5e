import { decideChange, evolveChange } from '@budeng/access'
import { changeRequestTable, type ChangeRequestRow, columnList, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(changeRequestTable, 'change_request')

/** Changes by id, as far as they are in scope; locked on wish. */
export async function changesByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<ChangeRequestRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<ChangeRequestRow>(`select ${COLUMNS} from change_request where id = any($1) ${locking}`, [ids])
}

export async function insertChange(unit: Unit, change: ChangeRequestRow): Promise<void> {
  await unnestInsert(unit, changeRequestTable, [change])
}

/** Stores what was decided. */
export async function saveChange(unit: Unit, change: ChangeRequestRow): Promise<void> {
  await unnestUpdate(
    unit,
    changeRequestTable,
    [change],
    ['state', 'decidedBy', 'decidedAt', 'note', 'breakGlassId', 'version'],
  )
}

/** The newest changes of one subject, pending ones included. */
export async function changesOfSubject(db: Scoped, subject: string, limit: number): Promise<ChangeRequestRow[]> {
  return await db.query<ChangeRequestRow>(
    `select ${COLUMNS} from change_request where subject = $1 order by requested_at desc, id limit $2`,
    [subject, limit],
  )
}

/** Changes of these subjects that wait for a second person, the longest waiting first. */
export async function waitingChanges(db: Scoped, subjects: readonly string[]): Promise<ChangeRequestRow[]> {
  return await db.query<ChangeRequestRow>(
    `select ${COLUMNS} from change_request where subject = any($1::text[]) and state = 'PENDING' order by requested_at, id`,
    [subjects],
  )
}

/** Changes that nobody approved in time. */
export async function lapseChanges(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<ChangeRequestRow>(
    `select ${COLUMNS} from change_request where state = 'PENDING' and lapses_at <= $1
     order by id limit $2 for no key update skip locked`,
    [new Date(at), limit],
  )
  for (const row of rows) {
    const decision = decideChange(row, { kind: 'tick', at })
    if (!decision.ok) continue
    await saveChange(unit, decision.events.reduce<ChangeRequestRow>(evolveChange, row))
    unit.append(decision.events.map(({ type }) => ({ type, subject: row.id, path: row.path, at, data: {} })))
  }
  return rows.length
}
