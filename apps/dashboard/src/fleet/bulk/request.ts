import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import {
  BulkRequestDocument,
  type BulkRequestInput,
  type ParametersChangeInput,
  type RolloutPlanInput,
  RolloutStartDocument,
  type RolloutStartInput,
} from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { paths, type Place } from '../../paths.ts'

/** Asks for an action on many, at once or, with a plan, in steps; leads to its page. */
export function useBulkRequest(onRequested: (place: Place) => void) {
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [request, atOnce] = useMutation(BulkRequestDocument, { onError: () => undefined })
  const [start, inSteps] = useMutation(RolloutStartDocument, { onError: () => undefined })
  const send = async (
    wish: Omit<BulkRequestInput, 'idempotencyKey'>,
    plan: RolloutPlanInput | undefined,
    parameters: ParametersChangeInput | undefined,
  ) => {
    if (plan !== undefined) return await sendPlanned({ ...wish, plan, ...(parameters && { parameters }) })
    const { data } = await request({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    setRefusals(data?.bulkRequest.userErrors ?? [])
    const id = data?.bulkRequest.bulkAction?.id
    if (id !== undefined) onRequested(paths.bulkAction(id))
  }
  const sendPlanned = async (planned: Omit<RolloutStartInput, 'idempotencyKey'>) => {
    const { data } = await start({ variables: { input: { ...planned, idempotencyKey: keys.of(planned) } } })
    if (data !== undefined) keys.answered(planned)
    setRefusals(data?.rolloutStart.userErrors ?? [])
    const id = data?.rolloutStart.rollout?.id
    if (id !== undefined) onRequested(paths.rollout(id))
  }
  return { send, busy: atOnce.loading || inSteps.loading, refusals, fault: atOnce.error ?? inSteps.error }
}
