import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { RolloutDriftDocument, type RolloutFullFragment } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { paths } from '../../paths.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { PARAMETERS_STATES } from '../parameters/looks.ts'
import { ParametersMark } from '../parameters/ParametersMark.tsx'

/** Whether the terminals of a rollout hold what is set for them now, summed up; each figure leads to the terminals behind it. */
export function DriftFigures({ rollout: { id, cohort } }: { rollout: Pick<RolloutFullFragment, 'id' | 'cohort'> }) {
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery(RolloutDriftDocument, { variables: { id }, ...FIGURES_POLLING })
  const number = (value: number) => formatNumber(value, i18n.language)
  if (error !== undefined) return <FaultPanel error={error} what={t('parameters.drift')} retry={() => void refetch()} />
  const figures = data?.rollout?.drift ?? []
  if (figures.length === 0) return null
  const counted = figures.reduce((sum, { count }) => sum + count, 0)
  return (
    <section aria-label={t('parameters.drift')} className="drift-line">
      <h3>{t('parameters.drift')}</h3>
      <ul className="line">
        {PARAMETERS_STATES.flatMap((state) => {
          const count = figures.find((one) => one.state === state)?.count ?? 0
          return count === 0
            ? []
            : [
                <li key={state}>
                  <GoTo place={paths.rollout(id, { drift: state })} className="link-plain">
                    <ParametersMark state={state} /> <span className="number">{number(count)}</span>
                  </GoTo>
                </li>,
              ]
        })}
        {counted < cohort && (
          <li className="quiet number">{t('parameters.driftOf', { counted: number(counted), all: number(cohort) })}</li>
        )}
      </ul>
    </section>
  )
}
