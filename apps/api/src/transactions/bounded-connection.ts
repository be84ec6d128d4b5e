import type { Instant } from '@budeng/kernel'
import type { BoundedPage, MomentKey } from '@budeng/storage'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts'

/** A page that may end before it is full, because a rare wish was looked for long enough. */
export interface BoundedConnection<Item> extends Connection<Item> {
  /** Null: the page is full, or everything was looked at. */
  readonly searchedThrough: Instant | null
}

/** The key that a cursor holds; null for the first page. */
export function momentKeyOf(after: string | null | undefined, hash: string): MomentKey | null {
  if (after == null) return null
  const [at, id] = decodeCursor(after, hash, ['number', 'string'])
  return { at, id }
}

/** Rows that were read with one more than asked for, as a page that says how far it was looked. */
export function boundedConnectionOf<Row extends { readonly id: string }>(
  { rows, examinedThrough }: BoundedPage<Row>,
  list: { readonly first: number; readonly after: string | null; readonly hash: string },
  momentOf: (row: Row) => Instant,
): BoundedConnection<Row> {
  const page = connectionOf(rows, list.first, list.after, (row) => encodeCursor([momentOf(row), row.id], list.hash))
  // one row too many says already that more follow
  if (examinedThrough === null || rows.length > list.first) return { ...page, searchedThrough: null }
  const endCursor = encodeCursor([examinedThrough.at, examinedThrough.id], list.hash)
  return {
    ...page,
    pageInfo: { ...page.pageInfo, hasNextPage: true, endCursor },
    searchedThrough: examinedThrough.at,
  }
}
