import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import {
  type ApprovalCardFragment,
  BreakGlassReviewDocument,
  BreakGlassUseDocument,
  BulkDecideDocument,
  ChangeDecideDocument,
  ChangeWithdrawDocument,
  CommandDecideDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'

/** What a person decides on one card. Each answers whether it was accepted. */
export interface Decisions {
  readonly busy: boolean
  readonly refusals: readonly Refused[]
  readonly error: unknown
  decide(approve: boolean, note?: string): Promise<boolean>
  withdraw(): Promise<boolean>
  actAlone(reason: string): Promise<boolean>
}

const OPTIONS = { onError: () => undefined, refetchQueries: ['FleetFigures', 'Approvals'] }

/** The mutation of each kind, with the hash that stands on the card. */
export function useDecisions({ id, kind, hash }: Pick<ApprovalCardFragment, 'id' | 'kind' | 'hash'>): Decisions {
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [bulk, bulkState] = useMutation(BulkDecideDocument, OPTIONS)
  const [command, commandState] = useMutation(CommandDecideDocument, OPTIONS)
  const [change, changeState] = useMutation(ChangeDecideDocument, OPTIONS)
  const [review, reviewState] = useMutation(BreakGlassReviewDocument, OPTIONS)
  const [takeBack, takeBackState] = useMutation(ChangeWithdrawDocument, OPTIONS)
  const [alone, aloneState] = useMutation(BreakGlassUseDocument, OPTIONS)
  const states = [bulkState, commandState, changeState, reviewState, takeBackState, aloneState]

  /** Sends under a key that stays the same until an answer came. */
  const sent = async <Wish extends object>(
    wish: Wish,
    send: (input: Wish & { idempotencyKey: string }) => Promise<readonly Refused[] | undefined>,
  ) => {
    const found = await send({ ...wish, idempotencyKey: keys.of(wish) })
    if (found !== undefined) keys.answered(wish)
    setRefusals(found ?? [])
    return found?.length === 0
  }

  const decide = async (approve: boolean, note?: string) => {
    const named = { hash: hash ?? '', approve, note }
    switch (kind) {
      case 'BULK':
        return await sent(
          { bulkId: id, ...named },
          async (input) => (await bulk({ variables: { input } })).data?.bulkDecide.userErrors,
        )
      case 'COMMAND':
        return await sent(
          { commandId: id, ...named },
          async (input) => (await command({ variables: { input } })).data?.commandDecide.userErrors,
        )
      case 'CHANGE':
        return await sent(
          { changeId: id, ...named },
          async (input) => (await change({ variables: { input } })).data?.changeDecide.userErrors,
        )
      case 'REVIEW':
        return await sent(
          { breakGlassId: id, confirm: approve, note },
          async (input) => (await review({ variables: { input } })).data?.breakGlassReview.userErrors,
        )
    }
  }
  return {
    busy: states.some(({ loading }) => loading),
    refusals,
    error: states.find(({ error }) => error !== undefined)?.error,
    decide,
    withdraw: () =>
      sent(
        { changeId: id },
        async (input) => (await takeBack({ variables: { input } })).data?.changeWithdraw.userErrors,
      ),
    actAlone: (reason) =>
      sent(
        { subjectId: id, hash: hash ?? '', reason },
        async (input) => (await alone({ variables: { input } })).data?.breakGlassUse.userErrors,
      ),
  }
}
