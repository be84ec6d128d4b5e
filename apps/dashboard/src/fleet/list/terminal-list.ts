import { useApolloClient, useQuery, useSubscription } from '@apollo/client/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  TerminalChangesDocument,
  TerminalListDocument,
  TerminalsOnScreenDocument,
  type TerminalRowFragment,
} from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { AUTO_LOADED_ROWS_MAX, FIGURES_EVERY_MS, PAGE_SIZE } from '../../limits.ts'
import type { ListState } from './list-state.ts'
import { displacedBy } from './pending.ts'

/** Most ids that the API takes in one question. */
const NODES_MAX = 100

/** The list as the screen needs it: rows that change in place, and a count of what would change places. */
export interface TerminalList {
  readonly rows: readonly TerminalRowFragment[]
  readonly total: number | null
  readonly isLowerBound: boolean
  readonly more: boolean
  readonly loading: boolean
  readonly loadingMore: boolean
  readonly error: unknown
  /** Updates that wait to be shown. */
  readonly waiting: number
  loadMore(): void
  /** Scrolling to the end loads more by itself, up to a limit. */
  reachEnd(): void
  refresh(): void
}

export function useTerminalList(
  { filter, orderBy }: Pick<ListState, 'filter' | 'orderBy'>,
  paused: boolean,
): TerminalList {
  const variables = { first: PAGE_SIZE, filter, orderBy }
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(TerminalListDocument, {
    variables,
    notifyOnNetworkStatusChange: true,
  })
  const shown = (data ?? (error === undefined ? previousData : undefined))?.terminals
  const rows = shown?.nodes ?? []
  const more = shown?.pageInfo.hasNextPage ?? false
  const live = useWaiting({ rows, filter, orderBy, more }, paused, refetch)
  useFreshRows(rows, paused)

  const next = useMore(fetchMore, shown?.pageInfo.endCursor)
  return {
    rows,
    total: shown?.totalCount ?? null,
    isLowerBound: shown?.totalCountIsLowerBound ?? false,
    more,
    loading,
    loadingMore: next.loading,
    error: error ?? next.error,
    waiting: live.waiting,
    loadMore: next.load,
    reachEnd: () => {
      if (more && next.error === undefined && rows.length < AUTO_LOADED_ROWS_MAX) next.load()
    },
    refresh: live.show,
  }
}

/** Follows the fleet: cells change through the cache at once; rows that would move are counted. */
function useWaiting(shown: Parameters<typeof displacedBy>[1], paused: boolean, refetch: () => Promise<unknown>) {
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef(shown)
  latest.current = shown
  const { organisationId, models, states } = shown.filter
  const scope = useMemo(() => ({ organisationId, models, states }), [organisationId, models, states])
  const show = useCallback(() => {
    setWaiting(new Set())
    void refetch()
  }, [refetch])

  useSubscription(TerminalChangesDocument, {
    variables: { filter: scope },
    skip: paused,
    onData: ({ data }) => {
      const change = data.data?.terminalChanges
      if (change === undefined) return
      if (change.resync) return show()
      const displaced = displacedBy(change.terminals, latest.current)
      if (displaced.length > 0) setWaiting((before) => new Set([...before, ...displaced]))
    },
  })
  useEffect(() => setWaiting(new Set()), [shown.filter])
  return { waiting: waiting.size, show }
}

/** Heartbeats are state, not events: no subscription carries them, so the rows on the screen are asked for now and then. */
function useFreshRows(rows: readonly TerminalRowFragment[], paused: boolean): void {
  const client = useApolloClient()
  const ids = useRef<string[]>([])
  ids.current = rows.slice(0, NODES_MAX).map((row) => row.id)
  useEffect(() => {
    if (paused) return
    const timer = setInterval(() => {
      if (document.hidden || ids.current.length === 0) return
      // a missed turn is made good by the next one
      client.query({ query: TerminalsOnScreenDocument, variables: { ids: ids.current } }).catch(() => undefined)
    }, FIGURES_EVERY_MS)
    return () => clearInterval(timer)
  }, [client, paused])
}
