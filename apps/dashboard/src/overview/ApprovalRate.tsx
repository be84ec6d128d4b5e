import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { FleetDayDocument } from '../api/generated/graphql.ts'
import { paths } from '../paths.ts'
import { formatNumber, formatPercent } from '../ui/format.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Mark } from '../ui/Mark.tsx'
import { approvalRate, FLEET_DAY_POLLING, hasFallen } from './fleet-day.ts'

/** How many payments were approved over the last day, against the week before. */
export function ApprovalRate() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(FleetDayDocument, FLEET_DAY_POLLING)
  const { approvals: day, approvalsWeekBefore: week } = data?.fleetHistory ?? {}
  if (day == null || week == null) return null
  const [rate, before] = [approvalRate(day), approvalRate(week)]
  if (rate === null) return null
  const percent = (share: number) => formatPercent(share, i18n.language)
  return (
    <li>
      <GoTo place={paths.transactions()} className="need">
        <span className="need-count need-share number">{percent(rate)}</span>
        <Mark look={hasFallen(day, week) ? { tone: 'bad', icon: 'attention' } : { tone: 'quiet', icon: 'check' }}>
          {t('overview.approved', { number: formatNumber(day.answered, i18n.language) })}
        </Mark>
        <span className="need-how quiet">
          {before === null ? '' : t('overview.approvedBefore', { rate: percent(before) })}
        </span>
      </GoTo>
    </li>
  )
}
