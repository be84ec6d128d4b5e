import { HUMAN_STEPS, type RecoveryEnd } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type Level, Params, scopeLanes } from '../lists/level.ts'
import {
  columnList,
  type RecoveryRow,
  recoveryTable,
  unnestUpdate,
  type WorkOrderRow,
  workOrderTable,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** Recoveries that stand at a step which a person has to do: few among those that run, which an index holds apart. */
const WAITING = `recovery.step is not null and (recovery.playbook, recovery.step) in (${HUMAN_STEPS.map(
  ({ playbook, step }) => `('${playbook}', '${step}')`,
).join(', ')})`

export interface RecoveryListQuery {
  readonly level: Level
  readonly terminalId: string | null
  /** True: those that run; false: those that are over; null: all. */
  readonly running: boolean | null
  /** Those alone whose step a person has to do, the oldest first: that merchant has waited longest. */
  readonly waiting: boolean
  /** Empty: any. */
  readonly ends: readonly RecoveryEnd[]
  readonly after: { readonly startedAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of recoveries under an organisation: the newest first, of those that wait for a person the oldest. */
export async function listRecoveries(db: Scoped, query: RecoveryListQuery): Promise<RecoveryRow[]> {
  const { level, terminalId, running, waiting, ends, after, limit } = query
  const params = new Params()
  const [order, beyond] = waiting ? ['asc', '>'] : ['desc', '<']
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const conditions = [`recovery.${column} = lane.scope_id`]
  if (terminalId !== null) conditions.push(`recovery.terminal_id = ${params.add(terminalId)}`)
  if (running !== null) conditions.push(`recovery.step is ${running ? 'not ' : ''}null`)
  if (waiting) conditions.push(WAITING)
  if (ends.length > 0) conditions.push(`recovery.ended_as = any(${params.add([...ends])}::text[])`)
  if (after !== null)
    conditions.push(
      `(recovery.started_at, recovery.id) ${beyond} (${params.add(new Date(after.startedAt))}, ${params.add(after.id)})`,
    )
  const max = params.add(limit)
  return await db.query<RecoveryRow>(
    `select page.* from (select scope_id from ${sql}) as lane cross join lateral (
       select ${columnList(recoveryTable, 'recovery')} from recovery where ${conditions.join(' and ')}
       order by recovery.started_at ${order}, recovery.id ${order} limit ${max}
     ) as page order by page."startedAt" ${order}, page.id ${order} limit ${max}`,
    params.values,
  )
}

/** How many recoveries under an organisation wait for a person, counted no further than `max`. */
export async function countWaitingRecoveries(db: Scoped, level: Level, max: number): Promise<number> {
  const { sql, column, param } = scopeLanes(level)
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from (select scope_id from ${sql}) as lane
       join recovery on recovery.${column} = lane.scope_id and ${WAITING} limit $2
     ) as counted`,
    [param, max],
  )
  return row?.count ?? 0
}

export interface WorkOrderListQuery {
  readonly level: Level
  readonly terminalId: string | null
  readonly after: { readonly dueAt: Instant; readonly id: string } | null
  readonly limit: number
}

const ORDER_COLUMNS = columnList(workOrderTable, 'work_order')

/** One page of the work orders that are open under an organisation, the first due first. */
export async function listWorkOrders(db: Scoped, query: WorkOrderListQuery): Promise<WorkOrderRow[]> {
  const { level, terminalId, after, limit } = query
  const params = new Params()
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const conditions = [`work_order.${column} = lane.scope_id`, 'work_order.closed_at is null']
  if (terminalId !== null) conditions.push(`work_order.terminal_id = ${params.add(terminalId)}`)
  if (after !== null)
    conditions.push(
      `(work_order.due_at, work_order.id) > (${params.add(new Date(after.dueAt))}, ${params.add(after.id)})`,
    )
  const max = params.add(limit)
  return await db.query<WorkOrderRow>(
    `select page.* from (select scope_id from ${sql}) as lane cross join lateral (
       select ${ORDER_COLUMNS} from work_order where ${conditions.join(' and ')}
       order by work_order.due_at, work_order.id limit ${max}
     ) as page order by page."dueAt", page.id limit ${max}`,
    params.values,
  )
}

/** Work orders by id, as far as they are in scope; locked on wish. */
export async function workOrdersByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<WorkOrderRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<WorkOrderRow>(`select ${ORDER_COLUMNS} from work_order where id = any($1) ${locking}`, [ids])
}

/** Stores what became of a work order. */
export async function saveWorkOrder(unit: Unit, order: WorkOrderRow): Promise<void> {
  await unnestUpdate(
    unit,
    workOrderTable,
    [order],
    [...(['state', 'technician', 'parts', 'outcome', 'closedAt', 'closedBy', 'version'] as const)],
  )
}

/** The work orders that recoveries left, by recovery. */
export async function workOrdersOfRecoveries(db: Scoped, recoveryIds: readonly string[]): Promise<WorkOrderRow[]> {
  return await db.query<WorkOrderRow>(`select ${ORDER_COLUMNS} from work_order where recovery_id = any($1)`, [
    recoveryIds,
  ])
}

/** The work orders that visits left, by visit. */
export async function workOrdersOfVisits(db: Scoped, visitIds: readonly string[]): Promise<WorkOrderRow[]> {
  return await db.query<WorkOrderRow>(`select ${ORDER_COLUMNS} from work_order where visit_id = any($1)`, [visitIds])
}

/** Who has taken it on; its row is locked. Not a new version: what a form was filled from is as it was. */
export async function saveClaim(
  unit: Unit,
  table: 'recovery' | 'work_order',
  id: string,
  claimedBy: string | null,
): Promise<void> {
  await unit.execute(`update ${table} set claimed_by = $2 where id = $1`, [id, claimedBy])
}
