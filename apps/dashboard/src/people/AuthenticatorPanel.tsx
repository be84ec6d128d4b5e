import { useMutation } from '@apollo/client/react'
import { Button, QRCode } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TotpConfirmDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { CodeField } from '../session/CodeField.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { PasswordField } from './PasswordField.tsx'
import { asksForPassword, useSecurityChange } from './security-change.ts'
import type { Me } from './SecurityPage.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'

interface Beginning {
  readonly secret: string
  readonly uri: string
}

/** Codes from an app: set up, replaced, removed. The QR code is drawn here; its content leaves the page for nowhere. */
export function AuthenticatorPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const { change, busy, error, refusals } = useSecurityChange()
  const [beginning, setBeginning] = useState<Beginning | null>(null)
  const [password, setPassword] = useState('')
  const { totpSince } = me.security
  const isFirst = asksForPassword(me)

  const begin = async () => {
    const given = await change({ act: 'TOTP_START', password: isFirst ? password : null })
    if (given?.totpSecret != null && given.totpUri != null)
      setBeginning({ secret: given.totpSecret, uri: given.totpUri })
    setPassword('')
  }
  const remove = async () => {
    if ((await change({ act: 'TOTP_REMOVE' })) !== null) onChanged()
  }
  const finished = () => {
    setBeginning(null)
    onChanged()
  }

  return (
    <Panel title={t('security.authenticator')}>
      <div className="stack">
        <p>
          {totpSince === null ? (
            t('security.noAuthenticator')
          ) : (
            <>
              {t('security.setUp')} <Time at={totpSince} show="moment" />
            </>
          )}
        </p>
        {beginning === null && isFirst && (
          <PasswordField label={t('security.present')} value={password} onChange={setPassword} />
        )}
        <Unfulfilled wish={{ refusals, error }} what={t('security.authenticator')} />
        {beginning === null ? (
          <div className="line">
            <Button
              type={totpSince === null ? 'primary' : 'default'}
              loading={busy}
              disabled={isFirst && password === ''}
              onClick={() => void begin()}
            >
              {t(totpSince === null ? 'security.totpStart' : 'security.totpReplace')}
            </Button>
            {totpSince !== null && (
              <Button danger loading={busy} onClick={() => void remove()}>
                {t('security.totpRemove')}
              </Button>
            )}
          </div>
        ) : (
          <FirstCode beginning={beginning} onDone={finished} />
        )}
      </div>
    </Panel>
  )
}

function FirstCode({ beginning, onDone }: { beginning: Beginning; onDone: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [confirm, { loading, error }] = useMutation(TotpConfirmDocument, { onError: () => undefined })
  const send = async () => {
    const { data } = await confirm({ variables: { input: { totp: code.replaceAll(/\s/g, '') } } })
    setRefusals(data?.totpConfirm.userErrors ?? [])
    if (data?.totpConfirm.userErrors.length === 0) onDone()
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p>{t('security.scan')}</p>
      <div role="img" aria-label={t('security.qr')}>
        <QRCode value={beginning.uri} type="svg" color="#000000" bgColor="#ffffff" />
      </div>
      <p>
        {t('security.typeSecret')} <CopyText text={beginning.secret} />
      </p>
      <CodeField value={code} onChange={setCode} label={t('security.firstCode')} autoFocus />
      <Unfulfilled wish={{ refusals, error }} what={t('security.authenticator')} />
      <Button type="primary" htmlType="submit" className="start" loading={loading} disabled={code.trim() === ''}>
        {t('security.totpConfirm')}
      </Button>
    </form>
  )
}
