import { type More, useMore } from './more.ts'

interface Page<Row> {
  readonly nodes: readonly Row[]
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
}

interface Asked {
  readonly error?: unknown
  readonly loading: boolean
  refetch(): Promise<unknown>
  fetchMore(options: { variables: { after: string } }): Promise<unknown>
}

/** A keyset list as far as it is loaded: its rows, the way on, and what went wrong with either. */
export interface List<Row> {
  readonly rows: readonly Row[]
  readonly loading: boolean
  readonly fault: unknown
  readonly retry: () => void
  /** There are rows beyond those that are loaded. */
  readonly more: boolean
  readonly next: More
}

/** The list that a query asked for; `page` says where in the answer it stands. */
export function useList<Row>(asked: Asked, page: Page<Row> | null | undefined): List<Row> {
  const next = useMore(asked.fetchMore, page?.pageInfo.endCursor)
  return {
    rows: page?.nodes ?? [],
    loading: asked.loading,
    fault: asked.error ?? next.error,
    retry: () => void asked.refetch(),
    more: page?.pageInfo.hasNextPage ?? false,
    next,
  }
}
