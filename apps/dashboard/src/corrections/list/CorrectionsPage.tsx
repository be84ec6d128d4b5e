import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CorrectionsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { useRowKeys } from '../../fleet/list/row-keys.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { useFurther } from '../../api/look-further.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
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
  const asked = useQuery(CorrectionsDocument, {
    variables: { first: PAGE_SIZE, filter, orderBy: view === 'check' ? 'OLDEST' : 'NEWEST' },
    notifyOnNetworkStatusChange: true,
    ...polling.options,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.corrections)
  const active = useRowKeys(
    list.rows.map(({ id }) => id),
    nothing,
  )
  const further = useFurther(asked.data?.corrections.searchedThrough ?? null, list.next, JSON.stringify(filter))
  // a first page fetched anew would take away what was looked for over several rounds
  polling.tell(further.searchedThrough === null ? list.rows.length : Number.POSITIVE_INFINITY)
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
      <ListFrame
        list={list}
        what={title}
        counted
        further={further}
        blank={<Blank title={t(`correctionViewNone.${view}`)}>{t(`correctionViewNoneHow.${view}`)}</Blank>}
      >
        {(rows) => <CorrectionTable rows={rows} activeId={active} />}
      </ListFrame>
    </div>
  )
}

function FromFile() {
  const { t } = useTranslation()
  const { go } = useUrl()
  return <Button onClick={() => go(paths.correctionBulk())}>{t('bulkCorrection.open')} …</Button>
}
