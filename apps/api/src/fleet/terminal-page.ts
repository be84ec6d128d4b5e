import {
  countTerminals,
  type Level,
  listTerminals,
  NO_FILTER,
  type TerminalFilter,
  type TerminalKey,
  type TerminalOrder,
  type TerminalView,
} from '@budeng/storage'
import { levelFor } from '../access/find-organisation.ts'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { TOTAL_COUNT_MAX } from '../limits.ts'
import { terminalFilter, type TerminalsArgs } from './terminal-input.ts'

/** A page with what is needed to count the whole, should somebody ask. */
export interface TerminalPage extends Connection<TerminalView> {
  readonly counted: () => Promise<number>
}

const BY_TID: TerminalOrder = { field: 'TID', direction: 'ASC' }

/** One page of the viewer's terminals. An organisation that is not theirs has none. */
export async function terminalPage(operation: Operation, args: TerminalsArgs): Promise<TerminalPage> {
  const first = pageSize(args.first, 'root')
  const filter = terminalFilter(args.filter, operation.now)
  const order = args.orderBy ?? BY_TID
  const level = await levelFor(operation, args.filter?.organisationId)
  const hash = listHash(listOf(args, order))
  const after = args.after == null ? null : keyOf(order, args.after, hash)
  const rows =
    level === null
      ? []
      : await operation.read((db) => listTerminals(db, { level, filter, order, after, limit: first + 1 }))
  return {
    ...connectionOf(rows, first, args.after, (row) => cursorOf(order, row, hash)),
    counted: counter(operation, level, filter),
  }
}

/** What makes a cursor good for a list: order and filter as they were asked for, lists in any order. */
function listOf({ filter }: TerminalsArgs, order: TerminalOrder): object {
  const { offlineFor, organisationId, ...rest } = filter ?? {}
  // the moment that `offlineFor` means moves on; the length that was asked for does not
  const { offlineSince: _moving, ...still } = filter == null ? NO_FILTER : terminalFilter(rest, 0)
  return {
    order: `${order.field} ${order.direction}`,
    still,
    organisationId: organisationId ?? null,
    offlineFor: offlineFor ?? null,
  }
}

function keyOf({ field }: TerminalOrder, cursor: string, hash: string): TerminalKey {
  if (field === 'TID') {
    const [tid] = decodeCursor(cursor, hash, ['string'])
    return { tid }
  }
  const [presenceSince, id] = decodeCursor(cursor, hash, ['number', 'string'])
  return { presenceSince, id }
}

function cursorOf({ field }: TerminalOrder, { tid, presenceSince, id }: TerminalView, hash: string): string {
  return encodeCursor(field === 'TID' ? [tid] : [presenceSince, id], hash)
}

/** Counts once, however many fields ask. */
function counter(operation: Operation, level: Level | null, filter: TerminalFilter): () => Promise<number> {
  let count: Promise<number> | undefined
  return () => {
    count ??=
      level === null ? Promise.resolve(0) : operation.read((db) => countTerminals(db, level, filter, TOTAL_COUNT_MAX))
    return count
  }
}
