import { useTranslation } from 'react-i18next'
import type { BoardShownFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { FactList } from '../../ui/FactList.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Since } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { FIGURES } from './figures.ts'
import { Mark } from '../../ui/Mark.tsx'

/** How the journals under one organisation agree, as a bar and as figures, and what is open by currency. */
export function BoardFigures({ board, organisationId }: { board: BoardShownFragment; organisationId: string }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className="stack">
      <div className="progress-bar" aria-hidden>
        {FIGURES.filter(({ key }) => board[key] > 0).map(({ key, look }) => (
          <span key={key} className={`progress-slice ground-${look.tone}`} style={{ flexGrow: board[key] }} />
        ))}
      </div>
      <dl className="axes">
        {FIGURES.map(({ key, look }) => (
          <div key={key}>
            <dt>
              <Mark look={look}>{t(`agreement.${key}`)}</Mark>
            </dt>
            <dd className="number board-number">{number(board[key])}</dd>
            <dd className="quiet">{t(`agreement.${key}How`)}</dd>
          </div>
        ))}
      </dl>
      <FactList
        facts={[
          ...board.openDifferences.map(
            ({ count, amount, oldestAt }) =>
              [
                t('agreement.openOf', { count, number: number(count) }),
                <span key={amount?.currency ?? ''} className="line">
                  {amount === null ? (
                    <span className="quiet">{t('agreement.amountUnknown')}</span>
                  ) : (
                    <Amount of={amount} strong />
                  )}
                  <span className="quiet">
                    {t('agreement.oldest')} <Since at={oldestAt} />
                  </span>
                </span>,
              ] as const,
          ),
          [
            t('rail.terminals'),
            <GoTo key="terminals" place={paths.terminals({ org: organisationId })}>
              {t('agreement.toTerminals')}
            </GoTo>,
          ],
        ]}
      />
    </div>
  )
}
