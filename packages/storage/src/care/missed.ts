import { CARE_KINDS, type CareKind } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type Level, Params } from '../lists/level.ts'
import type { Scoped, Unit } from '../unit.ts'
import { lanesOf } from './due-list.ts'

/**
 * Marks visits that are overdue since the last look and takes the mark from those that are no longer: made, put off by
 * another interval, or of a terminal out of use. Under the lead. Answers the terminals of them, about `limit` at most.
 */
export async function turnMissedVisits(unit: Unit, limit: number): Promise<string[]> {
  const at = unit.clock.now()
  const acquirers = await unit.query<{ id: string; path: string }>(
    `select id, path from node where kind = 'ACQUIRER' order by id`,
  )
  const turned: string[] = []
  for (const { id, path } of acquirers)
    for (const kind of CARE_KINDS) {
      const level: Level = { kind: 'ACQUIRER', id, path }
      if (turned.length < limit) turned.push(...(await turnKind(unit, level, kind, at, limit - turned.length)))
    }
  return [...new Set(turned)]
}

interface Turned {
  readonly terminalId: string
  readonly overdueSince: Instant | null
}

async function turnKind(unit: Unit, level: Level, kind: CareKind, at: Instant, limit: number): Promise<string[]> {
  const turned = await turnedVisits(unit, level, kind, at, limit)
  await unit.execute(
    `update terminal_care set overdue_since = n.since from unnest($1::text[], $2::timestamptz[]) as n (id, since)
     where terminal_id = n.id and kind = $3`,
    [
      turned.map(({ terminalId }) => terminalId),
      turned.map(({ overdueSince }) => (overdueSince === null ? null : new Date(overdueSince))),
      kind,
    ],
  )
  return turned.map(({ terminalId }) => terminalId)
}

/** Both sides of the line, a step in an index for each model. */
async function turnedVisits(db: Scoped, level: Level, kind: CareKind, at: Instant, limit: number): Promise<Turned[]> {
  const params = new Params()
  const { lanes, from } = lanesOf(level, kind, params)
  const [until, max] = [`${params.add(new Date(at))}::timestamptz`, params.add(limit)]
  const ofLane = 'care.acquirer_id = lane.scope_id and care.model = lane.model'
  const marked = `terminal_care care where care.kind = ${params.add(kind)} and care.overdue_since is not null`
  return await db.query<Turned>(
    `with lane as materialized (${lanes}),
     begun as (
       select page.* from lane cross join lateral (
         select care.terminal_id, care.since + lane.wait as overdue_since
         from ${from} and care.overdue_since is null and care.since < ${until} - lane.wait order by care.since limit ${max}
       ) as page),
     over as (
       select page.terminal_id from lane cross join lateral (
         select care.terminal_id from ${marked} and ${ofLane} and care.in_use
           and care.since >= coalesce(${until} - lane.wait, '-infinity') limit ${max}
       ) as page
       union all (select care.terminal_id from ${marked} and not care.in_use limit ${max}))
     select terminal_id as "terminalId", overdue_since as "overdueSince" from (
       select * from begun union all select terminal_id, null from over) as turned limit ${max}`,
    params.values,
  )
}
