import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CasesDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { useRowKeys } from '../../fleet/list/row-keys.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { CASE_NAMES, readCaseFilter } from './case-filter.ts'
import { CaseFilters } from './CaseFilters.tsx'
import { CaseTable } from './CaseTable.tsx'

const nothing = () => undefined

/** What differs somewhere and waits for somebody, the oldest first. */
export function CasesPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const criteria = readCaseFilter(search)
  const polling = useListPolling()
  const asked = useQuery(CasesDocument, {
    variables: { first: PAGE_SIZE, ...criteria },
    notifyOnNetworkStatusChange: true,
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.cases)
  const active = useRowKeys(
    list.rows.map(({ id }) => id),
    nothing,
  )
  polling.tell(list.rows.length)
  const isNarrowed = CASE_NAMES.some((name) => search[name] !== undefined)
  return (
    <div className="page">
      <PageHead
        tab={t('correctionTab.cases')}
        title={t('correctionTab.cases')}
        below={<span className="quiet">{t('case.what')}</span>}
      />
      <CorrectionsNav />
      <CaseFilters filter={criteria.filter} orderBy={criteria.orderBy} />
      <ListFrame
        list={list}
        what={t('correctionTab.cases')}
        counted
        blank={
          <Blank title={t(isNarrowed ? 'case.nothing' : 'case.none')}>
            {t(isNarrowed ? 'explorer.nothingHow' : 'case.noneHow')}
          </Blank>
        }
      >
        {(rows) => <CaseTable rows={rows} activeId={active} />}
      </ListFrame>
    </div>
  )
}
