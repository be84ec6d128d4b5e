import {
  HUMAN_STEP_MS,
  leavesWorkOrder,
  PLAYBOOKS,
  type Recovery,
  RECOVERIES_WINDOW_MS,
  type RecoveryEvent,
  stepOf,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { RECOVERY_LOOK_MS, RECOVERY_PUT_OFF_MS } from '../limits.ts'
import { columnList, type RecoveryRow, recoveryTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import { openWorkOrder, placeOf } from './open-work-order.ts'

const COLUMNS = columnList(recoveryTable, 'recovery')

/** Recoveries by id, as far as they are in scope; locked on wish. */
export async function loadRecoveries(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<RecoveryRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<RecoveryRow>(`select ${COLUMNS} from recovery where id = any($1) ${locking}`, [ids])
}

/** The recoveries of these terminals that run, and how many began within the last day, by terminal. */
export async function recoveriesNow(
  db: Scoped,
  terminalIds: readonly string[],
  at: Instant,
): Promise<ReadonlyMap<string, { readonly running: string | null; readonly recent: number }>> {
  const rows = await db.query<{ terminalId: string; running: string | null; recent: number }>(
    `select terminal_id as "terminalId", max(id) filter (where step is not null) as running, count(*)::int as recent
     from recovery where terminal_id = any($1) and (started_at > $2 or step is not null) group by terminal_id`,
    [terminalIds, new Date(at - RECOVERIES_WINDOW_MS)],
  )
  return new Map(rows.map(({ terminalId, ...rest }) => [terminalId, rest]))
}

/** Recoveries whose time has come, the longest waiting first. */
export async function dueRecoveries(db: Scoped, at: Instant, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select id from recovery where due_at <= $1 order by due_at, id limit $2',
    [new Date(at), limit],
  )
  return rows.map(({ id }) => id)
}

/** Takes a recovery that is still due; null when another worker holds it, or went on with it. */
export async function claimDueRecovery(unit: Unit, id: string): Promise<RecoveryRow | null> {
  const [row] = await unit.query<RecoveryRow>(
    `select ${COLUMNS} from recovery where id = $1 and due_at <= $2 for no key update skip locked`,
    [id, new Date(unit.clock.now())],
  )
  return row ?? null
}

/** Looked at again later: something is wrong with it that a person must see in the log. */
export async function putOffRecovery(unit: Unit, id: string): Promise<void> {
  const dueAt = new Date(unit.clock.now() + RECOVERY_PUT_OFF_MS)
  await unit.execute('update recovery set due_at = $2 where id = $1 and step is not null', [id, dueAt])
}

export function recoveryOf(row: RecoveryRow): Recovery {
  const { id, terminalId, deviceId, playbook, startedBy, startedAt, step, stepStartedAt, commandId, steps } = row
  return {
    ...{ id, terminalId, deviceId, playbook, startedBy, startedAt, step, stepStartedAt, commandId, steps },
    roots: { before: row.rootBefore, after: row.rootAfter },
    ...{ warnings: row.warnings, end: row.endedAs, reason: row.endReason, endedAt: row.endedAt, version: row.version },
  }
}

/** What the row takes over from the core after its facts. */
function changedBy({
  step,
  stepStartedAt,
  commandId,
  steps,
  warnings,
  roots,
  end,
  reason,
  endedAt,
  version,
}: Recovery) {
  return {
    ...{ step, stepStartedAt, commandId, steps, warnings, version, endedAt },
    ...{ rootBefore: roots.before, rootAfter: roots.after, endedAs: end, endReason: reason },
  }
}

/** A step of a person is looked at when it has taken too long; everything else soon. */
function dueOf({ playbook, step, stepStartedAt, startedBy }: Recovery, at: Instant): Instant | null {
  if (step === null) return null
  const isHuman = stepOf(PLAYBOOKS[playbook], step).act.kind === 'HUMAN' && startedBy !== null
  return isHuman ? stepStartedAt + HUMAN_STEP_MS : at + RECOVERY_LOOK_MS
}

export interface NewRecovery {
  readonly recovery: Recovery
  readonly place: TerminalScope
  readonly reason: string
  readonly startedHuman: string | null
  readonly rightsPath: string | null
  readonly cause: RecoveryRow['cause']
  readonly causeLikelihood: RecoveryRow['causeLikelihood']
}

/** Stores a recovery that has just begun; it is looked at at once. */
export async function insertRecovery(unit: Unit, made: NewRecovery, events: readonly RecoveryEvent[]): Promise<void> {
  const { recovery, place, reason, startedHuman, rightsPath, cause, causeLikelihood } = made
  const { id, deviceId, playbook, startedBy, startedAt } = recovery
  const row: RecoveryRow = {
    ...place,
    ...{ id, deviceId, playbook, cause, causeLikelihood, reason, startedBy, startedHuman, rightsPath, startedAt },
    ...changedBy(recovery),
    dueAt: startedAt,
    claimedBy: startedBy,
  }
  await unnestInsert(unit, recoveryTable, [row])
  tell(unit, row, events)
}

/** Stores what became of it, and opens a work order where somebody has to go. */
export async function saveRecovery(
  unit: Unit,
  row: RecoveryRow,
  recovery: Recovery,
  events: readonly RecoveryEvent[],
): Promise<void> {
  const at = unit.clock.now()
  const after: RecoveryRow = { ...row, ...changedBy(recovery), dueAt: dueOf(recovery, at) }
  await unnestUpdate(unit, recoveryTable, [after], [...CHANGING, 'dueAt'])
  tell(unit, row, events)
  if (!leavesWorkOrder(recovery)) return
  const { id: recoveryId, endReason, reason: note, claimedBy } = after
  await openWorkOrder(unit, after, { recoveryId, visitId: null, reason: endReason ?? '', note, claimedBy })
}

const CHANGING = [
  ...(['step', 'stepStartedAt', 'commandId', 'steps', 'warnings', 'rootBefore', 'rootAfter'] as const),
  ...(['endedAs', 'endReason', 'endedAt', 'version'] as const),
]

function tell(unit: Unit, row: RecoveryRow, events: readonly RecoveryEvent[]): void {
  const { id: subject, path } = row
  unit.append(
    events.map(({ type, at, ...data }) => ({
      ...{ type, at, subject, path, terminal: placeOf(row) },
      data: { ...data, playbook: row.playbook, cause: row.cause, terminalId: row.terminalId },
    })),
  )
}
