import { useQuery } from '@apollo/client/react'
import { METRICS } from '@budeng/fleet/public'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { HealthHistoryDocument, type HistoryRange, type Metric } from '../../api/generated/graphql.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { METRIC_UNITS } from '../metric-units.ts'
import { chartOf, stepOf } from './chart-lines.ts'

const RANGES: readonly HistoryRange[] = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER']
const HOUR_MS = 3_600_000
const LENGTHS_MS: Readonly<Record<HistoryRange, number>> = {
  HOUR: HOUR_MS,
  DAY: 24 * HOUR_MS,
  WEEK: 7 * 24 * HOUR_MS,
  MONTH: 30 * 24 * HOUR_MS,
  QUARTER: 90 * 24 * HOUR_MS,
}
const SIZE = { width: 600, height: 120 }

/** A terminal's figures over time: a line each, with what was lowest and highest around it, and the same as a table. */
export function HealthCharts({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const range = RANGES.find((one) => one === search['range']) ?? 'DAY'
  return (
    <div className="stack">
      <Segmented
        className="start"
        aria-label={t('chart.range')}
        value={range}
        onChange={(value) => change({ range: value === 'DAY' ? undefined : value })}
        options={RANGES.map((value) => ({ value, label: t(`historyRange.${value}`) }))}
      />
      <div className="charts">
        {METRICS.map((metric) => (
          <MetricChart key={metric} terminalId={terminalId} metric={metric} range={range} />
        ))}
      </div>
    </div>
  )
}

function MetricChart({ terminalId, metric, range }: { terminalId: string; metric: Metric; range: HistoryRange }) {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery(HealthHistoryDocument, {
    variables: { id: terminalId, metric, range },
    fetchPolicy: 'no-cache',
    pollInterval: 60_000,
  })
  const series = data?.terminal?.condition.history
  const title = t('chart.of', { metric: t(`metric.${metric}`), range: t(`historyRange.${range}`) })
  if (error !== undefined) return <FaultPanel error={error} what={title} retry={() => void refetch()} />
  if (series === undefined) return <WaitingRows rows={2} />
  const stepMs = stepOf(series.step)
  const fromMs = Date.parse(series.from)
  const toMs = fromMs + LENGTHS_MS[range]
  const chart = chartOf(series.points, { fromMs, toMs, stepMs }, SIZE)
  const figure = (value: number) => `${formatNumber(value, i18n.language)} ${METRIC_UNITS[metric]}`
  return (
    <figure className="chart">
      <figcaption>
        {t(`metric.${metric}`)}{' '}
        {chart !== null && <span className="quiet number">{figure(series.points.at(-1)?.mean ?? 0)}</span>}
      </figcaption>
      {chart === null ? (
        <p className="quiet">{t('chart.none')}</p>
      ) : (
        <>
          <svg
            viewBox={`0 -4 ${SIZE.width} ${SIZE.height + 8}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}: ${figure(chart.lowest)} – ${figure(chart.highest)}`}
          >
            {chart.bands.map((band) => (
              <path key={band} d={band} className="chart-band" />
            ))}
            {chart.lines.map((line) => (
              <path key={line} d={line} className="chart-line" />
            ))}
          </svg>
          <span className="quiet number">
            {figure(chart.lowest)} – {figure(chart.highest)}
          </span>
          <details>
            <summary>{t('chart.table')}</summary>
            <RowTable
              label={title}
              rows={series.points.toReversed()}
              keyOf={({ at }) => at}
              columns={[
                { key: 'at', title: t('chart.when'), render: ({ at }) => <Time at={at} show="moment" /> },
                { key: 'low', title: t('chart.low'), end: true, render: ({ low }) => figure(low) },
                { key: 'mean', title: t('chart.mean'), end: true, render: ({ mean }) => figure(mean) },
                { key: 'high', title: t('chart.high'), end: true, render: ({ high }) => figure(high) },
              ]}
            />
          </details>
        </>
      )}
    </figure>
  )
}
