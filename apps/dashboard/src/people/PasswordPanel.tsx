import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../ui/Panel.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useSecurityChange } from './security-change.ts'
import type { Me } from './SecurityPage.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'

/** Another password; all other sessions end with the old one. */
export function PasswordPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { change, busy, error, refusals } = useSecurityChange()
  const { hasPassword } = me.security
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const send = async () => {
    const given = await change({ act: 'PASSWORD', password: present, newPassword: next })
    if (given === null) return
    setPresent('')
    setNext('')
    void message.success(t('security.passwordChanged'))
    onChanged()
  }
  return (
    <Panel title={t('login.password')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {hasPassword && <PasswordField label={t('security.present')} value={present} onChange={setPresent} />}
        <PasswordField label={t('security.next')} value={next} onChange={setNext} isNew />
        <p className="quiet">{t('security.passwordRules')}</p>
        <Unfulfilled wish={{ refusals, error }} what={t('login.password')} />
        <Button
          htmlType="submit"
          className="start"
          loading={busy}
          disabled={(hasPassword && present === '') || next === ''}
        >
          {t('security.passwordChange')}
        </Button>
      </form>
    </Panel>
  )
}
