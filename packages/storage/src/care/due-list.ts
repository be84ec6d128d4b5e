import { ANY_MODEL, CARE_DAYS_DEFAULT, type CareKind } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type Level, Params, scopeLanes } from '../lists/level.ts'
import type { Scoped } from '../unit.ts'

/** A terminal whose next visit is due at a moment. */
export interface DueVisit {
  readonly terminalId: string
  readonly kind: CareKind
  readonly since: Instant
  readonly dueAt: Instant
  /** The visit that counted last; null: there was none. */
  readonly visitId: string | null
}

/** Where a page goes on. */
export interface DueKey {
  readonly dueAt: Instant
  readonly terminalId: string
}

export interface DueQuery {
  readonly level: Level
  readonly kind: CareKind
  /** Due before this moment. */
  readonly before: Instant
  readonly after: DueKey | null
  readonly limit: number
}

/** Models of one organisation's terminals that have an interval at most: each is a lane of the list. */
const MODELS_MAX = 500

/**
 * Visits that are due, the longest ago first. What is stored is since when a terminal waits; an interval is of its model, so
 * the list is the merge of a walk for each model, and a changed interval moves no row. Never sorts or scans the fleet.
 */
export async function listDueVisits(db: Scoped, { level, kind, before, after, limit }: DueQuery): Promise<DueVisit[]> {
  const params = new Params()
  const { lanes, from } = lanesOf(level, kind, params)
  const conditions = [`care.since < ${params.add(new Date(before))}::timestamptz - lane.wait`]
  if (after !== null)
    conditions.push(
      `(care.since, care.terminal_id) > (${params.add(new Date(after.dueAt))}::timestamptz - lane.wait, ${params.add(after.terminalId)})`,
    )
  const max = params.add(limit)
  return await db.query<DueVisit>(
    `with lane as materialized (${lanes})
     select page."terminalId", ${params.add(kind)}::text as kind, page.since, page."dueAt", page."visitId" from lane cross join lateral (
       select care.terminal_id as "terminalId", care.since, care.since + lane.wait as "dueAt", care.visit_id as "visitId"
       from ${from} and ${conditions.join(' and ')} order by care.since, care.terminal_id limit ${max}
     ) as page order by page."dueAt", page."terminalId" limit ${max}`,
    params.values,
  )
}

/** How many are due before a moment, counted no further than `max`. */
export async function countDueVisits(
  db: Scoped,
  { level, kind, before }: Pick<DueQuery, 'level' | 'kind' | 'before'>,
  max: number,
): Promise<number> {
  const params = new Params()
  const { lanes, from } = lanesOf(level, kind, params)
  const until = params.add(new Date(before))
  const limit = params.add(max)
  const [row] = await db.query<{ count: number }>(
    `with lane as materialized (${lanes})
     select count(*)::int as count from (
       select from lane cross join lateral (
         select from ${from} and care.since < ${until}::timestamptz - lane.wait limit ${limit}
       ) as due limit ${limit}
     ) as counted`,
    params.values,
  )
  return row?.count ?? 0
}

/**
 * The lanes `lane(scope_id, model, wait)`: for each scope the models that are in use there, a step in the index each, with the
 * time between two visits, null where nobody visits them. What a merchant or a store has is few, and found by its terminals.
 */
export function lanesOf(
  level: Level,
  kind: CareKind,
  params: Params,
): { readonly lanes: string; readonly from: string } {
  const scope = scopeLanes(level)
  params.add(scope.param)
  const [kindParam, acquirer] = [`${params.add(kind)}::text`, params.add(level.path.split('.')[0] ?? '')]
  const isIndexed = level.kind === 'ACQUIRER' || level.kind === 'AGENT'
  const column = `care.${scope.column}`
  const next = (than: string) =>
    `(select care.model from terminal_care care where ${column} = scope.scope_id and care.kind = ${kindParam} and care.in_use ${than}
      order by care.model limit 1)`
  const models = isIndexed
    ? `(with recursive step (model, place) as (
         select ${next('')}, 1 union all
         select ${next('and care.model > step.model')}, step.place + 1 from step where step.model is not null and step.place < ${MODELS_MAX}
       ) select model from step where model is not null)`
    : `(select distinct model from terminal where terminal.${scope.column} = scope.scope_id limit ${MODELS_MAX})`
  const wait = (model: string) =>
    `(select days from care_interval where acquirer_id = ${acquirer} and kind = ${kindParam} and model = ${model})`
  const days = `coalesce(${wait('known.model')}, ${wait(`'${ANY_MODEL}'`)}, ${CARE_DAYS_DEFAULT[kind]})`
  const few = `terminal join terminal_care care on care.terminal_id = terminal.id
    where terminal.${scope.column} = lane.scope_id`
  const many = `terminal_care care where ${column} = lane.scope_id`
  return {
    // a day is 24 hours here: the session's zone has no say
    lanes: `select scope_id, model, case when days > 0 then days * interval '24 hours' end as wait from (
        select scope.scope_id, known.model, ${days} as days from ${scope.sql} cross join lateral ${models} as known
      ) as each_model`,
    from: `${isIndexed ? many : few} and care.kind = ${kindParam} and care.model = lane.model and care.in_use`,
  }
}
