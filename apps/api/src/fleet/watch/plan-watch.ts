import { permissionRefusal } from '@budeng/access'
import { reasonProblem, watchProblem } from '@budeng/fleet'
import {
  insertWatchWindow,
  nodesByIds,
  saveWatchWindow,
  type Unit,
  watchReport,
  type WatchWindowRow,
  watchWindowsByIds,
} from '@budeng/storage'
import { checkedZone } from '../../access/checked-zone.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../../graphql/wish.ts'
import type { WatchCancelInput, WatchPayload, WatchPlanInput } from './watch.type.ts'

/** Plans a window; the worker opens it when its time comes. */
export async function planWatch(operation: Operation, input: WatchPlanInput): Promise<WatchPayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'watchPlan', key, input: rest }, (unit) => plan(operation, unit, input)),
  )
}

/** Calls a window off, or ends one that is open before its time, with its report. */
export async function cancelWatch(operation: Operation, input: WatchCancelInput): Promise<WatchPayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'watchCancel', key, input: rest }, (unit) => cancel(operation, unit, input)),
  )
}

async function plan(operation: Operation, unit: Unit, input: WatchPlanInput): Promise<{ readonly id: string }> {
  mayPlan(operation)
  const nodeId = idOf('node', input.organisationId)
  const [node] = nodeId === null ? [] : await nodesByIds(unit, [nodeId])
  if (node === undefined) throw notFound('organisationId')
  const at = unit.clock.now()
  const { startsAt, endsAt, patience, allowsRollouts, heartbeat } = input
  const zone = checkedZone(input.timeZone)
  const wish = {
    name: input.name.trim(),
    startsAt,
    endsAt,
    zone,
    patience,
    allowsRollouts,
    heartbeatMs: heartbeat ?? null,
  }
  const problem = watchProblem(wish, at)
  if (problem !== null) throw new Refused({ code: 'BAD_PARAMS', path: ['input', problem] })
  const row: WatchWindowRow = {
    ...{ ...wish, id: unit.newId('watchWindow'), nodeId: node.id, path: node.path, state: 'PLANNED' },
    ...{ plannedBy: operation.viewer.person.id, plannedAt: at, endedAt: null, endedBy: null, report: null, version: 1 },
  }
  await insertWatchWindow(unit, row)
  const data = { ...wish, node: node.id }
  unit.append([{ type: 'WatchWindowPlanned', subject: row.id, path: row.path, at, data }])
  return { id: row.id }
}

async function cancel(operation: Operation, unit: Unit, input: WatchCancelInput): Promise<{ readonly id: string }> {
  mayPlan(operation)
  const id = idOf('watchWindow', input.watchId)
  const [row] = id === null ? [] : await watchWindowsByIds(unit, [id], 'update')
  if (row === undefined) throw notFound('watchId')
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  if (row.state !== 'PLANNED' && row.state !== 'OPEN') throw new Refused({ code: 'WATCH_OVER' })
  if (row.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  const at = unit.clock.now()
  const report = row.state === 'OPEN' ? await watchReport(unit, { ...row, endsAt: at }) : null
  const by = operation.viewer.person.id
  await saveWatchWindow(unit, { ...row, state: 'CANCELLED', endedAt: at, endedBy: by, report })
  const data = { name: row.name, reason: input.reason.trim() }
  unit.append([{ type: 'WatchWindowCancelled', subject: row.id, path: row.path, at, data }])
  return { id: row.id }
}

function mayPlan({ authority }: Operation): void {
  const forbidden = permissionRefusal(authority, 'watch:plan')
  if (forbidden !== null) throw new Refused(forbidden)
}

async function payload(operation: Operation, outcome: Outcome<{ readonly id: string }>): Promise<WatchPayload> {
  if (!outcome.ok) return { window: null, ...told(operation, outcome) }
  const [window = null] = await operation.read<WatchWindowRow[]>((db) => watchWindowsByIds(db, [outcome.answer.id]))
  return { window, ...told(operation, outcome) }
}
