import { useQuery } from '@apollo/client/react'
import { useCallback, useEffect, useState } from 'react'
import {
  NewestTransactionsDocument,
  type TransactionFilter,
  type TransactionLineFragment,
  TransactionsDocument,
} from '../../api/generated/graphql.ts'
import { type Further, useFurther } from '../../api/look-further.ts'
import { useMore } from '../../api/more.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { AUTO_LOADED_ROWS_MAX, NEWER_ROWS_MAX, PAGE_SIZE } from '../../limits.ts'

/** The explorer's rows: what is shown stays where it is, what is newer is counted. */
export interface TransactionList {
  readonly rows: readonly TransactionLineFragment[]
  readonly more: boolean
  readonly loading: boolean
  readonly loadingMore: boolean
  readonly error: unknown
  readonly further: Further
  /** Newer ones that wait to be shown, and whether there are more than were counted. */
  readonly newer: { readonly count: number; readonly isLowerBound: boolean }
  loadMore(): void
  reachEnd(): void
  refresh(): void
}

export function useTransactionList(filter: TransactionFilter, skip: boolean): TransactionList {
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(TransactionsDocument, {
    variables: { first: PAGE_SIZE, filter },
    notifyOnNetworkStatusChange: true,
    skip,
  })
  const page = skip ? undefined : (data ?? (error === undefined ? previousData : undefined))?.transactions
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const further = useFurther(data?.transactions.searchedThrough ?? null, next, JSON.stringify(filter))
  const more = (page?.pageInfo.hasNextPage ?? false) && further.searchedThrough === null
  const newer = useNewer(filter, skip || data === undefined, rows[0]?.id ?? null)
  return {
    rows,
    more,
    loading: loading && !skip,
    loadingMore: next.loading,
    error: error ?? next.error,
    further,
    newer,
    loadMore: next.load,
    reachEnd: () => {
      if (more && next.error === undefined && rows.length < AUTO_LOADED_ROWS_MAX) next.load()
    },
    refresh: () => {
      newer.forget()
      void refetch()
    },
  }
}

/** Looks now and then whether newer ones came; the rows on the screen stay until the person wants those. */
function useNewer(filter: TransactionFilter, skip: boolean, newest: string | null) {
  const { data } = useQuery(NewestTransactionsDocument, {
    variables: { first: NEWER_ROWS_MAX, filter },
    fetchPolicy: 'no-cache',
    skip,
    ...FIGURES_POLLING,
  })
  const ids = data?.transactions.nodes.map(({ id }) => id) ?? []
  const at = newest === null ? ids.length : ids.indexOf(newest)
  const count = at < 0 ? ids.length : at
  const [forgotten, setForgotten] = useState<unknown>(undefined)
  useEffect(() => setForgotten(undefined), [newest])
  const forget = useCallback(() => setForgotten(data), [data])
  const isForgotten = data !== undefined && forgotten === data
  return { count: isForgotten ? 0 : count, isLowerBound: at < 0, forget }
}
