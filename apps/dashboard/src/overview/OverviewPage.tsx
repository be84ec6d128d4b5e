import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BulkActionsDocument, FleetFiguresDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { MyBudget } from '../grants/MyBudget.tsx'
import { BulkTable } from '../fleet/bulk/BulkTable.tsx'
import { SAMPLE_SIZE } from '../limits.ts'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { GoTo } from '../ui/GoTo.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { WaitingPage, WaitingRows } from '../ui/Waiting.tsx'
import { FleetDay } from './FleetDay.tsx'
import { FleetNow } from './FleetNow.tsx'
import { MoneyNow } from './MoneyNow.tsx'
import { NeedsSomebody } from './NeedsSomebody.tsx'

/** What needs me now; every figure is a link to the list behind it. */
export function OverviewPage() {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(FleetFiguresDocument, FIGURES_POLLING)
  const viewer = useViewer()
  const mayReadMoney = viewer?.permissions.includes('transaction:read') === true
  const counts = data?.fleetCounts
  if (counts === undefined && loading) return <WaitingPage />
  return (
    <div className="page">
      <PageHead
        tab={t('rail.overview')}
        title={t('rail.overview')}
        below={
          counts !== undefined && (
            <span className="quiet">
              {t('overview.asOf')} <Time at={counts.at} show="clock" />
            </span>
          )
        }
      />
      <FaultPanel error={error} what={t('rail.overview')} retry={() => void refetch()} />
      <MyBudget />
      {counts !== undefined && (
        <div className="columns columns-overview">
          <Panel title={t('overview.needs')} flush>
            <NeedsSomebody counts={counts} />
          </Panel>
          <div className="stack">
            <Panel title={t('overview.fleet')} flush>
              <FleetNow counts={counts} />
              <FleetDay />
            </Panel>
            {mayReadMoney && <MoneyNow organisationId={viewer.person.organisation.id} />}
          </div>
        </div>
      )}
      <Panel flush title={t('overview.bulk')} extra={<GoTo place={paths.bulkActions()}>{t('overview.all')}</GoTo>}>
        <RecentBulk />
      </Panel>
    </div>
  )
}

function RecentBulk() {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(BulkActionsDocument, {
    variables: { first: SAMPLE_SIZE },
    ...FIGURES_POLLING,
    fetchPolicy: 'no-cache',
  })
  const rows = data?.bulkActions.nodes ?? []
  if (rows.length > 0) return <BulkTable rows={rows} />
  if (error !== undefined) return <FaultPanel error={error} what={t('overview.bulk')} retry={() => void refetch()} />
  return loading ? <WaitingRows rows={3} /> : <Blank title={t('bulk.none')}>{t('bulk.noneHow')}</Blank>
}
