import { useQuery, useSubscription } from '@apollo/client/react'
import { CommandDocument, type CommandQuery, CommandProgressDocument } from '../../api/generated/graphql.ts'
import { mergeEvents } from '../events-merge.ts'
import { useFirstPosition } from '../first-position.ts'

type FollowedCommand = NonNullable<CommandQuery['command']>

/**
 * One command: read once, then every step as it happens, without gaps. Followed beyond its end too: another list on the page
 * may say before us that it ended, and what ends it, or comes late, is still on its way.
 */
export function useCommand(id: string): {
  command: FollowedCommand | null
  loading: boolean
  error: unknown
  retry: () => void
} {
  const { data, error, loading, refetch, updateQuery } = useQuery(CommandDocument, { variables: { id } })
  const command = data?.command ?? null
  useSubscription(CommandProgressDocument, {
    variables: { commandId: id, since: useFirstPosition(id, command?.timeline) },
    skip: command === null,
    onData: ({ data: { data: change } }) => {
      const event = change?.commandProgress.event
      if (event == null) return
      updateQuery((before) => {
        const known = before.command as FollowedCommand | null | undefined
        return known == null
          ? undefined
          : {
              ...(before as CommandQuery),
              command: { ...known, timeline: mergeEvents(known.timeline, [event], 'oldest') },
            }
      })
    },
  })
  return { command, loading, error, retry: () => void refetch() }
}
