import { useTranslation } from 'react-i18next'
import type { RolloutStanding, RolloutState } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { ROLLOUT_LOOKS, STANDING_LOOKS } from './looks.ts'

export function RolloutMark({ state }: { state: RolloutState }) {
  const { t } = useTranslation()
  return <Mark look={ROLLOUT_LOOKS[state]}>{t(`rolloutState.${state}`)}</Mark>
}

export function StandingMark({ standing }: { standing: RolloutStanding }) {
  const { t } = useTranslation()
  return <Mark look={STANDING_LOOKS[standing]}>{t(`rolloutStanding.${standing}`)}</Mark>
}
