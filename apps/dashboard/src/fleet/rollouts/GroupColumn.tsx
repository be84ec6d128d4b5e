import { useTranslation } from 'react-i18next'
import type { RolloutGroupFiguresFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { GroupBar, sumOf } from './GroupBar.tsx'
import { StandingMark } from './marks.tsx'

/** It fills up now, or a rule holds the rollout at it. */
export type GroupMark = 'now' | 'held' | null

/** One group as it fills up, with what is bad in it as the rule that stops it counts. */
export function GroupColumn({
  rolloutId,
  group,
  isLast,
  mark,
}: {
  rolloutId: string
  group: RolloutGroupFiguresFragment
  isLast: boolean
  mark: GroupMark
}) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  const name = group.index === 0 && !isLast ? t('rollout.canaries') : isLast ? t('rollout.rest') : t('rollout.group')
  return (
    <li className={mark === null ? 'group-column' : `group-column group-${mark}`}>
      <h3>
        {group.index + 1} · {name}{' '}
        <span className="number quiet">{t('rollout.size', { count: group.size, number: number(group.size) })}</span>
      </h3>
      <GroupBar figures={group.figures} />
      <p className="quiet number">
        {group.open
          ? t('rollout.badOfKnown', {
              bad: number(group.bad),
              known: number(group.known),
              share: formatPercent(group.known === 0 ? 0 : group.bad / group.known, i18n.language),
            })
          : t('rollout.notYet')}
      </p>
      <ul className="group-figures">
        {sumOf([group]).map(({ standing, count }) => (
          <li key={standing}>
            <GoTo
              place={paths.rollout(rolloutId, { standing, group: String(group.index) })}
              className="link-plain group-figure"
            >
              <StandingMark standing={standing} /> <span className="number">{number(count)}</span>
            </GoTo>
          </li>
        ))}
      </ul>
    </li>
  )
}
