import { STATES_IN_USE } from '@budeng/fleet/public'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FleetFiguresQuery } from '../api/generated/graphql.ts'
import { SIGNED_OUT } from '../fleet/looks.ts'
import { paths, type Place } from '../paths.ts'
import { formatNumber } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { type Look, Mark } from '../ui/Mark.tsx'
import { listed } from '../ui/url-words.ts'
import { signedOutOnline } from './figures.ts'
import { NamedIncidents } from './NamedIncidents.tsx'
import { ReloginAll } from './ReloginAll.tsx'

interface Need {
  readonly key:
    | 'openIncidents'
    | 'openAlerts'
    | 'overdueReviews'
    | 'signedOut'
    | 'pendingApprovals'
    | 'offlineOverAnHour'
    | 'withFaults'
    | 'waitingRecoveries'
    | 'heldRollouts'
    | 'openCommands'
    | 'overdueInspections'
    | 'overdueMaintenance'
  readonly count: number
  readonly place: Place
  readonly look: Look
  /** What can be begun from here. */
  readonly act?: ReactNode
  /** What it is, one by one. */
  readonly parts?: ReactNode
}

/** What waits for a person, as figures that lead there. Nothing to do is said, not left blank. */
export function NeedsSomebody({ counts }: { counts: FleetFiguresQuery['fleetCounts'] }) {
  const { t, i18n } = useTranslation()
  const needs: Need[] = [
    {
      key: 'openIncidents',
      count: counts.openIncidents,
      place: paths.alerts(),
      look: { tone: 'bad', icon: 'warning' },
      parts: <NamedIncidents />,
    },
    {
      key: 'openAlerts',
      count: counts.openAlerts,
      place: paths.alerts(),
      look: { tone: counts.overdueAlerts > 0 ? 'bad' : 'warn', icon: 'attention' },
    },
    {
      key: 'signedOut',
      count: signedOutOnline(counts),
      place: paths.terminals({ presence: 'ONLINE', signOn: SIGNED_OUT.join(',') }),
      look: { tone: 'warn', icon: 'attention' },
      act: <ReloginAll />,
    },
    {
      key: 'waitingRecoveries',
      count: counts.waitingRecoveries,
      place: paths.recoveries({ tab: 'waiting' }),
      look: { tone: 'warn', icon: 'pause' },
    },
    {
      key: 'heldRollouts',
      count: counts.heldRollouts,
      place: paths.rollouts({ state: 'STOPPED,PAUSED' }),
      look: { tone: 'bad', icon: 'stop' },
    },
    {
      key: 'pendingApprovals',
      count: counts.pendingApprovals,
      place: paths.approvals(),
      look: { tone: 'warn', icon: 'pause' },
    },
    {
      key: 'offlineOverAnHour',
      count: counts.offlineOverAnHour,
      place: paths.terminals({ offline: 'PT1H' }),
      look: { tone: 'bad', icon: 'hollow' },
    },
    {
      key: 'withFaults',
      count: counts.withFaults,
      place: paths.terminals({ fault: '1', state: listed(STATES_IN_USE) }),
      look: { tone: 'warn', icon: 'warning' },
    },
    {
      key: 'openCommands',
      count: counts.openCommands,
      place: paths.commands({ open: '1' }),
      look: { tone: 'busy', icon: 'send' },
    },
  ]
  for (const [key, kind] of [
    ['overdueInspections', undefined],
    ['overdueMaintenance', 'MAINTENANCE'],
  ] as const)
    needs.push({
      key,
      count: counts[key],
      place: paths.visits({ kind, due: 'overdue' }),
      look: { tone: 'warn', icon: 'clock' },
    })
  // rare and grave: it stands on top while there is one, and takes no place while there is none
  if (counts.overdueReviews > 0)
    needs.unshift({
      key: 'overdueReviews',
      count: counts.overdueReviews,
      place: paths.approvals(),
      look: { tone: 'bad', icon: 'warning' },
    })
  return (
    <ul className="needs">
      {needs.map(({ key, count, place, look, act, parts }) => (
        <li key={key} className="need-line">
          <GoTo place={place} className="need">
            <span className="need-count number">{formatNumber(count, i18n.language)}</span>
            <Mark look={count === 0 ? { tone: 'quiet', icon: 'check' } : look}>{t(`overview.${key}`)}</Mark>
            <span className="need-how quiet">{count === 0 ? t('overview.nothing') : t(`overview.${key}How`)}</span>
          </GoTo>
          {count > 0 && act}
          {count > 0 && parts}
        </li>
      ))}
    </ul>
  )
}
