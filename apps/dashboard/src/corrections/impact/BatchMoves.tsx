import { useTranslation } from 'react-i18next'
import type { ImpactShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Change } from '../Amounts.tsx'
import { totalsChanges } from './totals-change.ts'

type Move = ImpactShownFragment['batches'][number]

/** What happens to the totals of batches; a settled one keeps its own, and an adjustment stands in the open one. */
export function BatchMoves({ batches }: { batches: readonly Move[] }) {
  const { t } = useTranslation()
  const moving = batches.map((move) => ({ move, changes: totalsChanges(move.before, move.after) }))
  if (moving.every(({ changes }) => changes.length === 0)) return <p className="quiet">{t('correction.noTotals')}</p>
  return (
    <div className="row-table-box" role="region" aria-label={t('correction.totals')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('correction.totals')}</th>
            <th scope="col" className="end">
              {t('change.before')}
            </th>
            <th scope="col" className="end">
              {t('change.after')}
            </th>
            <th scope="col" className="end">
              {t('correction.change')}
            </th>
          </tr>
        </thead>
        {moving.map(({ move, changes }) => (
          <tbody key={move.batchNo}>
            {changes.map(({ key, scope, side, before, after, change }) => (
              <tr key={key}>
                <th scope="row">
                  <span className="mono">{move.batchNo}</span> {t(`cardScope.${scope}`)} · {t(`settlementSide.${side}`)}
                </th>
                <td className="end">
                  <Total of={before} />
                </td>
                <td className="end">
                  <Total of={after} strong />
                </td>
                <td className="end">
                  <Change of={change} />
                </td>
              </tr>
            ))}
            {move.frozen && (
              <tr>
                <td colSpan={4} className="quiet">
                  {move.adjustment?.batchNo == null
                    ? t('correction.frozenNoOpen', { batch: move.batchNo })
                    : t('correction.frozen', { batch: move.batchNo, open: move.adjustment.batchNo })}
                </td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function Total({
  of: { count, amount },
  strong = false,
}: {
  of: Pick<Move['before'][number], 'count' | 'amount'>
  strong?: boolean
}) {
  const { i18n } = useTranslation()
  return (
    <>
      <span className="quiet number">{formatNumber(count, i18n.language)} ×</span>{' '}
      <Amount of={amount} strong={strong} />
    </>
  )
}
