import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { ApprovalsDocument } from '../api/generated/graphql.ts'
import { useList } from '../api/list.ts'
import { useListPolling } from '../api/polling.ts'
import { APPROVALS_SIZE } from '../limits.ts'
import { Blank } from '../ui/Blank.tsx'
import { ListFrame } from '../ui/ListFrame.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { ApprovalCard } from './ApprovalCard.tsx'

/** What waits for a second person, whatever it is, the longest waiting first. Each is decided by itself, on its own card. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const polling = useListPolling(APPROVALS_SIZE)
  const asked = useQuery(ApprovalsDocument, {
    variables: { first: APPROVALS_SIZE },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.approvals)
  polling.tell(list.rows.length)
  return (
    <div className="page page-narrow">
      <PageHead
        tab={t('rail.approvals')}
        title={t('rail.approvals')}
        below={<span className="quiet">{t('approvals.what')}</span>}
      />
      <ListFrame
        list={list}
        what={t('rail.approvals')}
        waiting={4}
        blank={<Blank title={t('approvals.none')}>{t('approvals.noneHow')}</Blank>}
      >
        {(cards) => (
          <div className="stack">
            {cards.map((card) => (
              <ApprovalCard key={card.id} card={card} headed />
            ))}
          </div>
        )}
      </ListFrame>
    </div>
  )
}
