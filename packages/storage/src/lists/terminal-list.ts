import { PRESENCES, SIGN_ON_STATES } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'
import { type Level, Params, scopeLanes } from './level.ts'
import {
  allConditions,
  BESIDE,
  type Beside,
  besideConditions,
  IN_USE,
  isOfThoseInUse,
  presencesOf,
  rowConditions,
  type TerminalFilter,
} from './terminal-filter.ts'
import { type Found, findTerminals, foundCondition } from './terminal-search.ts'
import { terminalColumns, type TerminalView } from './terminal-view.ts'

export type TerminalOrderField = 'TID' | 'PRESENCE_SINCE'
export type Direction = 'ASC' | 'DESC'
export interface TerminalOrder {
  readonly field: TerminalOrderField
  readonly direction: Direction
}

/** Where a page goes on: the sort key and id of the last row before it. */
export type TerminalKey = { readonly tid: string } | { readonly presenceSince: Instant; readonly id: string }

export interface TerminalListQuery {
  readonly level: Level
  readonly filter: TerminalFilter
  readonly order: TerminalOrder
  readonly after: TerminalKey | null
  readonly limit: number
}

/**
 * One page of terminals under an organisation. Walks the index of its level in the order asked for, merging a few such
 * walks where presence, sign-on, version or label is narrowed or agents are nested; never sorts or scans the fleet. A TID is unique
 * within an acquirer, so it orders alone.
 */
export async function listTerminals(db: Scoped, query: TerminalListQuery): Promise<TerminalView[]> {
  const { level, filter, order } = query
  const found = await foundBy(db, level, filter)
  if (found !== null && 'ids' in found) {
    const { sql, params } = pageOfFound(query, found)
    return await db.query<TerminalView>(sql, params)
  }
  const statement = walk(query, found)
  const isBeside = filter.labels !== null || filter.appVersions !== null
  if (level.kind === 'AGENT' || (isBeside && order.field === 'TID')) await preferIndexOrder(db)
  return await db.query<TerminalView>(statement.sql, statement.params)
}

async function foundBy(db: Scoped, level: Level, { search }: TerminalFilter, max?: number): Promise<Found | null> {
  return search === null ? null : await findTerminals(db, level, search, max)
}

/**
 * The planner takes agent (or label, or version) and path for independent and expects a handful of rows where there are thousands, which
 * it would fetch and sort. For the rest of this transaction an index that has the order is walked instead.
 */
async function preferIndexOrder(db: Scoped): Promise<void> {
  await db.query(`select set_config('enable_sort', 'off', true)`)
}

