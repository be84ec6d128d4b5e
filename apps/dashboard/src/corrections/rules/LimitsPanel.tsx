import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CorrectionLimitsDocument, type LimitsShownFragment } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { Amount } from '../../money/Amount.tsx'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'
import { RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { LimitsForm } from './LimitsForm.tsx'
import { Waiting } from '../../approvals/Waiting.tsx'

/** How much money one person may correct, and how much a day: by currency, changed by two. */
export function LimitsPanel() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(CorrectionLimitsDocument, FIGURES_POLLING)
  const [changing, change] = useState<LimitsShownFragment | 'NEW' | null>(null)
  const may = useViewer()?.permissions.includes('rule:change') === true
  const all = data?.correctionLimits
  return (
    <Panel
      title={t('limits.title')}
      extra={
        <Button size="small" disabled={!may} title={may ? undefined : t('rule.mayNot')} onClick={() => change('NEW')}>
          {t('limits.another')} …
        </Button>
      }
    >
      <div className="stack">
        <p className="quiet">{t('limits.what')}</p>
        <FaultPanel error={error} what={t('limits.title')} retry={() => void refetch()} />
        {all === undefined && error === undefined && <WaitingRows rows={1} />}
        {all !== undefined && <LimitsTable all={all} may={may} onChange={change} />}
        {changing !== null && all !== undefined && (
          <LimitsForm
            key={changing === 'NEW' ? 'NEW' : `${changing.currency} ${changing.version}`}
            limits={changing === 'NEW' ? null : changing}
            known={all.map(({ currency }) => currency)}
            onDone={() => change(null)}
          />
        )}
      </div>
    </Panel>
  )
}

interface LimitsTableProps {
  readonly all: readonly LimitsShownFragment[]
  readonly may: boolean
  readonly onChange: (limits: LimitsShownFragment) => void
}

function LimitsTable({ all, may, onChange }: LimitsTableProps) {
  const { t, i18n } = useTranslation()
  const amounts = (['tierOne', 'tierTwo', 'day'] as const).map((key) => ({
    ...{ key, title: t(`limits.${key}`), end: true },
    render: (row: LimitsShownFragment) => <Amount of={row[key]} />,
  }))
  return (
    <RowTable
      label={t('limits.title')}
      rows={all}
      keyOf={({ currency }) => currency}
      columns={[
        { key: 'currency', title: t('statement.currency'), render: ({ currency }) => currency },
        ...amounts,
        {
          key: 'dayCount',
          title: t('limits.dayCount'),
          end: true,
          render: ({ dayCount }) => formatNumber(dayCount, i18n.language),
        },
        { key: 'automatic', title: t('limits.automatic'), end: true, render: (row) => <Amount of={row.automatic} /> },
        { key: 'since', title: t('limits.since'), render: (row) => <Standing limits={row} /> },
        {
          key: 'do',
          title: <span className="visually-hidden">{t('people.actions')}</span>,
          render: (row) => (
            <Button
              size="small"
              disabled={!may}
              title={may ? undefined : t('rule.mayNot')}
              aria-label={t('limits.changeOf', { currency: row.currency })}
              onClick={() => onChange(row)}
            >
              {t('limits.change')} …
            </Button>
          ),
        },
      ]}
    />
  )
}

/** Since when they hold, and whether others wait for a second person. */
function Standing({ limits: { changedAt, asked } }: { limits: LimitsShownFragment }) {
  const { t } = useTranslation()
  return (
    <>
      {changedAt === null ? (
        <span className="quiet">{t('limits.default')}</span>
      ) : (
        <Time at={changedAt} show="moment" />
      )}
      {asked !== null && <Waiting />}
    </>
  )
}
