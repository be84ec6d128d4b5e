import { useQuery, useSubscription } from '@apollo/client/react'
import { CommandDocument, type CommandQuery, CommandProgressDocument } from '../../api/generated/graphql.ts'
import { mergeEvents } from '../events-merge.ts'
import { useFirstPosition } from '../first-position.ts'

type FollowedCommand = NonNullable<CommandQuery['command']>

/** One command, followed until it is final: read once, then every step as it happens, without gaps. */
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
    skip: command === null || command.final,
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
