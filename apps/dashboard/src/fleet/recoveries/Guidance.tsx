import { useTranslation } from 'react-i18next'
import type { RecoveryEnd, RecoveryReason } from '../../api/generated/graphql.ts'

/** Commands of playbooks, about which there is something to say to the merchant. */
const SAID = [
  'STATUS_GET',
  'BACKUP',
  'RELOGIN',
  'NETWORK_RESET',
  'APP_RESTART',
  'REBOOT',
  'SELF_TEST',
  'MESSAGE_SHOW',
  'LOCK',
  'KEYS_RENEW',
] as const

/** While a terminal acts: what to tell the merchant, and what they see, for somebody who never did it. */
export function CommandGuidance({ type }: { type: string }) {
  const { t } = useTranslation()
  const said = SAID.find((one) => one === type)
  if (said === undefined) return null
  return <Guidance say={t(`commandSay.${said}`)} sees={t(`commandSees.${said}`)} />
}

/** What to say, and what the merchant sees then. */
export function Guidance({ say, sees }: { say: string; sees: string }) {
  const { t } = useTranslation()
  return (
    <div>
      <div className="quiet">{t('recovery.say')}</div>
      <p className="recovery-say">{say}</p>
      <div className="quiet">{t('recovery.sees')}</div>
      <p>{sees}</p>
    </div>
  )
}

const EXPLAINED = ['UNREACHABLE', 'NOT_REGISTERED', 'HOST_ILL', 'PART_OF_INCIDENT', 'TAMPERED'] as const

/** After the end: the next thing to do, by why it ended where that says more. */
export function NextThing({ end, reason }: { end: RecoveryEnd; reason: RecoveryReason | null }) {
  const { t } = useTranslation()
  const explained = end === 'NOT_FIXABLE_REMOTELY' ? EXPLAINED.find((one) => one === reason) : undefined
  return (
    <div className="note">
      <strong>{t('advice.title')}</strong>
      <p>{explained === undefined ? t(`recoveryNext.${end}`) : t(`reasonNext.${explained}`)}</p>
    </div>
  )
}
