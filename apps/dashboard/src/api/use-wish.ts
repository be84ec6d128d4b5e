import type { TypedDocumentNode } from '@apollo/client'
import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import type { Refused } from './outcome.ts'
import { useWishKeys } from './wish-keys.ts'

interface Answer {
  readonly userErrors: readonly Refused[]
}

/** How a wish stands: on its way, or why it was not fulfilled. */
export interface WishState {
  readonly busy: boolean
  readonly refusals: readonly Refused[]
  readonly error: unknown
}

/** One thing that a person may ask for, under a key that stays the same until an answer came. */
export interface Wish<Input, Payload> extends WishState {
  /** The payload when it was accepted, else null: `refusals` or `error` say why. */
  send(wish: Omit<Input, 'idempotencyKey'>): Promise<Payload | null>
}

/** A mutation with one root field that takes an input and answers a payload with refusals. */
export function useWish<Data extends object, Input extends { idempotencyKey: string }, Payload extends Answer>(
  document: TypedDocumentNode<Data, { input: Input }>,
  payloadOf: (data: Data) => Payload,
  refetchQueries: string[] = [],
): Wish<Input, Payload> {
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [mutate, { loading, error }] = useMutation(document, { onError: () => undefined, refetchQueries })
  const send = async (wish: Omit<Input, 'idempotencyKey'>) => {
    const input = { ...wish, idempotencyKey: keys.of(wish) } as Input
    const { data } = await mutate({ variables: { input } })
    if (data == null) return null
    keys.answered(wish)
    const payload = payloadOf(data)
    setRefusals(payload.userErrors)
    return payload.userErrors.length === 0 ? payload : null
  }
  return { send, busy: loading, refusals, error }
}

/** A mutation that says the same however often it is sent, and so takes no key. */
export function usePlainWish<Data extends object, Input extends object, Payload extends Answer>(
  document: TypedDocumentNode<Data, { input: Input }>,
  payloadOf: (data: Data) => Payload,
  refetchQueries: string[] = [],
): WishState & { send(input: Input): Promise<Payload | null> } {
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [mutate, { loading, error }] = useMutation(document, { onError: () => undefined, refetchQueries })
  const send = async (input: Input) => {
    const { data } = await mutate({ variables: { input } })
    if (data == null) return null
    const payload = payloadOf(data)
    setRefusals(payload.userErrors)
    return payload.userErrors.length === 0 ? payload : null
  }
  return { send, busy: loading, refusals, error }
}

/** Several wishes of one form, of which one is sent at a time: as one. */
export function together(wishes: readonly WishState[]): WishState {
  return {
    busy: wishes.some(({ busy }) => busy),
    refusals: wishes.flatMap(({ refusals }) => refusals),
    error: wishes.find(({ error }) => error !== undefined)?.error,
  }
}
