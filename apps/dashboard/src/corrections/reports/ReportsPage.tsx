import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { MonthReport } from './MonthReport.tsx'
import { OpenReport } from './OpenReport.tsx'

const VIEWS = ['open', 'month'] as const

/** What is corrected and not proven, line by line to the cent; and a month of corrections. */
export function ReportsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const organisationId = search['org'] ?? null
  const view = VIEWS.find((one) => one === search['view']) ?? 'open'
  return (
    <div className="page">
      <PageHead
        tab={t('correctionTab.reports')}
        title={t('correctionTab.reports')}
        below={<span className="quiet">{t(`reportWhat.${view}`)}</span>}
      />
      <CorrectionsNav />
      <div className="filter-bar">
        <Segmented
          aria-label={t('correctionTab.reports')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`report.${value}`) }))}
          onChange={(value) => change({ view: value === 'open' ? undefined : value })}
        />
      </div>
      {view === 'open' ? (
        <OpenReport organisationId={organisationId} />
      ) : (
        <MonthReport organisationId={organisationId} />
      )}
    </div>
  )
}
