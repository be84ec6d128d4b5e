import type { Instant } from '@budeng/kernel'
import { LINES_EXAMINED_DENSE_MAX, LINES_EXAMINED_MAX } from '../limits.ts'
import { columnList, type Table } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import type { Params } from './level.ts'

/** Where a page begins or ends: the newest first, of one moment by id. */
export interface MomentKey {
  readonly at: Instant
  readonly id: string
}

/** A page, and how far it was looked: a rare wish may end a page early, and the next one goes on from there. */
export interface BoundedPage<Row> {
  readonly rows: readonly Row[]
  /** Set when the search stopped before the end and before the page was full. */
  readonly examinedThrough: MomentKey | null
}

/** The index that is walked. */
export interface Walk {
  /** Rows `lane(scope_id)`: the index is walked once for each. */
  readonly lanes: string
  /** What the index finds, of `line` and `lane`. */
  readonly match: readonly string[]
  /** True where neighbours in the index are neighbours on disk too, so that more of them may be looked at. */
  readonly isDense: boolean
}

export interface BoundedQuery<Row extends object> {
  readonly table: Table<Row>
  /** The column by which rows are ordered, beside their id. */
  readonly moment: string
  readonly walk: Walk
  /** What a row must be beside what its index says of it; empty: nothing. */
  readonly fits: readonly string[]
  readonly after: MomentKey | null
  readonly limit: number
  /** The oldest first, for what waits; left out: the newest. */
  readonly isOldestFirst?: boolean
}

/**
 * One page of rows, newest first unless it is said, read by an index from its newest end. However many rows there are and however few fit,
 * no more than LINES_EXAMINED_MAX of them are looked at.
 */
export async function boundedPage<Row extends { readonly id: string }>(
  db: Scoped,
  { table, moment, walk, fits, after, limit, isOldestFirst = false }: BoundedQuery<Row>,
  params: Params,
): Promise<BoundedPage<Row>> {
  const [order, beyond] = isOldestFirst ? ['asc', '>'] : ['desc', '<']
  const within = [...walk.match, ...keyCondition(after, moment, beyond, params)].join(' and ')
  const max = params.add(limit)
  const share =
    fits.length === 0
      ? `${max}::bigint`
      : `greatest(1, ${params.add(walk.isDense ? LINES_EXAMINED_DENSE_MAX : LINES_EXAMINED_MAX)}::bigint / count(*) over ())`
  // every lane is looked at for its share; what lies beyond the first lane that was cut short is not known yet
  const rows = await db.query<Row & Cut>(
    `with lane as materialized (select scope_id, ${share} as share from ${walk.lanes}),
     seen as materialized (
       select lane.scope_id as lane, lane.share, line.*
       from lane cross join lateral (
         select *, ${fits.length === 0 ? 'true' : `coalesce(${fits.join(' and ')}, false)`} as fits
         from ${table.name} line where ${within} order by line.${moment} ${order}, line.id limit lane.share
       ) as line),
     cut as (
       select ${moment}, id from (
         select ${moment}, id, share, row_number() over (partition by lane order by ${moment} ${order}, id) as place from seen
       ) as numbered where place = share order by ${moment} ${order}, id limit 1)
     select ${columnList(table, 'page')}, cut.${moment} as "cutAt", cut.id as "cutId"
     from (select 1) as one left join cut on true left join lateral (
       select seen.* from seen
       where seen.fits and (cut.id is null or seen.${moment} ${isOldestFirst ? '<' : '>'} cut.${moment} or (seen.${moment} = cut.${moment} and seen.id <= cut.id))
       order by seen.${moment} ${order}, seen.id limit ${max}
     ) as page on true order by page.${moment} ${order}, page.id`,
    params.values,
  )
  const found = rows.filter(({ id }) => id !== null)
  const end = rows[0]
  const isCut = end !== undefined && end.cutAt !== null && end.cutId !== null && found.length < limit
  return { rows: found, examinedThrough: isCut ? { at: end.cutAt ?? 0, id: end.cutId ?? '' } : null }
}

interface Cut {
  readonly cutAt: Instant | null
  readonly cutId: string | null
}

/** By the moment, then by id: the first comparison lets the index begin at the right place. */
function keyCondition(after: MomentKey | null, moment: string, beyond: string, params: Params): string[] {
  if (after === null) return []
  const at = params.add(new Date(after.at))
  return [`line.${moment} ${beyond}= ${at}`, `(line.${moment} ${beyond} ${at} or line.id > ${params.add(after.id)})`]
}
