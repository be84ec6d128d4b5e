import { decideBreakGlass, evolveBreakGlass } from '@budeng/access'
import { breakGlassTable, type BreakGlassRow, columnList, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(breakGlassTable, 'break_glass')

/** What people did alone, by id, as far as it is in scope; locked on wish. */
export async function breakGlassesByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<BreakGlassRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<BreakGlassRow>(`select ${COLUMNS} from break_glass where id = any($1) ${locking}`, [ids])
}

export async function insertBreakGlass(unit: Unit, glass: BreakGlassRow): Promise<void> {
  await unnestInsert(unit, breakGlassTable, [glass])
}

/** Stores what came of it. */
export async function saveBreakGlass(unit: Unit, glass: BreakGlassRow): Promise<void> {
  await unnestUpdate(
    unit,
    breakGlassTable,
    [glass],
    ['state', 'overdueAt', 'reviewedBy', 'reviewedAt', 'note', 'version'],
  )
}

/** Says of reviews that nobody made in time that they are overdue, once. */
export async function markOverdueReviews(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<BreakGlassRow>(
    `select ${COLUMNS} from break_glass where state = 'TO_REVIEW' and overdue_at is null and review_due_at <= $1
     order by id limit $2 for no key update skip locked`,
    [new Date(at), limit],
  )
  for (const row of rows) {
    const decision = decideBreakGlass(row, { kind: 'tick', at })
    if (!decision.ok) continue
    await saveBreakGlass(unit, decision.events.reduce<BreakGlassRow>(evolveBreakGlass, row))
    unit.append(
      decision.events.map(({ type }) => ({
        type,
        subject: row.id,
        path: row.path,
        at,
        data: { usedBy: row.usedBy, subject: row.subject },
      })),
    )
  }
  return rows.length
}
