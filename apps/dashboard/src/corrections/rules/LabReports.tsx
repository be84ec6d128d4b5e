import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { type LabShownFragment, RuleLabsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { formatNumber } from '../../ui/format.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { type Look, Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amounts } from '../Amounts.tsx'
import { PrecisionCell } from './PrecisionCell.tsx'
import { percentOf } from './percent.ts'

const LOOKS: Readonly<Record<LabShownFragment['state'], Look>> = {
  WAITING: { tone: 'busy', icon: 'clock' },
  RUNNING: { tone: 'busy', icon: 'turn' },
  DONE: { tone: 'good', icon: 'check' },
  FAILED: { tone: 'bad', icon: 'cross' },
}

/** What versions would have done over the last 90 days: before one is switched on, somebody reads this. */
export function LabReports() {
  const { t } = useTranslation()
  const asked = useQuery(RuleLabsDocument, {
    variables: { first: SHORT_LIST_SIZE },
    ...FIGURES_POLLING,
  })
  const list = useList(asked, asked.data?.ruleLabs)
  return (
    <ListFrame
      list={list}
      what={t('rule.lab')}
      waiting={3}
      blank={<p className="panel-body quiet">{t('rule.labNone')}</p>}
    >
      {(rows) => <LabTable rows={rows} />}
    </ListFrame>
  )
}

function LabTable({ rows }: { rows: readonly LabShownFragment[] }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const dash = <span className="quiet">–</span>
  const columns: readonly RowColumn<LabShownFragment>[] = [
    {
      key: 'rule',
      title: t('rule.one'),
      render: ({ rule, ruleVersion, againstVersion }) => (
        <>
          <span className="mono">{rule}</span> v{ruleVersion} <span className="quiet">/ v{againstVersion}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('column.state'),
      render: ({ state, looked, problem }) => (
        <>
          <Mark look={LOOKS[state]}>{t(`labState.${state}`)}</Mark>
          {state === 'RUNNING' && <div className="quiet hint">{t('rule.labLooked', { looked: number(looked) })}</div>}
          {problem !== null && <div className="quiet hint">{problem}</div>}
        </>
      ),
    },
    {
      key: 'hits',
      title: t('rule.labHits'),
      end: true,
      render: ({ report, ruleVersion, againstVersion }) =>
        report === null ? (
          dash
        ) : (
          <>
            {number(report.hits)}
            {ruleVersion !== againstVersion && (
              <div className="quiet hint">
                {t('rule.labBeside', {
                  ...{ gained: number(report.gainedCount), lost: number(report.lostCount) },
                  version: String(againstVersion),
                })}
              </div>
            )}
          </>
        ),
    },
    {
      key: 'precision',
      title: t('rule.precision'),
      end: true,
      render: ({ report }) => (report === null ? dash : <PrecisionCell of={report.precision} />),
    },
    {
      key: 'recall',
      title: t('rule.recall'),
      end: true,
      render: ({ report }) => (report?.recallBps == null ? dash : percentOf(report.recallBps)),
    },
    {
      key: 'risk',
      title: t('rule.atRisk'),
      end: true,
      render: ({ report }) => (report === null ? dash : <Amounts of={report.moneyAtRisk} />),
    },
    { key: 'by', title: t('column.by'), render: ({ requestedBy }) => requestedBy?.name ?? '' },
    { key: 'at', title: t('column.at'), render: ({ requestedAt }) => <Time at={requestedAt} show="clock" /> },
  ]
  return <RowTable label={t('rule.lab')} columns={columns} rows={rows} keyOf={({ id }) => id} />
}
