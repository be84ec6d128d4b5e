import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CorrectionsDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { useRowKeys } from '../../fleet/list/row-keys.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { useFurther } from '../../money/look-further.ts'
import { SearchedThrough } from '../../money/SearchedThrough.tsx'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { readCorrectionFilter, readView } from './correction-filter.ts'
import { CorrectionFilters } from './CorrectionFilters.tsx'
import { CorrectionTable } from './CorrectionTable.tsx'

const nothing = () => undefined

/** Corrections: what waits for this person first, the longest waiting on top; or one's own; or all. */
export function CorrectionsPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const view = readView(search, permissions.includes('correction:approve'))
  const filter = readCorrectionFilter(search, view)
  const polling = useListPolling()
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(CorrectionsDocument, {
    variables: { first: PAGE_SIZE, filter, orderBy: view === 'check' ? 'OLDEST' : 'NEWEST' },
    notifyOnNetworkStatusChange: true,
    ...polling.options,
  })
  const page = (data ?? previousData)?.corrections
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const active = useRowKeys(
    rows.map(({ id }) => id),
    nothing,
  )
  const further = useFurther(data?.corrections.searchedThrough ?? null, next, JSON.stringify(filter))
  // a first page fetched anew would take away what was looked for over several rounds
  polling.tell(further.searchedThrough === null ? rows.length : Number.POSITIVE_INFINITY)
  const fault = error ?? next.error
  const title = t('correctionTab.corrections')
  return (
    <div className="page">
      <PageHead
        tab={title}
        title={title}
        below={<span className="quiet">{t(`correctionViewWhat.${view}`)}</span>}
        actions={permissions.includes('correction:make') && <FromFile />}
      />
      <CorrectionsNav />
      <CorrectionFilters view={view} filter={filter} />
      {fault !== undefined && <FaultPanel error={fault} what={title} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows />}
      {rows.length === 0 && !loading && fault === undefined && !further.looking && (
        <Blank title={t(`correctionViewNone.${view}`)}>{t(`correctionViewNoneHow.${view}`)}</Blank>
      )}
      {rows.length > 0 && <CorrectionTable rows={rows} activeId={active} />}
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          more={page?.pageInfo.hasNextPage === true && further.searchedThrough === null}
          loading={next.loading}
          onMore={next.load}
        />
      )}
      <SearchedThrough further={further} />
    </div>
  )
}

function FromFile() {
  const { t } = useTranslation()
  const { go } = useUrl()
  return <Button onClick={() => go(paths.correctionBulk())}>{t('bulkCorrection.open')} …</Button>
}
