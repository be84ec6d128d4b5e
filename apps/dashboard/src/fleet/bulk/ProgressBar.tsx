import { useTranslation } from 'react-i18next'
import type { BulkRowFragment, CommandState } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { CommandMark } from '../marks.tsx'
import { slicesOf } from './progress.ts'

/** How far an action is: a bar for the eye, the same in words and numbers beside it. */
export function ProgressBar({
  bulk,
  withLegend = false,
}: {
  bulk: Pick<BulkRowFragment, 'id' | 'progress' | 'finishedCount' | 'commandCount' | 'madeCount'>
  withLegend?: boolean
}) {
  const { t, i18n } = useTranslation()
  const slices = slicesOf(bulk.progress)
  const number = (value: number) => formatNumber(value, i18n.language)
  const summary = t('progress.summary', { finished: number(bulk.finishedCount), total: number(bulk.commandCount) })
  const inWords = slices.map(({ state, count }) => `${t(`commandState.${state}`)} ${number(count)}`).join(', ')
  return (
    <div className="progress">
      <div className="progress-bar" role="img" aria-label={inWords === '' ? summary : `${summary}: ${inWords}`}>
        {slices.map(({ state, tone, share }) => (
          <span key={state} className={`progress-slice ground-${tone}`} style={{ flexGrow: share }} />
        ))}
      </div>
      <span className="number quiet">{summary}</span>
      {bulk.madeCount < bulk.commandCount && (
        <span className="number quiet">
          {t('progress.making', { made: number(bulk.madeCount), total: number(bulk.commandCount) })}
        </span>
      )}
      {withLegend && (
        <ul className="progress-legend">
          {slices.map(({ state, count }) => (
            <li key={state}>
              <GoTo place={paths.bulkAction(bulk.id, { state: state satisfies CommandState })} className="link-plain">
                <CommandMark state={state} /> <span className="number">{number(count)}</span>
              </GoTo>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
