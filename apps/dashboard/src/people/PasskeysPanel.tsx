import { useMutation } from '@apollo/client/react'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasskeyAddDocument } from '../api/generated/graphql.ts'
import { PASSKEY_NAME_LENGTH_MAX } from '../limits.ts'
import { canUsePasskeys, makePasskey } from '../session/passkey.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { PasswordField } from './PasswordField.tsx'
import { asksForPassword, useSecurityChange } from './security-change.ts'
import { RenamePasskey } from './RenamePasskey.tsx'
import type { Me } from './SecurityPage.tsx'

/** Passkeys: of this device or a security key; several, each with a name. */
export function PasskeysPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { change, busy, error, refusals, setRefusals } = useSecurityChange()
  const [add] = useMutation(PasskeyAddDocument, { onError: () => undefined })
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [hasFailed, fail] = useState(false)
  const { passkeys, passkeyHost } = me.security
  const isFirst = asksForPassword(me)

  const make = async () => {
    const given = await change({ act: 'PASSKEY_START', password: isFirst ? password : null })
    if (given?.challengeId == null || given.passkeyOptions == null) return
    const assertion = await makePasskey(given.passkeyOptions)
    fail(assertion === null)
    if (assertion === null) return
    const passkey = { challengeId: given.challengeId, assertion }
    const { data } = await add({ variables: { input: { passkey, name: name.trim() } } })
    setRefusals(data?.passkeyAdd.userErrors ?? [])
    setName('')
    setPassword('')
    onChanged()
  }
  const remove = async (passkeyId: string) => {
    if ((await change({ act: 'PASSKEY_REMOVE', passkeyId })) !== null) onChanged()
  }

  return (
    <Panel title={t('security.passkeys')}>
      <div className="stack">
        {passkeys.length > 0 && (
          <RowTable
            label={t('security.passkeys')}
            rows={passkeys}
            keyOf={(row) => row.id}
            columns={[
              { key: 'name', title: t('security.passkeyName'), render: (row) => row.name },
              { key: 'since', title: t('security.since'), render: (row) => <Time at={row.createdAt} show="moment" /> },
              {
                key: 'used',
                title: t('security.used'),
                render: (row) => (row.usedAt === null ? t('security.never') : <Time at={row.usedAt} />),
              },
              {
                key: 'do',
                title: <span className="visually-hidden">{t('people.actions')}</span>,
                render: (row) => (
                  <div className="line">
                    <RenamePasskey passkey={row} onChanged={onChanged} />
                    <Button size="small" danger loading={busy} onClick={() => void remove(row.id)}>
                      {t('security.remove', { name: row.name })}
                    </Button>
                  </div>
                ),
              },
            ]}
          />
        )}
        {canUsePasskeys() ? (
          <>
            <div className="field">
              <label htmlFor={id}>{t('security.newPasskeyName')}</label>
              <Input
                id={id}
                value={name}
                maxLength={PASSKEY_NAME_LENGTH_MAX}
                onChange={(event) => setName(event.target.value)}
              />
            </div>
            {isFirst && <PasswordField label={t('security.present')} value={password} onChange={setPassword} />}
          </>
        ) : (
          <p className="note">{t('security.noPasskeysHere', { host: passkeyHost })}</p>
        )}
        <Refusals refusals={refusals} />
        {hasFailed && <p role="alert">{t('passkey.failedAlone')}</p>}
        <FaultPanel error={error} what={t('security.passkeys')} />
        <Button
          className="start"
          loading={busy}
          disabled={!canUsePasskeys() || name.trim() === '' || (isFirst && password === '')}
          onClick={() => void make()}
        >
          {t('security.addPasskey')}
        </Button>
      </div>
    </Panel>
  )
}
