import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { ApprovalsDocument } from '../api/generated/graphql.ts'
import { useMore } from '../api/more.ts'
import { useListPolling } from '../api/polling.ts'
import { APPROVALS_SIZE } from '../limits.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { LoadMore } from '../ui/LoadMore.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import { ApprovalCard } from './ApprovalCard.tsx'

/** What waits for a second person, whatever it is, the longest waiting first. Each is decided by itself, on its own card. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const polling = useListPolling(APPROVALS_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(ApprovalsDocument, {
    variables: { first: APPROVALS_SIZE },
    ...polling.options,
  })
  const page = data?.approvals
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const cards = page?.nodes ?? []
  polling.tell(cards.length)
  const fault = error ?? next.error
  return (
    <div className="page page-narrow">
      <PageHead
        tab={t('rail.approvals')}
        title={t('rail.approvals')}
        below={<span className="quiet">{t('approvals.what')}</span>}
      />
      {fault !== undefined && <FaultPanel error={fault} what={t('rail.approvals')} retry={() => void refetch()} />}
      {cards.length === 0 && loading && <WaitingRows rows={4} />}
      {cards.length === 0 && !loading && fault === undefined && (
        <Blank title={t('approvals.none')}>{t('approvals.noneHow')}</Blank>
      )}
      <div className="stack">
        {cards.map((card) => (
          <ApprovalCard key={card.id} card={card} headed />
        ))}
      </div>
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={cards.length} more loading={next.loading} onMore={next.load} />
      )}
    </div>
  )
}
