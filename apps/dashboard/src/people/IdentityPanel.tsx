import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { leaveFor } from '../sso/leave.ts'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { PasswordField } from './PasswordField.tsx'
import { asksForPassword, useSecurityChange } from './security-change.ts'
import type { Me } from './SecurityPage.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'

/** The acquirer's own sign-in: to connect with it, or not to be any more. */
export function IdentityPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const { change, busy, error, refusals } = useSecurityChange()
  const [password, setPassword] = useState('')
  const { provider, identities, hasPassword } = me.security
  const isAsked = asksForPassword(me)
  if (provider === null && identities.length === 0) return null
  const connect = async () => leaveFor((await change({ act: 'IDENTITY_CONNECT', password }))?.url)
  const remove = async (identityId: string) => {
    if ((await change({ act: 'IDENTITY_REMOVE', identityId, password })) !== null) onChanged()
  }
  return (
    <Panel title={provider?.name ?? t('settings.signIn')}>
      <div className="stack">
        <p className="quiet">{t('sso.panelWhat')}</p>
        {identities.map(({ id, email, linkedAt }) => (
          <div className="line" key={id}>
            <span>
              {email ?? '–'} · {t('sso.since')} <Time at={linkedAt} show="moment" />
            </span>
            <Button
              size="small"
              danger
              loading={busy}
              disabled={!hasPassword || (isAsked && password === '')}
              title={hasPassword ? undefined : t('sso.onlyWay')}
              onClick={() => void remove(id)}
            >
              {t('sso.disconnect')}
            </Button>
          </div>
        ))}
        {isAsked && <PasswordField label={t('security.present')} value={password} onChange={setPassword} />}
        <Unfulfilled wish={{ refusals, error }} what={t('settings.signIn')} />
        {provider !== null && identities.length === 0 && (
          <Button className="start" loading={busy} disabled={isAsked && password === ''} onClick={() => void connect()}>
            {t('sso.connect', { name: provider.name })}
          </Button>
        )}
      </div>
    </Panel>
  )
}
