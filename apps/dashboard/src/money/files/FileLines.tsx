import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { FileLinesDocument } from '../../api/generated/graphql.ts'
import { useListPolling } from '../../api/polling.ts'
import { useMore } from '../../api/more.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { BOARD_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { LINE_STATES } from './counts.ts'
import { LineTable } from './LineTable.tsx'

/** The lines of a file in their order, narrowed to one outcome. */
export function FileLines({ id }: { id: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const state = LINE_STATES.find((one) => one === search['state'])
  const polling = useListPolling(BOARD_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(FileLinesDocument, {
    variables: { id, state, first: BOARD_SIZE },
    ...polling.options,
  })
  const page = data?.fileImport?.lines
  const rows = page?.nodes ?? []
  polling.tell(rows.length)
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const fault = error ?? next.error
  return (
    <Panel
      title={t('file.lines')}
      extra={
        <FilterChip
          single
          name={t('column.state')}
          options={LINE_STATES.map((value) => ({ value, label: t(`fileLineState.${value}`) }))}
          chosen={state === undefined ? [] : [state]}
          onChange={([value]) => change({ state: value })}
        />
      }
      flush
    >
      {fault !== undefined && <FaultPanel error={fault} what={t('file.lines')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={4} />}
      {rows.length === 0 && !loading && fault === undefined && <p className="panel-body quiet">{t('file.noLines')}</p>}
      {rows.length > 0 && <LineTable label={t('file.lines')} rows={rows} />}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
    </Panel>
  )
}
