import { useQuery } from '@apollo/client/react'
import { ApprovalDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { WaitingRows } from '../ui/Waiting.tsx'
import { ApprovalCard } from './ApprovalCard.tsx'

/** The card of one thing on its own page, as long as it waits. */
export function WaitingCard({ id }: { id: string }) {
  const { data, loading } = useQuery(ApprovalDocument, { variables: { id }, ...FIGURES_POLLING })
  if (data === undefined && loading) return <WaitingRows rows={3} />
  return data?.approval == null ? null : <ApprovalCard card={data.approval} />
}