/** How many there are, counted no further than `max` + 1. */
export async function countTerminals(db: Scoped, level: Level, filter: TerminalFilter, max: number): Promise<number> {
  const params = new Params()
  const scope = scopeLanes(level)
  params.add(scope.param)
  const found = await foundBy(db, level, filter, max)
  if (found !== null && 'ids' in found) {
    const conditions = [...allConditions(filter, params), foundCondition(found, params)]
    const [row] = await db.query<{ count: number }>(
      `select least(count(*), ${params.add(max + 1)})::int as count from terminal
       where terminal.${scope.column} in (select scope_id from ${scope.sql}) ${and(conditions)}`,
      params.values,
    )
    return row?.count ?? 0
  }
  const { lanes, from, at, conditions } = lanesOf(level, filter, params, 'TID')
  const all = found === null ? conditions : [...conditions, foundCondition(found, params)]
  const limit = params.add(max + 1)
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from ${scope.sql} ${lanes} cross join lateral (
         select 1 from ${from} where ${at}.${scope.column} = scope.scope_id ${and(all)} limit ${limit}
       ) as terminal limit ${limit}
     ) as counted`,
    params.values,
  )
  return row?.count ?? 0
}

/** Ids of all terminals that match, or of those named ones that are in scope; in no particular order, no more than `max`. */
export async function selectTerminalIds(
  db: Scoped,
  what: { readonly ids: readonly string[] } | { readonly level: Level; readonly filter: TerminalFilter },
  max: number,
): Promise<string[]> {
  const { sql, params } = 'ids' in what ? namedIds(what.ids, max) : await matchingIds(db, what, max)
  const rows = await db.query<{ id: string }>(sql, params)
  return rows.map(({ id }) => id)
}

function namedIds(ids: readonly string[], max: number): Statement {
  return { sql: 'select id from terminal where id = any($1) limit $2', params: [ids, max] }
}

async function matchingIds(
  db: Scoped,
  { level, filter }: { readonly level: Level; readonly filter: TerminalFilter },
  max: number,
): Promise<Statement> {
  const params = new Params()
  const scope = scopeLanes(level)
  params.add(scope.param)
  const conditions = allConditions(filter, params)
  const found = await foundBy(db, level, filter)
  if (found !== null) conditions.push(foundCondition(found, params))
  const sql = `select terminal.id from terminal
    where terminal.${scope.column} in (select scope_id from ${scope.sql}) ${and(conditions)} limit ${params.add(max)}`
  return { sql, params: params.values }
}

interface Statement {
  readonly sql: string
  readonly params: readonly unknown[]
}

function walk({ level, filter, order, after, limit }: TerminalListQuery, found: Found | null): Statement {
  const params = new Params()
  const scope = scopeLanes(level)
  params.add(scope.param)
  const { lanes, from, at, conditions } = lanesOf(level, filter, params, order.field)
  const all = [...conditions, ...keyCondition(order, after, params, at)]
  if (found !== null) all.push(foundCondition(found, params))
  const max = params.add(limit)
  const isOneWalk = lanes === '' && level.kind !== 'AGENT'
  const pageOf = (scopeId: string) =>
    `select ${terminalColumns('terminal')} from ${from}
     where ${at}.${scope.column} = ${scopeId} ${and(all)} order by ${orderBy(order, at)} limit ${max}`
  if (isOneWalk) return { sql: pageOf('$1'), params: params.values }
  return {
    sql: `select page.* from ${scope.sql} ${lanes} cross join lateral (${pageOf('scope.scope_id')}) as page
      order by ${pageOrder(order)} limit ${max}`,
    params: params.values,
  }
}

function pageOfFound({ level, filter, order, after, limit }: TerminalListQuery, found: Found): Statement {
  const params = new Params()
  const scope = scopeLanes(level)
  params.add(scope.param)
  const conditions = [
    ...allConditions(filter, params),
    ...keyCondition(order, after, params, 'terminal'),
    foundCondition(found, params),
  ]
  return {
    sql: `select ${terminalColumns('terminal')} from terminal
      where terminal.${scope.column} in (select scope_id from ${scope.sql}) ${and(conditions)}
      order by ${orderBy(order, 'terminal')} limit ${params.add(limit)}`,
    params: params.values,
  }
}

/** What a list walks: lanes to merge, the table whose index has the order, and what else a row has to be. */
interface Walk {
  readonly lanes: string
  readonly from: string
  /** The alias that has scope and order. */
  readonly at: 'terminal' | 'beside'
  readonly conditions: readonly string[]
}

/** Further lanes to merge, each with one label, one version, or one presence and sign-on state, where an index has it before the order. */
function lanesOf(level: Level, filter: TerminalFilter, params: Params, field: TerminalOrderField): Walk {
  const presences = presencesOf(filter)
  const { signOns } = filter
  const isIndexed = level.kind === 'ACQUIRER' || level.kind === 'AGENT'
  const beside = filter.labels !== null ? 'labels' : filter.appVersions !== null ? 'appVersions' : null
  if (isIndexed && field === 'TID' && beside !== null) return besideLanes(beside, filter, params)
  let conditions = [...rowConditions(filter, params), ...besideConditions(filter, params)]
  let lanes = ''
  if (isIndexed && (field === 'PRESENCE_SINCE' || presences !== null || signOns !== null)) {
    lanes = `cross join unnest(${params.add(presences ?? PRESENCES)}::text[]) as at_presence (presence)`
    conditions.push('terminal.presence = at_presence.presence')
    // who is in use and who is not stand apart in the index of this order; said as a value, as PostgreSQL 15 wants it
    const isInUse = isOfThoseInUse(filter)
    if (field === 'PRESENCE_SINCE' || !isInUse) {
      lanes += ` cross join unnest(array[${isInUse ? 'true' : 'true, false'}]) as at_use (in_use)`
      conditions = conditions.filter((one) => one !== `terminal.${IN_USE}`)
      conditions.push(`(terminal.${IN_USE}) = at_use.in_use`)
    }
  } else if (presences !== null) conditions.push(`terminal.presence = any(${params.add(presences)})`)
  if (isIndexed && field === 'TID' && lanes !== '') {
    lanes += ` cross join unnest(${params.add(signOns ?? SIGN_ON_STATES)}::text[]) as at_sign_on (sign_on)`
    conditions.push('terminal.sign_on = at_sign_on.sign_on')
  } else if (signOns !== null) conditions.push(`terminal.sign_on = any(${params.add(signOns)})`)
  return { lanes, from: 'terminal', at: 'terminal', conditions }
}

/** One lane a label or version, in the order of numbers; a terminal with several of them stands in the lane of the first. */
function besideLanes(kind: Beside, filter: TerminalFilter, params: Params): Walk {
  const [table, column] = BESIDE[kind]
  const wanted = `${params.add(filter[kind])}::text[]`
  const earlier = `(${wanted})[:(at_value.place - 1)::int]`
  return {
    lanes: `cross join unnest(${wanted}) with ordinality as at_value (value, place)`,
    from: `${table} beside join terminal on terminal.id = beside.terminal_id`,
    at: 'beside',
    conditions: [
      `beside.${column} = at_value.value`,
      `not exists (select from ${table} earlier
         where earlier.terminal_id = beside.terminal_id and earlier.${column} = any(${earlier}))`,
      ...allConditions({ ...filter, [kind]: null }, params),
    ],
  }
}

function keyCondition(order: TerminalOrder, after: TerminalKey | null, params: Params, at: Walk['at']): string[] {
  if (after === null) return []
  const than = order.direction === 'ASC' ? '>' : '<'
  if ('tid' in after) return [`${at}.tid ${than} ${params.add(after.tid)}`]
  return [
    `(terminal.presence_since, terminal.id) ${than} (${params.add(new Date(after.presenceSince))}, ${params.add(after.id)})`,
  ]
}

function orderBy({ field, direction }: TerminalOrder, alias: string): string {
  const way = direction === 'ASC' ? 'asc' : 'desc'
  return field === 'TID' ? `${alias}.tid ${way}` : `${alias}.presence_since ${way}, ${alias}.id ${way}`
}

/** The same order over the merged rows, whose columns carry the names of the view. */
function pageOrder({ field, direction }: TerminalOrder): string {
  const way = direction === 'ASC' ? 'asc' : 'desc'
  return field === 'TID' ? `page.tid ${way}` : `page."presenceSince" ${way}, page.id ${way}`
}

function and(conditions: readonly string[]): string {
  return conditions.map((condition) => `and ${condition}`).join(' ')
}
