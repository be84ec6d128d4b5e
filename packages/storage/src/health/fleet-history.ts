import { DAY, type Instant, MINUTE, type Millis } from '@budeng/kernel'
import { IN_USE } from '../lists/terminal-filter.ts'
import type { Scoped, Unit } from '../unit.ts'

/** One point of the curve stands for so long. */
export const FLEET_MOMENT_MS: Millis = 10 * MINUTE
/** A day, and the week before it that it is compared with. */
export const FLEET_HISTORY_KEPT_MS: Millis = 8 * DAY + FLEET_MOMENT_MS

/** Points before the present one whose payments are counted (again): what terminals send late still counts. */
const COUNTED_AGAIN = [1, 6, 144]

/** An acquirer's or agent's terminals in use at one moment. */
export interface FleetMoment {
  readonly at: Instant
  readonly online: number
  readonly degraded: number
  readonly offline: number
}

/** Payments that a host answered, and those of them that it approved. */
export interface Approvals {
  readonly approved: number
  readonly answered: number
}

export interface FleetHistory {
  /** The last 24 hours, the oldest first; moments at which nobody counted are left out. */
  readonly moments: readonly FleetMoment[]
  readonly approvals: Approvals
  readonly approvalsWeekBefore: Approvals
}

/** Writes the present moment down, once each ten minutes. Answers how many organisations it was; 0: it stands already. */
export async function recordFleet(unit: Unit): Promise<number> {
  const slot = Math.floor(unit.clock.now() / FLEET_MOMENT_MS) * FLEET_MOMENT_MS
  const [known] = await unit.query('select from fleet_history where at >= $1 limit 1', [new Date(slot)])
  if (known !== undefined) return 0
  const count = await unit.execute(
    `insert into fleet_history (node_id, at, online, degraded, offline)
     select above.id, $1, sum(online), sum(degraded), sum(offline) from (
       select coalesce(agent_id, acquirer_id) as node_id, count(*) filter (where presence = 'ONLINE') as online,
         count(*) filter (where presence = 'DEGRADED') as degraded, count(*) filter (where presence = 'OFFLINE') as offline
       from terminal where ${IN_USE} group by 1) as own
     ${UP} group by above.id`,
    [new Date(slot)],
  )
  for (const back of COUNTED_AGAIN) await countPayments(unit, slot - back * FLEET_MOMENT_MS)
  return count
}

/** From the organisation that terminals stand at to every acquirer and agent above it. */
const UP = `join node at_node on at_node.id = own.node_id
     join node above on above.path @> at_node.path and above.kind in ('ACQUIRER', 'AGENT')`

/** What hosts answered in the ten minutes from `slot` on. */
async function countPayments(unit: Unit, slot: Instant): Promise<void> {
  await unit.execute(
    `update fleet_history set approved = counted.approved, answered = counted.answered from (
       select above.id, sum(approved) as approved, sum(answered) as answered from (
         select coalesce(agent_id, acquirer_id) as node_id, count(*) as answered,
           count(*) filter (where auth_state in ('APPROVED', 'ACCEPTED')) as approved
         from record_line where at >= $1 and at < $2 and auth_state in ('APPROVED', 'ACCEPTED', 'DECLINED', 'REFUSED') group by 1) as own
       ${UP} group by above.id) as counted
     where fleet_history.node_id = counted.id and fleet_history.at = $1`,
    [new Date(slot), new Date(slot + FLEET_MOMENT_MS)],
  )
}

/** The last day of an acquirer or agent, and how payments went against the seven days before. */
export async function fleetHistory(db: Scoped, nodeId: string): Promise<FleetHistory> {
  const now = db.clock.now()
  const params = [nodeId, new Date(now - DAY), new Date(now - 8 * DAY)]
  const moments = await db.query<FleetMoment>(
    'select at, online, degraded, offline from fleet_history where node_id = $1 and at > $2 order by at',
    params.slice(0, 2),
  )
  const [sums] = await db.query<{ approved: number; answered: number; before: number; all: number }>(
    `select coalesce(sum(approved) filter (where at > $2), 0)::int as approved, coalesce(sum(answered) filter (where at > $2), 0)::int as answered,
       coalesce(sum(approved) filter (where at <= $2), 0)::int as before, coalesce(sum(answered) filter (where at <= $2), 0)::int as "all"
     from fleet_history where node_id = $1 and at > $3`,
    params,
  )
  const { approved = 0, answered = 0, before = 0, all = 0 } = sums ?? {}
  return { moments, approvals: { approved, answered }, approvalsWeekBefore: { approved: before, answered: all } }
}
