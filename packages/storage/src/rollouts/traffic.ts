import type { Traffic } from '@budeng/fleet'
import { ROLLOUT_TRAFFIC_CHUNK, ROLLOUT_TRAFFIC_SETTLED_MS, ROLLOUT_TRAFFIC_SLOT_MS } from '../limits.ts'
import type { RolloutRow } from '../rows/index.ts'
import type { Unit } from '../unit.ts'

/**
 * Adds up approvals of one slot of time, a chunk of members at a time: of those that were changed before it, and beside them
 * of those whose turn has not come. They are spread over one cohort, so they are alike in everything else.
 */
export async function countTraffic(unit: Unit, rollout: RolloutRow): Promise<RolloutRow> {
  const at = unit.clock.now()
  if (rollout.state !== 'RUNNING' || rollout.startedAt === null) return rollout
  const slot = rollout.trafficSlot ?? Math.ceil(rollout.startedAt / ROLLOUT_TRAFFIC_SLOT_MS) * ROLLOUT_TRAFFIC_SLOT_MS
  if (at < slot + ROLLOUT_TRAFFIC_SLOT_MS + ROLLOUT_TRAFFIC_SETTLED_MS) return rollout
  const through = rollout.trafficThrough + ROLLOUT_TRAFFIC_CHUNK
  const rows = await unit.query<Traffic & { changed: boolean }>(
    `select standing = 'SUCCEEDED' as changed, coalesce(sum(approved), 0)::int as approved, coalesce(sum(every), 0)::int as "all"
     from rollout_member member join terminal on terminal.id = member.terminal_id
     cross join lateral (
       select count(*) filter (where auth_state in ('APPROVED', 'ACCEPTED')) as approved, count(*) as every from record_line
       where store_id = terminal.store_id and at >= $4 and at < $5 and terminal_id = terminal.id
         and auth_state in ('APPROVED', 'ACCEPTED', 'DECLINED', 'REFUSED')) as told
     where rollout_id = $1 and place > $2 and place <= $3
       and (standing = 'SUCCEEDED' and member.changed_at <= $4 or standing = 'WAITING' and tries = 0)
     group by 1`,
    [rollout.id, rollout.trafficThrough, through, new Date(slot), new Date(slot + ROLLOUT_TRAFFIC_SLOT_MS)],
  )
  const added = (before: Traffic, isChanged: boolean): Traffic => {
    const more = rows.find(({ changed }) => changed === isChanged)
    return { approved: before.approved + (more?.approved ?? 0), all: before.all + (more?.all ?? 0) }
  }
  const isRound = through >= rollout.cohort
  return {
    ...rollout,
    traffic: { changed: added(rollout.traffic.changed, true), control: added(rollout.traffic.control, false) },
    trafficSlot: isRound ? slot + ROLLOUT_TRAFFIC_SLOT_MS : slot,
    trafficThrough: isRound ? 0 : through,
  }
}
