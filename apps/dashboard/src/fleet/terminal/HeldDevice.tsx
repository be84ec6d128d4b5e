import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DeviceReleaseDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { useViewer } from '../../session/viewer.ts'
import { Time } from '../../ui/Time.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

type Device = NonNullable<TerminalOnPage['device']>

/** Two machines were alive under one identity: what that stops, and the two ways out. The other one is the end of its keys. */
export function HeldDevice({ device }: { device: Device }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const may = useViewer()?.permissions.includes('device:revoke') === true
  if (device.heldAt === null || device.revokedAt !== null) return null
  return (
    <Alert
      type="error"
      title={
        <>
          {t('device.held')} · <Time at={device.heldAt} show="moment" />
        </>
      }
      description={
        <div className="stack">
          <p>{t('device.heldWhat')}</p>
          {open ? (
            <ReleaseForm device={device} onBack={() => setOpen(false)} />
          ) : (
            <Button
              className="start"
              disabled={!may}
              title={may ? undefined : t('device.releaseNotYours')}
              onClick={() => setOpen(true)}
            >
              {t('device.release')} …
            </Button>
          )}
        </div>
      }
    />
  )
}

function ReleaseForm({ device: { id, serial }, onBack }: { device: Device; onBack: () => void }) {
  const { t } = useTranslation()
  const wish = useWish(DeviceReleaseDocument, (data) => data.deviceRelease)
  const send = async (reason: string) => {
    if ((await wish.send({ deviceId: id, reason })) !== null) onBack()
  }
  return (
    <Reasoned does={t('device.release')} wish={wish} onDo={(reason) => void send(reason)} onBack={onBack}>
      <p className="note">{t('device.releaseWhat', { serial })}</p>
    </Reasoned>
  )
}
