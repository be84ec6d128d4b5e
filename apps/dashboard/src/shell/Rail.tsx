import {
  AccountBookOutlined,
  AuditOutlined,
  BellOutlined,
  CreditCardOutlined,
  DashboardOutlined,
  DeploymentUnitOutlined,
  DoubleLeftOutlined,
  DoubleRightOutlined,
  EyeOutlined,
  FileSyncOutlined,
  HistoryOutlined,
  MedicineBoxOutlined,
  PartitionOutlined,
  ScheduleOutlined,
  SendOutlined,
  SettingOutlined,
  SwapOutlined,
} from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FleetFiguresDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { StopButton } from '../fleet/stops/StopButton.tsx'
import { Amount } from '../money/Amount.tsx'
import { useCorrectionsToCheck } from '../corrections/to-check.ts'
import { useOpenDifferences } from '../money/open-differences.ts'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { formatNumber } from '../ui/format.ts'
import { useUrl } from '../ui/url.ts'
import { prefer, usePreferences } from './preferences.ts'

interface Stop {
  readonly key:
    | 'overview'
    | 'terminals'
    | 'recoveries'
    | 'commands'
    | 'bulk'
    | 'rollouts'
    | 'transactions'
    | 'corrections'
    | 'agreement'
    | 'alerts'
    | 'approvals'
    | 'watch'
    | 'visits'
    | 'events'
    | 'settings'
  readonly icon: ReactNode
  readonly place: Place
  /** How much here waits for somebody. */
  readonly waiting?: number | undefined
  /** What stands under the word. */
  readonly below?: ReactNode
  /** Pages that belong here and have addresses of their own. */
  readonly alsoAt?: readonly string[]
}

/** The way round: words, and counts of what needs somebody. Collapses to icons. */
export function Rail({ wide = false }: { wide?: boolean }) {
  const { t } = useTranslation()
  const { railCollapsed } = usePreferences()
  const stops = useStops()
  const collapsed = railCollapsed && !wide
  return (
    <div className={collapsed ? 'rail rail-collapsed' : 'rail'}>
      <ul>
        {stops.map((stop) => (
          <li key={stop.key}>
            <RailStop stop={stop} collapsed={collapsed} />
          </li>
        ))}
      </ul>
      <StopButton collapsed={collapsed} />
      {!wide && (
        <button type="button" className="rail-stop rail-fold" onClick={() => prefer({ railCollapsed: !railCollapsed })}>
          <span className="rail-icon" aria-hidden>
            {collapsed ? <DoubleRightOutlined /> : <DoubleLeftOutlined />}
          </span>
          <span className={collapsed ? 'visually-hidden' : 'rail-word'}>
            {collapsed ? t('rail.unfold') : t('rail.fold')}
          </span>
        </button>
      )}
    </div>
  )
}

/** The stops that this person has, with what waits at each. */
function useStops(): readonly Stop[] {
  const { columns, density } = usePreferences()
  const viewer = useViewer()
  // who must set a second factor up first is answered nothing else
  const { data } = useQuery(FleetFiguresDocument, { ...FIGURES_POLLING, skip: viewer?.security.mustEnrol ?? true })
  const open = useOpenDifferences()
  const toCheck = useCorrectionsToCheck()
  const transactions: Stop = {
    key: 'transactions',
    icon: <SwapOutlined />,
    place: paths.transactions(),
    alsoAt: ['/batches', '/ledger', '/statements', '/files', '/matches', '/exports'],
  }
  const corrections: Stop = {
    key: 'corrections',
    icon: <FileSyncOutlined />,
    place: paths.corrections(),
    waiting: toCheck,
    alsoAt: ['/cases'],
  }
  const agreement: Stop = {
    key: 'agreement',
    icon: <AccountBookOutlined />,
    place: paths.agreement(),
    waiting: open.count,
    below: open.amount !== null && <Amount of={open.amount} />,
  }
  const waiting = data?.fleetCounts.waitingRecoveries ?? 0
  const mayRead = (permission: string) => viewer?.permissions.includes(permission) === true
  const terminals = paths.terminals({ cols: columns ?? undefined, density: density ?? undefined })
  return [
    { key: 'overview', icon: <DashboardOutlined />, place: paths.overview() },
    { key: 'terminals', icon: <CreditCardOutlined />, place: terminals },
    {
      key: 'recoveries',
      icon: <MedicineBoxOutlined />,
      place: paths.recoveries({ tab: waiting === 0 ? undefined : 'waiting' }),
      waiting,
    },
    {
      key: 'alerts',
      icon: <BellOutlined />,
      place: paths.alerts(),
      waiting: (data?.fleetCounts.openAlerts ?? 0) + (data?.fleetCounts.openIncidents ?? 0),
    },
    { key: 'visits', icon: <ScheduleOutlined />, place: paths.visits() },
    { key: 'watch', icon: <EyeOutlined />, place: paths.watch() },
    { key: 'commands', icon: <SendOutlined />, place: paths.commands({ open: '1' }) },
    { key: 'bulk', icon: <PartitionOutlined />, place: paths.bulkActions() },
    {
      key: 'rollouts',
      icon: <DeploymentUnitOutlined />,
      place: paths.rollouts(),
      waiting: data?.fleetCounts.heldRollouts,
      alsoAt: ['/software'],
    },
    ...(mayRead('transaction:read') ? [transactions] : []),
    ...(mayRead('correction:read') ? [corrections] : []),
    ...(mayRead('transaction:read') ? [agreement] : []),
    {
      key: 'approvals',
      icon: <AuditOutlined />,
      place: paths.approvals(),
      waiting: data?.fleetCounts.pendingApprovals,
    },
    { key: 'events', icon: <HistoryOutlined />, place: paths.events() },
    { key: 'settings', icon: <SettingOutlined />, place: paths.settings() },
  ]
}

function RailStop({ stop, collapsed }: { stop: Stop; collapsed: boolean }) {
  const { t, i18n } = useTranslation()
  const { path } = useUrl()
  const { key, icon, place, waiting = 0, below, alsoAt = [] } = stop
  const isNear = alsoAt.some((start) => path === start || path.startsWith(`${start}/`))
  return (
    <Link
      to={place.to}
      search={place.search}
      className={isNear ? 'rail-stop rail-here' : 'rail-stop'}
      activeOptions={{ exact: key === 'overview', includeSearch: false }}
      activeProps={{ className: 'rail-stop rail-here', 'aria-current': 'page' }}
      title={collapsed ? t(`rail.${key}`) : undefined}
    >
      <span className="rail-icon" aria-hidden>
        {icon}
      </span>
      <span className={collapsed ? 'visually-hidden' : 'rail-word'}>
        {t(`rail.${key}`)}
        {waiting > 0 && below !== undefined && below !== false && <span className="rail-below"> {below}</span>}
      </span>
      {waiting > 0 && (
        <span className="badge number">
          {formatNumber(waiting, i18n.language)}
          <span className="visually-hidden"> {t('rail.waiting')}</span>
        </span>
      )}
    </Link>
  )
}
