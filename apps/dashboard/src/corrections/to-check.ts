import { useQuery } from '@apollo/client/react'
import { CorrectionsToCheckDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { useViewer } from '../session/viewer.ts'

/** How many corrections wait for this person as a second one; zero for whoever may not check, and until it is known. */
export function useCorrectionsToCheck(): number {
  const viewer = useViewer()
  const mayCheck = viewer?.permissions.includes('correction:approve') === true && !viewer.security.mustEnrol
  const { data } = useQuery(CorrectionsToCheckDocument, { skip: !mayCheck, ...FIGURES_POLLING })
  return data?.correctionsToCheck ?? 0
}
