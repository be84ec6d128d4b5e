import { useTranslation } from 'react-i18next'
import type { ImpactShownFragment } from '../../api/generated/graphql.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { Change } from '../Amounts.tsx'
import { Count } from './Count.tsx'
import { blockKey } from './totals-change.ts'

type Move = ImpactShownFragment['moves'][number]

/** What counts at another terminal: where it is taken away, and where it is added. Nothing: no table. */
export function MovedLines({ moves }: { moves: readonly Move[] }) {
  const { t } = useTranslation()
  if (moves.length === 0) return null
  return (
    <div className="row-table-box" role="region" aria-label={t('correction.countedElsewhere')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('correction.countedElsewhere')}</th>
            <th scope="col">{t('money.batch')}</th>
            <th scope="col" className="end">
              {t('correction.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.flatMap((move, place) =>
            move.lines.map((line) => (
              <tr key={`${place} ${blockKey(line)}`}>
                <th scope="row">
                  {move.terminal === null ? t('correction.unseenTerminal') : <TerminalLink terminal={move.terminal} />}
                </th>
                <td>
                  {move.openBatchNo === null ? (
                    <span className="quiet">{t('correction.nextBatch')}</span>
                  ) : (
                    <span className="mono">{move.openBatchNo}</span>
                  )}{' '}
                  <span className="quiet">{t('correction.recordedIn', { batch: move.batchNo })}</span>
                </td>
                <td className="end">
                  <Count of={line.count} /> <Change of={line.amount} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}
