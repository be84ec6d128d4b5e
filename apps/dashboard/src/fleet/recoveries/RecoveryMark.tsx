import { useTranslation } from 'react-i18next'
import type { RecoveryEnd } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { RECOVERY_LOOKS } from './looks.ts'

interface RecoveryMarkProps {
  readonly recovery: { readonly end: RecoveryEnd | null; readonly waiting: boolean }
  readonly strong?: boolean
}

/** Runs by itself, waits for a person, or how it ended. */
export function RecoveryMark({ recovery: { end, waiting }, strong = false }: RecoveryMarkProps) {
  const { t } = useTranslation()
  const state = end ?? (waiting ? 'WAITING' : 'RUNNING')
  return (
    <Mark look={RECOVERY_LOOKS[state]} strong={strong}>
      {t(`recoveryEnd.${state}`)}
    </Mark>
  )
}
