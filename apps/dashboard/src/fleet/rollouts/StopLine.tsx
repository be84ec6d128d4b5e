import { useTranslation } from 'react-i18next'
import type { RolloutFullFragment } from '../../api/generated/graphql.ts'
import { formatNumber } from '../../ui/format.ts'

/** How far it is from stopping by itself: bad results fill the bar, at whose end it stops. */
export function StopLine({
  line: { bad, known, stopsAt },
  atLeast,
  cohort,
}: {
  line: NonNullable<RolloutFullFragment['stopLine']>
  atLeast: number
  cohort: number
}) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  // so few terminals never give the results that it takes
  const standing = cohort < atLeast ? 'stopLineNever' : 'stopLine'
  const inWords = t(`rollout.${standing}`, {
    ...{ bad: number(bad), known: number(known), stopsAt: number(stopsAt), atLeast: number(atLeast) },
  })
  return (
    <div className="stop-line">
      <div className="progress-bar" aria-hidden>
        {bad > 0 && <span className="progress-slice ground-bad" style={{ flexGrow: bad }} />}
        {stopsAt > bad && (
          <span className="progress-slice ground-quiet ground-empty" style={{ flexGrow: stopsAt - bad }} />
        )}
      </div>
      <p className="quiet number">{inWords}</p>
    </div>
  )
}
