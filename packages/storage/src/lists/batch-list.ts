import type { Instant } from '@budeng/kernel'
import type { BatchState } from '@budeng/transactions'
import { type BatchRow, batchTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { boundedPage, type BoundedPage, type MomentKey } from './bounded-page.ts'
import { type Level, Params, scopeLanes } from './level.ts'

/** What a list of batches may be narrowed by. Null: not narrowed. */
export interface BatchFilter {
  /** Of these terminals; empty: of none. */
  readonly terminalIds: readonly string[] | null
  readonly states: readonly BatchState[] | null
  readonly batchNo: string | null
  /** True: some record could not be read, or came after the batch was closed. */
  readonly isFlawed: boolean | null
  /** Opened by then, and not closed yet. */
  readonly unsettledSince: Instant | null
}

export interface BatchListQuery {
  readonly level: Level
  readonly filter: BatchFilter
  readonly after: MomentKey | null
  readonly limit: number
}

/** One page of batches under an organisation, the newest opened first. */
export async function listBatches(
  db: Scoped,
  { level, filter, after, limit }: BatchListQuery,
): Promise<BoundedPage<BatchRow>> {
  const params = new Params()
  const walk = walked(level, filter, params)
  const fits = [
    ...(filter.states === null ? [] : [`line.state = any(${params.add(filter.states)})`]),
    ...(filter.batchNo === null ? [] : [`line.batch_no = ${params.add(filter.batchNo)}`]),
    ...(filter.isFlawed === null
      ? []
      : [`(line.unproven_count + line.late_count > 0) = ${params.add(filter.isFlawed)}`]),
  ]
  return await boundedPage(db, { table: batchTable, moment: 'opened_at', walk, fits, after, limit }, params)
}

function walked(level: Level, { terminalIds, unsettledSince }: BatchFilter, params: Params) {
  // an index of what is not closed: all that it finds fits
  const unsettled =
    unsettledSince === null
      ? []
      : ['line.closed_at is null', `line.opened_at <= ${params.add(new Date(unsettledSince))}`]
  if (terminalIds !== null)
    return {
      lanes: `(select unnest(${params.add(terminalIds)}::text[]) as scope_id) as scope`,
      match: ['line.terminal_id = lane.scope_id', `line.path <@ ${params.add(level.path)}::ltree`, ...unsettled],
      isDense: false,
    }
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  return { lanes: sql, match: [`line.${column} = lane.scope_id`, ...unsettled], isDense: level.kind === 'ACQUIRER' }
}
