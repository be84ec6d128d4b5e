import { useTranslation } from 'react-i18next'
import type { RolloutGroupFiguresFragment } from '../../api/generated/graphql.ts'
import { formatNumber } from '../../ui/format.ts'
import { STANDING_LOOKS, STANDINGS } from './looks.ts'

type Figures = RolloutGroupFiguresFragment['figures']

/** Figures of several groups as one. */
export function sumOf(groups: readonly Pick<RolloutGroupFiguresFragment, 'figures'>[]): Figures {
  const figures = groups.flatMap((group) => group.figures)
  return STANDINGS.map((standing) => ({
    standing,
    count: figures.filter((one) => one.standing === standing).reduce((sum, { count }) => sum + count, 0),
  })).filter(({ count }) => count > 0)
}

/** Where terminals stand: a bar for the eye, the same in words for those who do not see it. */
export function GroupBar({ figures }: { figures: Figures }) {
  const { t, i18n } = useTranslation()
  const slices = sumOf([{ figures }])
  const inWords = slices
    .map(({ standing, count }) => `${t(`rolloutStanding.${standing}`)} ${formatNumber(count, i18n.language)}`)
    .join(', ')
  return (
    <div className="progress-bar" role="img" aria-label={inWords}>
      {slices.map(({ standing, count }) => (
        <span
          key={standing}
          className={`progress-slice ground-${STANDING_LOOKS[standing].tone}${standing === 'WAITING' ? ' ground-empty' : ''}`}
          style={{ flexGrow: count }}
        />
      ))}
    </div>
  )
}
