import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { GrantFullFragment } from '../api/generated/graphql.ts'
import { formatNumber } from '../ui/format.ts'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { useUrl } from '../ui/url.ts'
import { BudgetBar } from './BudgetBar.tsx'

/** Grants with their budgets as bars and numbers. A button that may not be pressed says why. */
export function GrantTable({ rows }: { rows: readonly GrantFullFragment[] }) {
  const { t, i18n } = useTranslation()
  const columns: readonly RowColumn<GrantFullFragment>[] = [
    { key: 'agent', title: t('place.agent'), render: ({ organisation }) => organisation.name },
    {
      key: 'may',
      title: t('grants.may'),
      render: ({ types, tierMax, terminalsMax }) => (
        <>
          <div>{types.map((type) => t(`commandType.${type}`)).join(', ')}</div>
          <div className="quiet">
            {t('grants.within', { tier: tierMax, number: formatNumber(terminalsMax, i18n.language) })}
          </div>
        </>
      ),
    },
    { key: 'hour', title: t('grants.thisHour'), render: ({ hour }) => <BudgetBar period="hour" budget={hour} /> },
    { key: 'day', title: t('grants.today'), render: ({ day }) => <BudgetBar period="day" budget={day} /> },
    {
      key: 'until',
      title: t('grants.until'),
      render: ({ state, expiresAt, revokedAt }) => (
        <>
          <div>{t(`grantState.${state}`)}</div>
          <Time at={revokedAt ?? expiresAt} show="moment" />
        </>
      ),
    },
    {
      key: 'by',
      title: t('grants.givenBy'),
      render: ({ givenBy, givenFrom, reason }) => (
        <>
          <div>{givenBy?.name ?? givenFrom?.name ?? '–'}</div>
          <div className="quiet">{reason}</div>
        </>
      ),
    },
    { key: 'act', title: t('grants.acts'), render: (grant) => <GrantActs grant={grant} /> },
  ]
  return <RowTable label={t('settings.grants')} columns={columns} rows={rows} keyOf={({ id }) => id} />
}

function GrantActs({ grant }: { grant: GrantFullFragment }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const act = (name: 'change' | 'revoke') => {
    const { allowed, reasons } = grant[name]
    return (
      <Tooltip title={allowed ? undefined : reasons.map(({ message }) => message).join(' ')}>
        <Button size="small" disabled={!allowed} onClick={() => change({ act: name, grant: grant.id })}>
          {t(`grants.${name}`)}
        </Button>
      </Tooltip>
    )
  }
  return (
    <span className="line">
      {act('change')}
      {act('revoke')}
    </span>
  )
}
