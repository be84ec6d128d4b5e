import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CasesDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { useRowKeys } from '../../fleet/list/row-keys.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { CASE_NAMES, readCaseFilter } from './case-filter.ts'
import { CaseFilters } from './CaseFilters.tsx'
import { CaseTable } from './CaseTable.tsx'

const nothing = () => undefined

/** What differs somewhere and waits for somebody, the oldest first. */
export function CasesPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const asked = readCaseFilter(search)
  const polling = useListPolling()
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(CasesDocument, {
    variables: { first: PAGE_SIZE, ...asked },
    notifyOnNetworkStatusChange: true,
    ...polling.options,
  })
  const page = (data ?? previousData)?.cases
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const active = useRowKeys(
    rows.map(({ id }) => id),
    nothing,
  )
  polling.tell(rows.length)
  const fault = error ?? next.error
  const isNarrowed = CASE_NAMES.some((name) => search[name] !== undefined)
  return (
    <div className="page">
      <PageHead
        tab={t('correctionTab.cases')}
        title={t('correctionTab.cases')}
        below={<span className="quiet">{t('case.what')}</span>}
      />
      <CorrectionsNav />
      <CaseFilters filter={asked.filter} orderBy={asked.orderBy} />
      {fault !== undefined && <FaultPanel error={fault} what={t('correctionTab.cases')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows />}
      {rows.length === 0 && !loading && fault === undefined && (
        <Blank title={t(isNarrowed ? 'case.nothing' : 'case.none')}>
          {t(isNarrowed ? 'explorer.nothingHow' : 'case.noneHow')}
        </Blank>
      )}
      {rows.length > 0 && <CaseTable rows={rows} activeId={active} />}
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          more={page?.pageInfo.hasNextPage === true}
          loading={next.loading}
          onMore={next.load}
        />
      )}
    </div>
  )
}
