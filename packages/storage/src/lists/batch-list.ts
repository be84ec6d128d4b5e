import type { Instant } from '@budeng/kernel'
import type { BatchState } from '@budeng/transactions'
import { type BatchRow, batchTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { boundedPage, type BoundedPage, type MomentKey, type Walk } from './bounded-page.ts'
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
  const { known, ...walk } = walked(level, filter, params)
  const fits = [
    ...(filter.states === null ? [] : [`line.state = any(${params.add(filter.states)})`]),
    ...(filter.batchNo === null || known === 'batchNo' ? [] : [`line.batch_no = ${params.add(filter.batchNo)}`]),
    ...(filter.isFlawed === null || known === 'isFlawed'
      ? []
      : [`(line.unproven_count + line.late_count > 0) = ${params.add(filter.isFlawed)}`]),
  ]
  return await boundedPage(db, { table: batchTable, moment: 'opened_at', walk, fits, after, limit }, params)
}

/** States that a batch is in only after it was found out of balance. */
const AFTER_IMBALANCE: readonly BatchState[] = ['UNBALANCED', 'UPLOADING', 'RECONCILED']

/** A walk, and the wish that needs no check any more because the index answers it. */
interface NarrowWalk extends Walk {
  readonly known: keyof BatchFilter | null
}

/** The index that is walked: of one terminal, of one number, of the few that are flawed or out of balance, else of the level. */
function walked(level: Level, filter: BatchFilter, params: Params): NarrowWalk {
  const { terminalIds, batchNo, isFlawed, states, unsettledSince } = filter
  // an index of what is not closed: all that it finds fits
  const unsettled = () =>
    unsettledSince === null
      ? []
      : ['line.closed_at is null', `line.opened_at <= ${params.add(new Date(unsettledSince))}`]
  if (terminalIds !== null)
    return {
      lanes: `(select unnest(${params.add(terminalIds)}::text[]) as scope_id) as scope`,
      match: ['line.terminal_id = lane.scope_id', `line.path <@ ${params.add(level.path)}::ltree`, ...unsettled()],
      isDense: false,
      known: 'terminalIds',
    }
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const narrow = (known: keyof BatchFilter | null, ...more: readonly string[]): NarrowWalk => ({
    lanes: sql,
    match: [`line.${column} = lane.scope_id`, ...more],
    isDense: known === null && level.kind === 'ACQUIRER',
    known,
  })
  if (unsettledSince !== null) return narrow(null, ...unsettled())
  if (batchNo !== null) return narrow('batchNo', `line.batch_no = ${params.add(batchNo)}`)
  if (isFlawed === true) return narrow('isFlawed', 'line.unproven_count + line.late_count > 0')
  if (states?.every((state) => AFTER_IMBALANCE.includes(state)) === true)
    return narrow('states', `line.imbalances <> '{}'`)
  return narrow(null)
}
