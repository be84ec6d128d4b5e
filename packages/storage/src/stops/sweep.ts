import type { StopRow } from '../rows/index.ts'
import type { Unit } from '../unit.ts'

/**
 * Has the commands below a switch that was thrown or taken back looked at, so many at a time; answers how many. Those
 * that wait for another reason say now that they are stopped, those that were stopped go on.
 */
export async function sweepStops(unit: Unit, limit: number): Promise<number> {
  const [stop] = await unit.query<Pick<StopRow, 'id' | 'path' | 'liftedAt'>>(
    `select id, path, lifted_at as "liftedAt" from dispatch_stop where not swept order by id limit 1 for no key update skip locked`,
  )
  if (stop === undefined) return 0
  const isStanding = stop.liftedAt === null
  // one that backs off says so until its time has come
  const waiting = isStanding ? `not in ('DISPATCH_STOPPED', 'RETRY_PLANNED')` : `= 'DISPATCH_STOPPED'`
  const woken = await unit.execute(
    `with woken as (
       select id from command
       where acquirer_id = $1 and path <@ $2::ltree and finished_at is null and state = 'QUEUED'
         and why ->> 'code' ${waiting} and look_at > $3
       order by id limit $4 for no key update)
     update command set look_at = $3 from woken where command.id = woken.id`,
    [stop.path.split('.')[0], stop.path, new Date(unit.clock.now()), limit],
  )
  if (woken < limit) await unit.execute('update dispatch_stop set swept = true where id = $1', [stop.id])
  return Math.max(woken, 1)
}
