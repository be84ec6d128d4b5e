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
  /** When it was first heard of. */
  readonly recordedSince: Instant | null
  readonly recordedUntil: Instant | null
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

/** A walk, and the wishes that need no check any more because the index answers them. */
interface NarrowWalk extends Walk {
  readonly known: readonly (keyof TransactionFilter)[]
}

/** The index that is walked: of what is named most narrowly, else of the organisation's level. */
function walked(level: Level, filter: TransactionFilter, params: Params): NarrowWalk {
  const within = () => `line.path <@ ${params.add(level.path)}::ltree`
  const { terminalIds, batchNo, rrn, card, stan, amount } = filter
  if (terminalIds !== null)
    return {
      lanes: `(select unnest(${params.add(terminalIds)}::text[]) as scope_id) as scope`,
      match: [
        'line.terminal_id = lane.scope_id',
        within(),
        ...(batchNo === null ? [] : [`line.batch_no = ${params.add(batchNo)}`]),
      ],
      known: ['terminalIds', 'batchNo'],
      isDense: false,
    }
  // hardly two transactions have one
  if (rrn !== null)
    return {
      lanes: `(select ''::text as scope_id) as scope`,
      match: [`line.rrn = ${params.add(rrn)}`, within()],
      known: ['rrn'],
      isDense: false,
    }
  const { sql, column, param } = scopeLanes(level)
  params.add(param)
  const narrow = (known: readonly (keyof TransactionFilter)[], ...more: readonly string[]): NarrowWalk => ({
    lanes: sql,
    match: [`line.${column} = lane.scope_id`, ...more],
    known,
    isDense: known.length === 0 && level.kind === 'ACQUIRER',
  })
  // a merchant's or a store's own lines are few enough to look through
  if (level.kind === 'MERCHANT' || level.kind === 'STORE') return narrow([])
  if (card !== null) return narrow(['card'], `line.last4 = ${params.add(card.last4)}`)
  if (stan !== null) return narrow(['stan'], `line.stan = ${params.add(stan)}`)
  if (amount !== null && amount.min === amount.max) return narrow(['amount'], `line.amount = ${params.add(amount.min)}`)
  return narrow([])
}

function rangeOf({ since, until }: TransactionFilter, params: Params): string[] {
  return [
    ...(since === null ? [] : [`line.at >= ${params.add(new Date(since))}`]),
    ...(until === null ? [] : [`line.at < ${params.add(new Date(until))}`]),
  ]
}

/** What a line must be beside what its index says of it. */
function fitting(filter: TransactionFilter, known: NarrowWalk['known'], params: Params): string[] {
  const oneOf = (column: string, values: readonly string[] | null) =>
    values === null ? [] : [`line.${column} = any(${params.add(values)})`]
  const exactly = (column: string, value: string | boolean | null) =>
    value === null ? [] : [`line.${column} = ${params.add(value)}`]
  return [
    ...(known.includes('rrn') ? [] : exactly('rrn', filter.rrn)),
    ...(known.includes('stan') ? [] : exactly('stan', filter.stan)),
    ...(known.includes('card') ? [] : exactly('last4', filter.card?.last4 ?? null)),
    ...exactly('first6', filter.card?.first6 ?? null),
    ...(known.includes('amount') || filter.amount === null
      ? []
      : [`line.amount between ${params.add(filter.amount.min)} and ${params.add(filter.amount.max)}`]),
    ...exactly('currency', filter.currency),
    ...(known.includes('batchNo') ? [] : exactly('batch_no', filter.batchNo)),
    ...exactly('late', filter.late),
    ...(filter.recordedSince === null ? [] : [`line.recorded_at >= ${params.add(new Date(filter.recordedSince))}`]),
    ...(filter.recordedUntil === null ? [] : [`line.recorded_at < ${params.add(new Date(filter.recordedUntil))}`]),
    ...oneOf('type', filter.types),
    ...oneOf('auth_state', filter.authStates),
    ...oneOf('reversal_state', filter.reversalStates),
    ...oneOf('follow_up_state', filter.followUpStates),
    ...oneOf('settlement_state', filter.settlementStates),
  ]
}
