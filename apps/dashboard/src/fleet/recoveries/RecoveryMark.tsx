import { useTranslation } from 'react-i18next'
import type { RecoveryEnd } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { RECOVERY_LOOKS } from './looks.ts'

/** Runs, or how it ended. */
export function RecoveryMark({ end, strong = false }: { end: RecoveryEnd | null; strong?: boolean }) {
  const { t } = useTranslation()
  const state = end ?? 'RUNNING'
  return (
    <Mark look={RECOVERY_LOOKS[state]} strong={strong}>
      {t(`recoveryEnd.${state}`)}
    </Mark>
  )
}
