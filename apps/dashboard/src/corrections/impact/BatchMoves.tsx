import { useTranslation } from 'react-i18next'
import type { ImpactShownFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { useBlockName } from '../../money/marks.tsx'
import { Change } from '../Amounts.tsx'
import { ChangeTable } from './ChangeTable.tsx'
import { Count } from './Count.tsx'
import { totalsChanges } from './totals-change.ts'

type Move = ImpactShownFragment['batches'][number]

/** What happens to the totals of batches; a settled one keeps its own, and an adjustment stands in the open one. */
export function BatchMoves({ batches, isMoved }: { batches: readonly Move[]; isMoved: boolean }) {
  const { t } = useTranslation()
  const blockName = useBlockName()
  const moving = batches.map((move) => ({ move, changes: totalsChanges(move.before, move.after) }))
  // of what counts elsewhere the adjustments are told beside it
  if (moving.every(({ changes }) => changes.length === 0))
    return isMoved ? null : <p className="quiet">{t('correction.noTotals')}</p>
  return (
    <ChangeTable label={t('correction.totals')} head={t('correction.totals')}>
      {moving.map(({ move, changes }) => (
        <tbody key={move.batchNo}>
          {changes.map(({ key, scope, side, before, after, change }) => (
            <tr key={key}>
              <th scope="row">
                <span className="mono">{move.batchNo}</span> {blockName({ scope, side })}
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
    </ChangeTable>
  )
}

function Total({
  of: { count, amount },
  strong = false,
}: {
  of: Pick<Move['before'][number], 'count' | 'amount'>
  strong?: boolean
}) {
  return (
    <>
      <Count of={count} /> <Amount of={amount} strong={strong} />
    </>
  )
}
