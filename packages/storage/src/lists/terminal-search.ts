import { foldedText } from '../access/nodes.ts'
import { TERMINALS_FOUND_MAX } from '../limits.ts'
import type { Scoped } from '../unit.ts'
import { type Level, Params } from './level.ts'

/**
 * What a search text means for a list of terminals: these and no others, or a test for each that is looked at. The first
 * where few are found; where many are, whoever walks the list meets them soon.
 */
export type Found = { readonly ids: readonly string[] } | { readonly text: string }

/**
 * Terminals that a text finds under an organisation, by the beginning of a number or any part of their merchant's or store's
 * name. Each way reads an index, and no further than `max` + 1. The caller still applies scope and filter.
 */
export async function findTerminals(
  db: Scoped,
  level: Level,
  search: string,
  max = TERMINALS_FOUND_MAX,
): Promise<Found> {
  const text = foldedText(search)
  // a merchant's terminals are few: its list is walked
  if (level.kind !== 'ACQUIRER' && level.kind !== 'AGENT') return { text }
  const params = new Params()
  const scope = params.add(level.id)
  const name = params.add(text)
  const most = params.add(max + 1)
  const named = (column: string) =>
    `(select terminal.id from named join terminal on terminal.${column} = named.id where named.by_name limit ${most})`
  const branches = [named('merchant_id'), named('store_id')]
  for (const one of numberBranches(text, acquirerOf(level), params)) branches.push(`(${one} limit ${most})`)
  const rows = await db.query<{ id: string; names: number }>(
    `with named as materialized (select id, by_name from nodes_named(${scope}, ${name}, ${most}))
     select found.id, (select count(*)::int from named) as names
     from (select 1) as one left join (${branches.join(' union all ')} limit ${most}) as found on true`,
    params.values,
  )
  if (rows.length > max || (rows[0]?.names ?? 0) > max) return { text }
  return { ids: [...new Set(rows.flatMap(({ id }) => id ?? []))] }
}

/** The condition on a terminal's row that keeps what was found. */
export function foundCondition(found: Found, params: Params): string {
  return 'ids' in found ? `terminal.id = any(${params.add(found.ids)}::text[])` : textCondition(found.text, params)
}

/** Asked as values and not by EXISTS, which the planner may answer by reading a whole table into a hash. */
function textCondition(text: string, params: Params): string {
  const tests = numbersOf(text, params).map(({ table, column, within }) =>
    table === 'terminal'
      ? within(`terminal.${column}`)
      : `(select true from ${table} numbered where numbered.terminal_id = terminal.id and ${within(`numbered.${column}`)}
           ${table === 'device' ? `and numbered.state = 'ASSIGNED'` : ''} limit 1)`,
  )
  const named = `(select true from node where node.id in (terminal.merchant_id, terminal.store_id)
    and position(folded(${params.add(text)}) in folded(node.name)) > 0 limit 1)`
  return `(${[...tests, named].join(' or ')})`
}

function numberBranches(text: string, acquirerId: string, params: Params): string[] {
  const numbers = numbersOf(text, params)
  if (numbers.length === 0) return []
  const acquirer = params.add(acquirerId)
  return numbers.map(
    ({ table, column, within }) =>
      `select ${table === 'terminal' ? 'id' : 'terminal_id'} from ${table} where acquirer_id = ${acquirer} and ${within(column)}
       ${table === 'device' ? `and state = 'ASSIGNED'` : ''}`,
  )
}

interface NumberSought {
  readonly table: 'terminal' | 'device' | 'terminal_trait'
  readonly column: string
  /** That a column begins with the text, as an index can find it. */
  readonly within: (column: string) => string
}

const CODE_LIKE = /^[a-z0-9._-]+$/

/** SIM cards of one operator begin alike: less than this would find half the fleet. */
const ICCID_LIKE = /^89[0-9a-f]{8,20}$/

/** Beyond every text that starts with the prefix, in the "C" collation of these columns. */
const AFTER_ALL = '\u{10ffff}'

function numbersOf(text: string, params: Params): NumberSought[] {
  if (!CODE_LIKE.test(text)) return []
  const upper = text.toUpperCase()
  const [from, to] = [params.add(upper), params.add(upper + AFTER_ALL)]
  const within = (column: string) => `${column} >= ${from} and ${column} < ${to}`
  return [
    { table: 'terminal', column: 'tid', within },
    { table: 'terminal', column: 'mid', within },
    { table: 'device', column: 'serial', within },
    ...(ICCID_LIKE.test(text) ? ([{ table: 'terminal_trait', column: 'iccid', within }] as const) : []),
  ]
}

/** A path begins with its acquirer. */
function acquirerOf(level: Level): string {
  return level.path.split('.')[0] ?? ''
}
