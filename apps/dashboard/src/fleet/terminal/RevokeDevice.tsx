import { useTranslation } from 'react-i18next'
import { DeviceRevokeDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { ActButtons } from '../../ui/ActButtons.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

/** The end of a device's keys, for one that was stolen or opened: it is cut off at once, and must enrol anew. */
export function RevokeDevice({ device }: { device: NonNullable<TerminalOnPage['device']> }) {
  const { t } = useTranslation()
  if (device.revokedAt !== null) return null
  const acts = [{ key: 'REVOKE', does: t('device.revoke'), danger: true }]
  return (
    <ActButtons acts={acts} permission="device:revoke" notYours={t('device.revokeNotYours')}>
      {(_revoke, close) => <RevokeForm device={device} onBack={close} />}
    </ActButtons>
  )
}

interface FormProps {
  readonly device: NonNullable<TerminalOnPage['device']>
  readonly onBack: () => void
}

function RevokeForm({ device: { id, serial }, onBack }: FormProps) {
  const { t } = useTranslation()
  const wish = useWish(DeviceRevokeDocument, (data) => data.deviceRevoke)
  const send = async (reason: string) => {
    if ((await wish.send({ deviceId: id, reason })) !== null) onBack()
  }
  return (
    <Reasoned danger does={t('device.revoke')} wish={wish} onDo={(reason) => void send(reason)} onBack={onBack}>
      <p className="note">{t('device.revokeWhat', { serial })}</p>
    </Reasoned>
  )
}
