import { useQuery } from '@apollo/client/react'
import { type BoardShownFragment, MoneyOpenDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { useViewer } from '../session/viewer.ts'

/** How many differences are open under the person's own organisation; the amount when all are of one currency. */
export interface Open {
  readonly count: number
  readonly amount: BoardShownFragment['openDifferences'][number]['amount']
}

/** Zero as long as nothing is known, and for whoever may not read money. */
export function useOpenDifferences(): Open {
  const viewer = useViewer()
  const mayRead = viewer?.permissions.includes('transaction:read') === true && !viewer.security.mustEnrol
  const { data } = useQuery(MoneyOpenDocument, {
    variables: { organisationId: viewer?.person.organisation.id ?? '' },
    skip: !mayRead,
    ...FIGURES_POLLING,
  })
  return openOf(data?.organisation?.agreement?.openDifferences ?? [])
}

/** What stands beside the word in the rail. Amounts of different currencies have no sum. */
export function openOf(open: BoardShownFragment['openDifferences']): Open {
  const known = open.filter(({ amount }) => amount !== null)
  return {
    count: open.reduce((sum, { count }) => sum + count, 0),
    amount: known.length === 1 ? (known[0]?.amount ?? null) : null,
  }
}
