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

/** The newest journals and the terminals of each organisation, counted. Goes over all of them: remember the answer. */
export async function countAgreement(db: Scoped, level: Level): Promise<AgreementCount> {
  const { sql, column, param } = scopeLanes(level)
  const [row] = await db.query<AgreementCount & { terminals: number }>(
    `select count(*) filter (where agreement = 'EQUAL')::int as equal, count(*) filter (where agreement = 'DIFFERENT')::int as different,
       count(*) filter (where agreement = 'UNKNOWN')::int as unknown,
       (select count(*)::int from terminal where terminal.${column} in (select scope_id from ${sql})) as terminals
     from journal_stream where newest and ${column} in (select scope_id from ${sql})`,
    [param],
  )
  const { equal = 0, different = 0, unknown = 0, terminals = 0 } = row ?? {}
  return { nodeId: level.id, equal, different, unknown, without: Math.max(0, terminals - equal - different - unknown) }
}

/** Sums of what is open under an organisation, by currency. */
export async function sumOpenDifferences(db: Scoped, level: Level): Promise<OpenDifferenceSum[]> {
  const { sql, column, param } = scopeLanes(level)
  return await db.query<OpenDifferenceSum>(
    `select $2::text as "nodeId", currency, exponent, count(*)::int as count, coalesce(sum(abs(amount)), 0) as amount, min(opened_at) as "oldestAt"
     from open_difference where closed_at is null and ${column} in (select scope_id from ${sql}) group by currency, exponent order by currency`,
    [param, level.id],
  )
}
