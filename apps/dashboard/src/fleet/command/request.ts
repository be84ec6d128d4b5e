import { useMutation } from '@apollo/client/react'
import type { RequestableType } from '@budeng/fleet/public'
import { useState } from 'react'
import { CommandRequestDocument, PresenceStartDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { type CommandForm, commandInput } from './command-input.ts'

/** What a person has filled in. */
export interface Wish {
  readonly form: CommandForm
  readonly reason: string
  /** ISO 8601 length until the command expires. */
  readonly notAfter: string
}

interface RequestState {
  readonly busy: boolean
  readonly error: unknown
  readonly refusals: readonly Refused[]
  /** Asks for the presence check that comes before the command. */
  startPresence(wish: Wish): Promise<string | null>
  /** Asks for the command itself, with the presence check that was passed, if one was needed. */
  request(wish: Wish, presenceId: string | undefined): Promise<string | null>
}

/** Asks for a command, and for the presence check before it. */
export function useCommandRequest(terminalId: string, type: RequestableType): RequestState {
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const keys = useWishKeys()
  const [send, sent] = useMutation(CommandRequestDocument, { onError: () => undefined })
  const [start, started] = useMutation(PresenceStartDocument, { onError: () => undefined })
  return {
    busy: sent.loading || started.loading,
    error: sent.error ?? started.error,
    refusals,
    startPresence: async ({ form }) => {
      const wish = { terminalId, command: commandInput(type, form) }
      const { data } = await start({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
      if (data !== undefined) keys.answered(wish)
      setRefusals(data?.presenceStart.userErrors ?? [])
      return data?.presenceStart.challenge?.id ?? null
    },
    request: async ({ form, reason, notAfter }, presenceId) => {
      const wish = {
        terminalId,
        command: commandInput(type, form),
        reason: reason.trim(),
        notAfter,
        stepUp: presenceId === undefined ? null : { presenceId },
      }
      const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
      if (data !== undefined) keys.answered(wish)
      setRefusals(data?.commandRequest.userErrors ?? [])
      return data?.commandRequest.command?.id ?? null
    },
  }
}
