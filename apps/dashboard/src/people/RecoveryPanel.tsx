import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyText } from '../ui/CopyText.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useSecurityChange } from './security-change.ts'
import type { Me } from './SecurityPage.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'

/** Codes for the day on which phone and passkey are lost: shown once, each good for one login. */
export function RecoveryPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const { change, busy, error, refusals } = useSecurityChange()
  const [codes, setCodes] = useState<readonly string[]>([])
  const { totpSince, passkeys, recoveryCodesLeft } = me.security
  const make = async () => {
    const given = await change({ act: 'RECOVERY_CODES' })
    if (given?.recoveryCodes == null) return
    setCodes(given.recoveryCodes)
    onChanged()
  }
  return (
    <Panel title={t('security.recovery')}>
      <div className="stack">
        <p>{t('security.recoveryLeft', { count: recoveryCodesLeft })}</p>
        {codes.length > 0 && (
          <div className="stack">
            <p>{t('security.recoveryShown')}</p>
            <ul className="mono">
              {codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
            <CopyText text={codes.join('\n')} short={t('security.copyAll')} />
          </div>
        )}
        <Unfulfilled wish={{ refusals, error }} what={t('security.recovery')} />
        <Button
          className="start"
          loading={busy}
          disabled={totpSince === null && passkeys.length === 0}
          onClick={() => void make()}
        >
          {t('security.recoveryMake')}
        </Button>
      </div>
    </Panel>
  )
}
