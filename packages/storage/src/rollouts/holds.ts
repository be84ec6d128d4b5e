import { freezeOver, rolloutWhy, stopOver, type Why } from '@budeng/fleet'
import { standingStops } from '../stops/heed.ts'
import type { Scoped } from '../unit.ts'
import { openWatchWindows } from '../watch/windows.ts'

/** What holds back terminals of a rollout whose turn has come. */
export interface RolloutHold {
  readonly id: string
  readonly why: Why
}

/**
 * Of these rollouts those that run and have somebody waiting under a stop of all dispatch, or in a watch window that freezes
 * rollouts. The worker asks the same when it makes commands.
 */
export async function rolloutHolds(db: Scoped, ids: readonly string[]): Promise<readonly RolloutHold[]> {
  const stops = await standingStops(db)
  const windows = (await openWatchWindows(db)).filter(({ allowsRollouts }) => !allowsRollouts)
  const places = [...stops, ...windows].map(({ path }) => path)
  if (places.length === 0) return []
  const rows = await db.query<{ id: string; path: string }>(
    `select rollout.id, held.path from rollout cross join lateral (
       select path from rollout_member member
       where member.rollout_id = rollout.id and member.standing = 'WAITING' and member.group_no <= rollout.open_group
         and member.path <@ any($2::text[]::ltree[]) limit 1) as held
     where rollout.id = any($1) and rollout.state = 'RUNNING'`,
    [ids, places],
  )
  return rows.flatMap(({ id, path }) => {
    const stop = stopOver(stops, path)
    if (stop !== null) return [{ id, why: rolloutWhy('DISPATCH_STOPPED', { name: stop.byName }) }]
    const window = freezeOver(windows, path)
    return window === null ? [] : [{ id, why: rolloutWhy('FROZEN', { name: window.name, until: window.endsAt }) }]
  })
}
