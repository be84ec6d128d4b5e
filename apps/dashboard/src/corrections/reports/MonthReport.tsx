import { useQuery } from '@apollo/client/react'
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { CorrectionMonthDocument, type CorrectionMonthQuery } from '../../api/generated/graphql.ts'
import { dayOf } from '../../ui/day.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { useNow } from '../../ui/now.ts'
import { Panel } from '../../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Amounts, Change } from '../Amounts.tsx'
import { UnprovenLines } from './UnprovenLines.tsx'
import { CorrectionMark, useKindName } from '../marks.tsx'
import { useBlockName } from '../../money/marks.tsx'
import { blockKey } from '../impact/totals-change.ts'
import { sideColumns } from '../../money/DebitCredit.tsx'

type Month = NonNullable<CorrectionMonthQuery['correctionMonth']>
const MONTH = /^\d{4}-\d{2}$/
const MONTH_LENGTH = 7

/** A month of corrections: what was posted, by kind and state, what it moved in the books, and what is still open. */
export function MonthReport({ organisationId }: { organisationId: string | null }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const now = useNow()
  const asked = search['month'] ?? ''
  const month = MONTH.test(asked) ? asked : dayOf(now).slice(0, MONTH_LENGTH)
  const { data, error, loading, refetch } = useQuery(CorrectionMonthDocument, {
    variables: { organisationId, month: `${month}-01` },
  })
  const report = data?.correctionMonth ?? null
  return (
    <>
      <div className="line">
        <label htmlFor="report-month">{t('report.monthAsked')}</label>
        <DatePicker
          id="report-month"
          picker="month"
          allowClear={false}
          value={dayjs(`${month}-01`)}
          onChange={(day) => day !== null && change({ month: day.format('YYYY-MM') })}
        />
      </div>
      <FaultPanel error={error} what={t('report.month')} retry={() => void refetch()} />
      {report === null && loading && <WaitingRows rows={6} />}
      {report !== null && <MonthFigures report={report} />}
    </>
  )
}

function MonthFigures({ report: { kinds, books, settledBatches, settledLines, open } }: { report: Month }) {
  const { t, i18n } = useTranslation()
  const kindName = useKindName()
  const blockName = useBlockName()
  const number = (value: number) => formatNumber(value, i18n.language)
  const columns: readonly RowColumn<Month['kinds'][number]>[] = [
    { key: 'kind', title: t('correction.kind'), render: ({ kind }) => kindName(kind) },
    { key: 'state', title: t('column.state'), render: ({ state }) => <CorrectionMark state={state} /> },
    { key: 'count', title: t('report.count'), end: true, render: ({ count }) => number(count) },
    { key: 'automatic', title: t('report.automatic'), end: true, render: ({ automatic }) => number(automatic) },
    { key: 'stake', title: t('correction.atStake'), end: true, render: ({ stake }) => <Amounts of={stake} /> },
  ]
  const bookColumns: readonly RowColumn<Month['books'][number]>[] = [
    { key: 'account', title: t('ledger.account'), render: ({ account }) => t(`ledgerAccount.${account}`) },
    ...sideColumns(
      (side) => t(`ledger.${side}`),
      ({ amount }: Month['books'][number]) => amount,
    ),
  ]
  return (
    <div className="columns columns-even">
      <Panel title={t('report.byKind')} flush>
        {kinds.length === 0 ? (
          <p className="panel-body quiet">{t('report.nothingPosted')}</p>
        ) : (
          <RowTable
            label={t('report.byKind')}
            columns={columns}
            rows={kinds}
            keyOf={({ kind, state }) => `${kind} ${state}`}
          />
        )}
      </Panel>
      <div className="stack">
        <Panel title={t('report.books')} flush>
          {books.length === 0 ? (
            <p className="panel-body quiet">{t('report.nothingMoved')}</p>
          ) : (
            <RowTable
              label={t('report.books')}
              columns={bookColumns}
              rows={books}
              keyOf={({ account, amount }) => `${account} ${amount.currency}`}
            />
          )}
        </Panel>
        <Panel title={t('report.settled')}>
          <p className="quiet">
            {t('report.settledBatches', { count: settledBatches, batches: number(settledBatches) })}
          </p>
          {settledLines.map((line) => (
            <div key={blockKey(line)} className="line sum-line">
              {blockName(line)} <Change of={line.amount} />
            </div>
          ))}
        </Panel>
        {open.length > 0 && (
          <Panel title={t('report.stillOpen')} flush>
            <UnprovenLines lines={open} label={t('report.stillOpen')} />
          </Panel>
        )}
      </div>
    </div>
  )
}
