import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { FleetDayDocument } from '../api/generated/graphql.ts'
import { chartOf } from '../fleet/terminal/chart-lines.ts'
import { formatNumber } from '../ui/format.ts'
import { Time } from '../ui/Time.tsx'
import { FLEET_DAY_POLLING } from './fleet-day.ts'

const DAY_MS = 86_400_000
/** The API counts every ten minutes. */
const STEP_MS = 600_000
const SIZE = { width: 600, height: 36 }

/** How many were online over the last day: a line, and when they were fewest. */
export function FleetDay() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(FleetDayDocument, FLEET_DAY_POLLING)
  const moments = data?.fleetHistory?.moments ?? []
  const points = moments.map(({ at, online }) => ({ at, low: online, mean: online, high: online }))
  const [fewest] = moments.toSorted((a, b) => a.online - b.online)
  const toMs = Date.parse(moments.at(-1)?.at ?? '') + STEP_MS
  const chart = chartOf(points, { fromMs: toMs - DAY_MS, toMs, stepMs: STEP_MS }, SIZE)
  if (chart === null || fewest === undefined) return null
  const number = (value: number) => formatNumber(value, i18n.language)
  const range = `${number(chart.lowest)} – ${number(chart.highest)}`
  return (
    <figure className="chart fleet-day">
      <figcaption className="quiet">
        {t('overview.onlineDay')} <span className="number">{range}</span>
        {chart.lowest < chart.highest && (
          <>
            {' '}
            · {t('overview.fewest')} <Time at={fewest.at} show="clock" />
          </>
        )}
      </figcaption>
      <svg
        viewBox={`0 -3 ${SIZE.width} ${SIZE.height + 6}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${t('overview.onlineDay')}: ${range}`}
      >
        {chart.lines.map((line) => (
          <path key={line} d={line} className="chart-line" />
        ))}
      </svg>
    </figure>
  )
}
