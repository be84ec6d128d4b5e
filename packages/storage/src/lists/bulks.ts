import type { CommandState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type BulkRow, bulkTable, columnList, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { Params } from './level.ts'

const COLUMNS = columnList(bulkTable, 'bulk')

export async function insertBulk(unit: Unit, bulk: BulkRow): Promise<void> {
  await unnestInsert(unit, bulkTable, [bulk])
}

/** Actions by id, as far as they are in scope; locked on wish. */
export async function bulksByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<BulkRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<BulkRow>(`select ${COLUMNS} from bulk where id = any($1) ${locking}`, [ids])
}

/** Stores a decision. */
export async function saveBulkDecision(
  unit: Unit,
  bulk: Pick<BulkRow, 'id' | 'state' | 'decidedBy' | 'decidedAt' | 'note' | 'breakGlassId' | 'version' | 'unfinished'>,
): Promise<void> {
  await unnestUpdate(
    unit,
    bulkTable,
    [bulk],
    ['state', 'decidedBy', 'decidedAt', 'note', 'breakGlassId', 'version', 'unfinished'],
  )
}

export interface BulkListQuery {
  readonly states: readonly BulkRow['state'][] | null
  readonly after: { readonly requestedAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of the actions in scope, newest first. */
export async function listBulks(db: Scoped, { states, after, limit }: BulkListQuery): Promise<BulkRow[]> {
  const params = new Params()
  const conditions = ['true']
  if (states !== null) conditions.push(`state = any(${params.add(states)})`)
  if (after !== null) {
    const at = params.add(new Date(after.requestedAt))
    conditions.push(`requested_at <= ${at}`, `(requested_at < ${at} or id > ${params.add(after.id)})`)
  }
  return await db.query<BulkRow>(
    `select ${COLUMNS} from bulk where ${conditions.join(' and ')} order by requested_at desc, id limit ${params.add(limit)}`,
    params.values,
  )
}

/** How many of an action's own commands are in each state; the BACKUPs before them are not counted. */
export interface BulkStateCount {
  readonly bulkId: string
  readonly state: CommandState
  readonly count: number
}

export async function countBulkStates(db: Scoped, bulkIds: readonly string[]): Promise<BulkStateCount[]> {
  return await db.query<BulkStateCount>(
    `select bulk_id as "bulkId", state, count(*)::int as count from command
     where bulk_id = any($1) and caused_by is null group by bulk_id, state order by bulk_id, state`,
    [bulkIds],
  )
}

/** Commands of an action that wait for its second person, at most so many. */
export async function pendingCommandsOfBulk(db: Scoped, bulkId: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from command where bulk_id = $1 and state = 'PENDING_APPROVAL' order by id limit $2`,
    [bulkId, limit],
  )
  return rows.map(({ id }) => id)
}
