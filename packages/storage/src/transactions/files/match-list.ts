import { type Level, Params } from '../../lists/level.ts'
import { columnList, type RecordMatchRow, recordMatchTable } from '../../rows/index.ts'
import type { Scoped } from '../../unit.ts'

const MATCH = columnList(recordMatchTable, 'm')

/** Names a match in its list. */
export interface MatchKey {
  readonly businessDate: string
  readonly id: number
}

export interface MatchQuery {
  readonly level: Level
  /** Null: every one that is not in order. */
  readonly states: readonly RecordMatchRow['state'][] | null
  readonly source: RecordMatchRow['source'] | null
  readonly importId: string | null
  readonly from: string | null
  readonly to: string | null
  readonly after: MatchKey | null
  readonly limit: number
}

/** What other witnesses say otherwise, or what only one side has, the newest business day first. */
export async function listOpenMatches(db: Scoped, query: MatchQuery): Promise<RecordMatchRow[]> {
  const { level, states, source, importId, from, to, after, limit } = query
  const params = new Params()
  const { lanes, column } = lanesOf(level, params)
  const conditions = [`m.${column} = lane.id`, `m.path <@ ${params.add(level.path)}::ltree`, `m.state <> 'MATCHED'`]
  // what is only on its way is nothing to look after
  if (states === null) conditions.push(`m.state <> 'EXPECTED'`)
  if (states !== null) conditions.push(`m.state = any(${params.add([...states])}::text[])`)
  if (source !== null) conditions.push(`m.source = ${params.add(source)}`)
  if (importId !== null) conditions.push(`m.import_id = ${params.add(importId)}`)
  if (from !== null) conditions.push(`m.business_date >= ${params.add(from)}::date`)
  if (to !== null) conditions.push(`m.business_date <= ${params.add(to)}::date`)
  if (after !== null)
    conditions.push(
      `(m.business_date, m.id) < (${params.add(after.businessDate)}::date, ${params.add(after.id)}::bigint)`,
    )
  const max = params.add(limit)
  return await db.query<RecordMatchRow>(
    `select page.* from ${lanes} cross join lateral (
       select ${MATCH} from record_match m where ${conditions.join(' and ')} order by m.business_date desc, m.id desc limit ${max}
     ) as page order by page."businessDate" desc, page.id desc limit ${max}`,
    params.values,
  )
}

function lanesOf(level: Level, params: Params): { readonly lanes: string; readonly column: string } {
  switch (level.kind) {
    case 'ACQUIRER':
      return { lanes: `(select ${params.add(level.id)}::text as id) as lane`, column: 'acquirer_id' }
    case 'AGENT':
      return {
        lanes: `(select id from node where kind = 'AGENT' and path <@ ${params.add(level.path)}::ltree) as lane`,
        column: 'agent_id',
      }
    case 'MERCHANT':
      return { lanes: `(select ${params.add(level.id)}::text as id) as lane`, column: 'merchant_id' }
    case 'STORE':
      return {
        lanes: `(select parent_id as id from node where id = ${params.add(level.id)}) as lane`,
        column: 'merchant_id',
      }
  }
}

/** What the other witnesses say of these transactions. */
export async function matchesOfTransactions(db: Scoped, transactionIds: readonly string[]): Promise<RecordMatchRow[]> {
  return await db.query<RecordMatchRow>(
    `select ${MATCH} from record_match m where m.transaction_id = any($1::text[]) order by m.transaction_id, m.source`,
    [transactionIds],
  )
}
