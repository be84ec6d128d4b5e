import type { Instant } from '@budeng/kernel'
import { type RecordLineRow, recordLineTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { boundedPage, type BoundedPage, type MomentKey, type Walk } from './bounded-page.ts'
import { type Level, Params, scopeLanes } from './level.ts'

/** What a list of transactions may be narrowed by. Null: not narrowed. */
export interface TransactionFilter {
  /** Of these terminals; empty: of none. */
  readonly terminalIds: readonly string[] | null
  readonly rrn: string | null
  readonly stan: string | null
  /** Digits of a card that may be known: the first six, the last four. The first alone finds nothing fast and is not offered. */
  readonly card: { readonly first6: string | null; readonly last4: string } | null
  /** In minor units, both ends included. */
  readonly amount: { readonly min: bigint; readonly max: bigint } | null
  readonly currency: string | null
  readonly types: readonly string[] | null
  readonly authStates: readonly string[] | null
  readonly reversalStates: readonly string[] | null
  readonly followUpStates: readonly string[] | null
  readonly settlementStates: readonly string[] | null
  readonly batchNo: string | null
  readonly late: boolean | null
  readonly since: Instant | null
  readonly until: Instant | null
}

export interface TransactionListQuery {
  readonly level: Level
  readonly filter: TransactionFilter
  readonly after: MomentKey | null
  readonly limit: number
}

/** One page of transactions under an organisation, newest first. */
export async function listTransactions(
  db: Scoped,
  { level, filter, after, limit }: TransactionListQuery,
): Promise<BoundedPage<RecordLineRow>> {
  const params = new Params()
  const { known, ...walk } = walked(level, filter, params)
  const ranged = { ...walk, match: [...walk.match, ...rangeOf(filter, params)] }
  const fits = fitting(filter, known, params)
  return await boundedPage(db, { table: recordLineTable, moment: 'at', walk: ranged, fits, after, limit }, params)
}

/** A walk, and the wish that needs no check any more because the index answers it. */
interface NarrowWalk extends Walk {
  readonly known: keyof TransactionFilter | null
}

/** The index that is walked: of what is named most narrowly, else of the organisation's level. */
function walked(level: Level, filter: TransactionFilter, params: Params): NarrowWalk {
  const within = () => `line.path <@ ${params.add(level.path)}::ltree`
  const one = `(select ''::text as scope_id) as scope`
  if (filter.terminalIds !== null)
    return {
      lanes: `(select unnest(${params.add(filter.terminalIds)}::text[]) as scope_id) as scope`,
      match: ['line.terminal_id = lane.scope_id', within()],
      known: 'terminalIds',
      isDense: false,
    }
  const entry = (known: keyof TransactionFilter, column: string, value: string): NarrowWalk => ({
    lanes: one,
    match: [`line.${column} = ${params.add(value)}`, within()],
    known,
    isDense: false,
  })
  if (filter.rrn !== null) return entry('rrn', 'rrn', filter.rrn)
  if (filter.card !== null) return entry('card', 'last4', filter.card.last4)
  if (filter.stan !== null) return entry('stan', 'stan', filter.stan)
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const lane = `line.${column} = lane.scope_id`
  const isWide = level.kind === 'ACQUIRER' || level.kind === 'AGENT'
  if (isWide && filter.amount !== null && filter.amount.min === filter.amount.max)
    return {
      lanes: sql,
      match: [lane, `line.amount = ${params.add(filter.amount.min)}`],
      known: 'amount',
      isDense: false,
    }
  return { lanes: sql, match: [lane], known: null, isDense: level.kind === 'ACQUIRER' }
}

function rangeOf({ since, until }: TransactionFilter, params: Params): string[] {
  return [
    ...(since === null ? [] : [`line.at >= ${params.add(new Date(since))}`]),
    ...(until === null ? [] : [`line.at < ${params.add(new Date(until))}`]),
  ]
}

/** What a line must be beside what its index says of it. */
function fitting(filter: TransactionFilter, known: keyof TransactionFilter | null, params: Params): string[] {
  const oneOf = (column: string, values: readonly string[] | null) =>
    values === null ? [] : [`line.${column} = any(${params.add(values)})`]
  const exactly = (column: string, value: string | boolean | null) =>
    value === null ? [] : [`line.${column} = ${params.add(value)}`]
  return [
    ...(known === 'rrn' ? [] : exactly('rrn', filter.rrn)),
    ...(known === 'stan' ? [] : exactly('stan', filter.stan)),
    ...(known === 'card' ? [] : exactly('last4', filter.card?.last4 ?? null)),
    ...exactly('first6', filter.card?.first6 ?? null),
    ...(known === 'amount' || filter.amount === null
      ? []
      : [`line.amount between ${params.add(filter.amount.min)} and ${params.add(filter.amount.max)}`]),
    ...exactly('currency', filter.currency),
    ...exactly('batch_no', filter.batchNo),
    ...exactly('late', filter.late),
    ...oneOf('type', filter.types),
    ...oneOf('auth_state', filter.authStates),
    ...oneOf('reversal_state', filter.reversalStates),
    ...oneOf('follow_up_state', filter.followUpStates),
    ...oneOf('settlement_state', filter.settlementStates),
  ]
}
