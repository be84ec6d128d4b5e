import { severityOf, worstFirst } from '@budeng/fleet/public'
import { useTranslation } from 'react-i18next'
import type { BulkRowFragment, CommandState, Presence, SignOnState } from '../api/generated/graphql.ts'
import { useLabel } from '../ui/label.ts'
import { Mark } from '../ui/Mark.tsx'
import { RolloutMark } from './rollouts/marks.tsx'
import {
  BULK_LOOKS,
  COMMAND_LOOKS,
  isSignedOut,
  PRESENCE_LOOKS,
  SEVERITY_LOOKS,
  shownBulkState,
  SIGN_ON_LOOKS,
} from './looks.ts'

export function PresenceMark({ presence }: { presence: Presence }) {
  const { t } = useTranslation()
  return <Mark look={PRESENCE_LOOKS[presence]}>{t(`presence.${presence}`)}</Mark>
}

export function SignOnMark({ signOn }: { signOn: SignOnState }) {
  const { t } = useTranslation()
  return (
    <Mark look={SIGN_ON_LOOKS[signOn]} strong={isSignedOut(signOn)}>
      {t(`signOn.${signOn}`)}
    </Mark>
  )
}

export function CommandMark({ state, strong = false }: { state: CommandState; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={COMMAND_LOOKS[state]} strong={strong}>
      {t(`commandState.${state}`)}
    </Mark>
  )
}

/** Where an action on many stands: one whose commands have all ended is called finished, one in steps stands where its rollout does. */
export function BulkMark({
  bulk,
}: {
  bulk: Pick<BulkRowFragment, 'state' | 'commandCount' | 'finishedCount' | 'rollout'>
}) {
  const { t } = useTranslation()
  if (bulk.rollout !== null && bulk.state !== 'PENDING_APPROVAL') return <RolloutMark state={bulk.rollout.state} />
  const state = shownBulkState(bulk)
  return <Mark look={BULK_LOOKS[state]}>{t(`bulkState.${state}`)}</Mark>
}

/** Faults, worst first, the rest counted. */
export function FaultMarks({ faults: codes, most = 1 }: { faults: readonly string[]; most?: number }) {
  const { t } = useTranslation()
  const label = useLabel()
  if (codes.length === 0) return null
  const faults = worstFirst(codes)
  const rest = faults.slice(most)
  return (
    <span className="fault-marks">
      {faults.slice(0, most).map((code) => (
        <Mark key={code} look={SEVERITY_LOOKS[severityOf(code)]}>
          <span title={code}>{label('fault', code)}</span>
        </Mark>
      ))}
      {rest.length > 0 && (
        <span className="quiet number" title={rest.map((code) => label('fault', code)).join(' · ')}>
          {t('fault_more', { count: rest.length })}
        </span>
      )}
    </span>
  )
}
