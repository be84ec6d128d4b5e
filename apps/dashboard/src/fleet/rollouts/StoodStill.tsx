import { BAD_STANDINGS, RULE_WHY_CODES } from '@budeng/fleet/public'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RolloutFullFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'

const BY_ITSELF: readonly RolloutFullFragment['whyCode'][] = RULE_WHY_CODES

/** True while it stands still because of a rule and not because a person said so. */
export function standsByItself({ state, whyCode }: Pick<RolloutFullFragment, 'state' | 'whyCode'>): boolean {
  return (state === 'STOPPED' || state === 'PAUSED') && BY_ITSELF.includes(whyCode)
}

/** Why a rule holds it, what that means for the terminals, where the bad ones are, and what a person may do now. */
export function StoodStill({ rollout }: { rollout: RolloutFullFragment }) {
  const { t, i18n } = useTranslation()
  if (!standsByItself(rollout)) return null
  const bad = rollout.groups.reduce((sum, group) => sum + group.bad, 0)
  return (
    <Alert
      type={rollout.state === 'STOPPED' ? 'error' : 'warning'}
      showIcon
      title={rollout.why}
      description={
        <>
          <p>{t('rollout.stillNext')}</p>
          {bad > 0 && (
            <GoTo place={paths.rollout(rollout.id, { standing: BAD_STANDINGS.join(',') })}>
              {t('rollout.showBad', { count: bad, number: formatNumber(bad, i18n.language) })}
            </GoTo>
          )}
        </>
      }
    />
  )
}
