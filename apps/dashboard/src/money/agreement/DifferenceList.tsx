import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { DifferencesDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { DifferenceTable } from './DifferenceTable.tsx'

/** What is open under an organisation, or of one terminal. */
export function DifferenceList(place: { organisationId?: string; terminalId?: string }) {
  const { t } = useTranslation()
  const polling = useListPolling(BOARD_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(DifferencesDocument, {
    variables: { first: BOARD_SIZE, ...place },
    ...polling.options,
  })
  const page = data?.differences
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  polling.tell(rows.length)
  const fault = error ?? next.error
  return (
    <Panel title={t('agreement.differences')} flush>
      {fault !== undefined && (
        <FaultPanel error={fault} what={t('agreement.differences')} retry={() => void refetch()} />
      )}
      {rows.length === 0 && loading && <WaitingRows rows={3} />}
      {rows.length === 0 && !loading && fault === undefined && (
        <p className="panel-body quiet">{t('agreement.noneOpen')}</p>
      )}
      {rows.length > 0 && <DifferenceTable rows={rows} />}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
    </Panel>
  )
}
