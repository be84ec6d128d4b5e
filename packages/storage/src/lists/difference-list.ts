import type { Instant } from '@budeng/kernel'
import { columnList, type OpenDifferenceRow, openDifferenceTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import type { MomentKey } from './bounded-page.ts'
import { type Level, Params, scopeLanes } from './level.ts'

export interface DifferenceListQuery {
  readonly level: Level
  readonly terminalId: string | null
  readonly after: MomentKey | null
  readonly limit: number
}

const COLUMNS = columnList(openDifferenceTable, 'difference')

/** One page of the differences that are open under an organisation, the oldest first. */
export async function listOpenDifferences(
  db: Scoped,
  { level, terminalId, after, limit }: DifferenceListQuery,
): Promise<OpenDifferenceRow[]> {
  const params = new Params()
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const conditions = [`difference.${column} = lane.scope_id`, 'difference.closed_at is null']
  if (terminalId !== null) conditions.push(`difference.terminal_id = ${params.add(terminalId)}`)
  if (after !== null) {
    const at = params.add(new Date(after.at))
    conditions.push(
      `difference.opened_at >= ${at}`,
      `(difference.opened_at > ${at} or difference.id > ${params.add(after.id)})`,
    )
  }
  const max = params.add(limit)
  return await db.query<OpenDifferenceRow>(
    `select page.* from (select scope_id from ${sql}) as lane cross join lateral (
       select ${COLUMNS} from open_difference difference where ${conditions.join(' and ')}
       order by difference.opened_at, difference.id limit ${max}
     ) as page order by page."openedAt", page.id limit ${max}`,
    params.values,
  )
}

export async function differencesByIds(db: Scoped, ids: readonly string[]): Promise<OpenDifferenceRow[]> {
  return await db.query<OpenDifferenceRow>(`select ${COLUMNS} from open_difference difference where id = any($1)`, [
    ids,
  ])
}

/** How the journals under an organisation agree. */
export interface AgreementCount {
  readonly nodeId: string
  readonly equal: number
  readonly different: number
  /** Nothing was compared yet in their present epoch. */
  readonly unknown: number
  /** Terminals whose software sends no journal, or has sent none yet. */
  readonly without: number
}

/** One organisation's open differences of one currency; those whose amount is not known have none. */
export interface OpenDifferenceSum {
  readonly nodeId: string
  readonly currency: string | null
  readonly exponent: number | null
  readonly count: number
  readonly amount: bigint
  readonly oldestAt: Instant
}

/** Journals and terminals under an organisation, as they are counted with each change. */
export async function countAgreement(db: Scoped, level: Level): Promise<AgreementCount> {
  const { sql, param } = scopeLanes(level)
  const [row] = await db.query<AgreementCount & { terminals: number }>(
    `select coalesce(sum(equal), 0)::int as equal, coalesce(sum(different), 0)::int as different,
       coalesce(sum(unknown), 0)::int as unknown, coalesce(sum(terminals), 0)::int as terminals
     from ${sql} join agreement_count c on c.node_id = scope.scope_id`,
    [param],
  )
  const { equal = 0, different = 0, unknown = 0, terminals = 0 } = row ?? {}
  return { nodeId: level.id, equal, different, unknown, without: Math.max(0, terminals - equal - different - unknown) }
}

/** Sums of what is open under an organisation, by currency, as they are kept with each change. */
export async function sumOpenDifferences(db: Scoped, level: Level): Promise<OpenDifferenceSum[]> {
  const { sql, column, param } = scopeLanes(level)
  const oldest = (currency: string) =>
    `(select d.opened_at from open_difference d where d.${column} = lane.scope_id and ${currency} and d.closed_at is null order by d.opened_at limit 1)`
  return await db.query<OpenDifferenceSum>(
    `with lane as materialized (select scope_id from ${sql}),
     sums as (select c.currency, c.exponent, sum(c.count)::int as count, sum(c.amount) as amount
       from lane join difference_count c on c.node_id = lane.scope_id group by c.currency, c.exponent having sum(c.count) > 0)
     select $2::text as "nodeId", nullif(sums.currency, '') as currency, nullif(sums.exponent, -1) as exponent, sums.count, sums.amount,
       (select min(case when sums.currency = '' then ${oldest('d.currency is null')} else ${oldest('d.currency = sums.currency')} end) from lane) as "oldestAt"
     from sums order by sums.currency`,
    [param, level.id],
  )
}
