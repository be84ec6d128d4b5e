import {
  decideLift,
  decideStop,
  type DispatchStop,
  evolveStop,
  type RefusalCode,
  type StopEvent,
  type StopHand,
} from '@budeng/fleet'
import type { Decision, Refusal } from '@budeng/kernel'
import { columnList, type NodeRow, type StopRow, stopTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { lockSwitches } from './heed.ts'

type Changed = { readonly id: string } | { readonly refusal: Refusal<RefusalCode> }

/**
 * Throws the switch of a node. Once this is committed nothing below it is signed or published, not even by those who
 * were at it: they are waited for.
 */
export async function stopDispatch(
  unit: Unit,
  node: Pick<NodeRow, 'id' | 'path'>,
  reason: string,
  hand: StopHand,
): Promise<Changed> {
  await lockSwitches(unit)
  const [standing = null] = await unit.query<StopRow>(
    `select ${columnList(stopTable, 'stop')} from dispatch_stop stop where node_id = $1 and lifted_at is null`,
    [node.id],
  )
  const at = unit.clock.now()
  return await keep(unit, null, decideStop({ id: unit.newId('stop'), at, node, reason, standing }, hand))
}

/** Takes a stop back; what waited goes on. Null: there is none, or it is not of the version that was seen. */
export async function liftStop(
  unit: Unit,
  id: string,
  expectedVersion: number,
  reason: string,
  hand: StopHand,
): Promise<Changed | null> {
  await lockSwitches(unit)
  const [stop] = await stopsByIds(unit, [id])
  if (stop === undefined || (stop.version !== expectedVersion && stop.liftedAt === null)) return null
  return await keep(unit, stop, decideLift(stop, { at: unit.clock.now(), reason }, hand))
}

async function keep(unit: Unit, stop: StopRow | null, decision: Decision<StopEvent, RefusalCode>): Promise<Changed> {
  if (!decision.ok) return { refusal: decision.refusal }
  const next = decision.events.reduce<DispatchStop | null>(evolveStop, stop) as DispatchStop
  const row: StopRow = { ...next, swept: false }
  if (stop === null) await unnestInsert(unit, stopTable, [row])
  else await unnestUpdate(unit, stopTable, [row], LIFTING)
  unit.append(
    decision.events.map(({ type, at, reason, byName }) => ({
      ...{ type, subject: row.id, path: row.path, at },
      data: { node: row.nodeId, by: byName, reason },
    })),
  )
  return { id: row.id }
}

const LIFTING = ['liftedAt', 'liftedBy', 'liftedByName', 'liftReason', 'swept', 'version'] as const

/** In the order of ids; who stands below one sees it too. */
export async function stopsByIds(db: Scoped, ids: readonly string[]): Promise<StopRow[]> {
  return await db.query<StopRow>(
    `select ${columnList(stopTable, 'stop')} from dispatch_stop stop where id = any($1) order by id`,
    [ids],
  )
}

/** Stops over and within the asker's subtree: those that stand, the highest first, or the last ones of all. */
export async function listStops(db: Scoped, open: boolean, limit: number): Promise<StopRow[]> {
  return await db.query<StopRow>(
    `select ${columnList(stopTable, 'stop')} from dispatch_stop stop
     ${open ? 'where lifted_at is null order by nlevel(path), since, id' : 'order by since desc, id'} limit $1`,
    [limit],
  )
}
