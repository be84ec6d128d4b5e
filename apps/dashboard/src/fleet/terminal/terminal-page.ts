import { useQuery, useSubscription } from '@apollo/client/react'
import { useEffect, useRef } from 'react'
import {
  TerminalChangesDocument,
  TerminalDocument,
  type TerminalPageFragment,
  TerminalTimelineDocument,
  TerminalTimelineLiveDocument,
  type TerminalTimelineQuery,
} from '../../api/generated/graphql.ts'
import { type More, useMore } from '../../api/more.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { TIMELINE_PAGE_SIZE } from '../../limits.ts'
import { mergeEvents } from '../events-merge.ts'
import { useFirstPosition } from '../first-position.ts'

export type TerminalOnPage = TerminalPageFragment

interface TerminalPageState {
  readonly terminal: TerminalOnPage | null
  readonly loading: boolean
  readonly error: unknown
  readonly retry: () => void
}

/** One terminal: read whole, read again when the fleet says that it changed, and now and then for its heartbeat. */
export function useTerminal(id: string): TerminalPageState {
  const { data, error, loading, refetch } = useQuery(TerminalDocument, {
    variables: { id },
    ...FIGURES_POLLING,
  })
  const terminal = data?.terminal ?? null
  const storeId = terminal?.store.id
  const version = useRef<number | undefined>(undefined)
  useSubscription(TerminalChangesDocument, {
    variables: { filter: { organisationId: storeId } },
    skip: storeId === undefined,
    onData: ({ data: { data: change } }) => {
      const changed = change?.terminalChanges.terminals.find((one) => one.id === id)
      if (change?.terminalChanges.resync === true || (changed !== undefined && changed.version !== version.current))
        void refetch()
    },
  })
  useEffect(() => {
    version.current = terminal?.version
  }, [terminal?.version])
  return { terminal, loading, error, retry: () => void refetch() }
}

export type TimelineEvent = NonNullable<TerminalTimelineQuery['terminal']>['timeline']['nodes'][number]

interface Timeline {
  readonly events: readonly TimelineEvent[]
  readonly more: boolean
  readonly next: More
  readonly loading: boolean
  readonly error: unknown
  readonly retry: () => void
}

/** A terminal's timeline, newest first; what happens now comes in on top, from the position of the first answer. */
export function useTimeline(id: string): Timeline {
  const { data, error, loading, refetch, fetchMore, updateQuery } = useQuery(TerminalTimelineDocument, {
    variables: { id, first: TIMELINE_PAGE_SIZE },
  })
  const timeline = data?.terminal?.timeline
  const next = useMore(fetchMore, timeline?.pageInfo.endCursor)
  useSubscription(TerminalTimelineLiveDocument, {
    variables: { terminalId: id, since: useFirstPosition(id, timeline?.nodes) },
    skip: timeline === undefined,
    onData: ({ data: { data: batch } }) => {
      if (batch === undefined) return
      if (batch.terminalTimeline.resync) return void refetch()
      updateQuery((before) => withEvents(before as TerminalTimelineQuery, batch.terminalTimeline.events))
    },
  })
  return {
    events: timeline?.nodes ?? [],
    more: timeline?.pageInfo.hasNextPage ?? false,
    next,
    loading,
    error: error ?? next.error,
    retry: () => void refetch(),
  }
}

function withEvents(
  before: TerminalTimelineQuery,
  events: readonly TimelineEvent[],
): TerminalTimelineQuery | undefined {
  if (before.terminal == null) return undefined
  const { terminal } = before
  return {
    ...before,
    terminal: {
      ...terminal,
      timeline: { ...terminal.timeline, nodes: mergeEvents(terminal.timeline.nodes, events, 'newest') },
    },
  }
}
