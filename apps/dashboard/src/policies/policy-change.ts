import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { PolicyChangeDocument, type PolicyInput } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'

/** Asks for a change of an organisation's own word. It waits for a second person. */
export function usePolicyChange(organisationId: string) {
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(PolicyChangeDocument, {
    onError: () => undefined,
    refetchQueries: ['FleetFigures'],
  })
  const propose = async (policy: PolicyInput, reason: string) => {
    const wish = { organisationId, policy, reason }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    setRefusals(data?.policyChange.userErrors ?? [])
    return data?.policyChange.changeRequest != null
  }
  return { propose, busy: loading, refusals, error }
}
