import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BulkActionsDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { BulkTable } from './BulkTable.tsx'

/** Actions on many terminals, newest first. */
export function BulkListPage() {
  const { t } = useTranslation()
  const polling = useListPolling()
  const { data, error, loading, refetch, fetchMore } = useQuery(BulkActionsDocument, {
    variables: { first: PAGE_SIZE },
    ...polling.options,
  })
  const page = data?.bulkActions
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const rows = page?.nodes ?? []
  polling.tell(rows.length)
  const fault = error ?? next.error
  return (
    <div className="page">
      <PageHead tab={t('rail.bulk')} title={t('rail.bulk')} />
      {fault !== undefined && <FaultPanel error={fault} what={t('rail.bulk')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows />}
      {rows.length === 0 && !loading && fault === undefined && (
        <Blank title={t('bulk.none')}>
          <p>{t('bulk.noneHow')}</p>
          <GoTo place={paths.terminals()}>{t('rail.terminals')}</GoTo>
        </Blank>
      )}
      {rows.length > 0 && <BulkTable rows={rows} />}
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          more={page?.pageInfo.hasNextPage ?? false}
          loading={next.loading}
          onMore={next.load}
        />
      )}
    </div>
  )
}
