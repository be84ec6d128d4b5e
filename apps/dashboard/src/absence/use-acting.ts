import { useMutation, useQuery } from '@apollo/client/react'
import { useState } from 'react'
import { DeputyActDocument, type DeputyFullFragment, MyDutiesDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import type { Refused } from '../api/outcome.ts'
import { useViewer } from '../session/viewer.ts'

/** For whom the person may act, and does. A change of place changes everything that is shown, so the page begins anew. */
export function useActing() {
  // nothing else is answered before a factor is set up that the role needs
  const skip = useViewer()?.security.mustEnrol ?? true
  const { data } = useQuery(MyDutiesDocument, { ...FIGURES_POLLING, skip })
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(DeputyActDocument, { onError: () => undefined })
  const act = async (deputyship: DeputyFullFragment | null) => {
    const { data: answer } = await send({ variables: { input: { deputyshipId: deputyship?.id ?? null } } })
    if (answer === undefined) return
    setRefusals(answer.deputyAct.userErrors)
    if (answer.deputyAct.userErrors.length === 0) window.location.assign('/')
  }
  const viewer = data?.viewer
  return {
    actingAs: viewer?.actingAs ?? null,
    duties: viewer?.deputyships ?? [],
    act,
    busy: loading,
    refusals,
    error,
  }
}
