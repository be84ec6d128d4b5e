import {
  AuditOutlined,
  CreditCardOutlined,
  DashboardOutlined,
  DoubleLeftOutlined,
  DoubleRightOutlined,
  HistoryOutlined,
  PartitionOutlined,
  SendOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FleetFiguresDocument } from '../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../api/polling.ts'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { formatNumber } from '../ui/format.ts'
import { prefer, usePreferences } from './preferences.ts'

interface Stop {
  readonly key: 'overview' | 'terminals' | 'commands' | 'bulk' | 'approvals' | 'events' | 'settings'
  readonly icon: ReactNode
  readonly place: Place
  /** How much here waits for somebody. */
  readonly waiting?: number | undefined
}

/** The way round: words, and counts of what needs somebody. Collapses to icons. */
export function Rail({ wide = false }: { wide?: boolean }) {
  const { t, i18n } = useTranslation()
  const { railCollapsed, columns, density } = usePreferences()
  // who must set a second factor up first is answered nothing else
  const skip = useViewer()?.security.mustEnrol ?? true
  const { data } = useQuery(FleetFiguresDocument, { ...FIGURES_POLLING, skip })
  const collapsed = railCollapsed && !wide
  const stops: readonly Stop[] = [
    { key: 'overview', icon: <DashboardOutlined />, place: paths.overview() },
    {
      key: 'terminals',
      icon: <CreditCardOutlined />,
      place: paths.terminals({ cols: columns ?? undefined, density: density ?? undefined }),
    },
    { key: 'commands', icon: <SendOutlined />, place: paths.commands({ open: '1' }) },
    { key: 'bulk', icon: <PartitionOutlined />, place: paths.bulkActions() },
    {
      key: 'approvals',
      icon: <AuditOutlined />,
      place: paths.approvals(),
      waiting: data?.fleetCounts.pendingApprovals,
    },
    { key: 'events', icon: <HistoryOutlined />, place: paths.events() },
    { key: 'settings', icon: <SettingOutlined />, place: paths.settings() },
  ]
  return (
    <div className={collapsed ? 'rail rail-collapsed' : 'rail'}>
      <ul>
        {stops.map(({ key, icon, place, waiting = 0 }) => (
          <li key={key}>
            <Link
              to={place.to}
              search={place.search}
              className="rail-stop"
              activeOptions={{ exact: key === 'overview', includeSearch: false }}
              activeProps={{ className: 'rail-stop rail-here', 'aria-current': 'page' }}
              title={collapsed ? t(`rail.${key}`) : undefined}
            >
              <span className="rail-icon" aria-hidden>
                {icon}
              </span>
              <span className={collapsed ? 'visually-hidden' : 'rail-word'}>{t(`rail.${key}`)}</span>
              {waiting > 0 && (
                <span className="badge number">
                  {formatNumber(waiting, i18n.language)}
                  <span className="visually-hidden"> {t('rail.waiting')}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
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
