import { DESTINATION_KINDS, MAIL_SECURITIES } from '@budeng/fleet/public'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type NotificationDestinationFullFragment,
  NotificationDestinationSaveDocument,
} from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { OrganisationSelect } from '../organisations/OrganisationSelect.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { type DestinationFields, destinationFields, destinationWish } from './notification-form.ts'

interface Props {
  readonly destination: NotificationDestinationFullFragment | null
  readonly own: { readonly id: string; readonly name: string }
  onSecret(secret: string): void
  onClose(): void
}

const LANGUAGES = ['ZH_CN', 'EN'] as const

/** Where messages go: what kind, which address, in which language. */
export function DestinationForm({ destination, own, onSecret, onClose }: Props) {
  const { t } = useTranslation()
  const [fields, setFields] = useState(() => destinationFields(destination, own.id))
  const save = useWish(NotificationDestinationSaveDocument, (data) => data.notificationDestinationSave, [
    'NotificationDestinations',
  ])
  const set = (changed: Partial<DestinationFields>) => setFields({ ...fields, ...changed })
  const wish = destinationWish(fields, destination)
  const send = async () => {
    const done = wish === null ? null : await save.send(wish)
    if (done === null) return
    if (done.signingSecret === null) onClose()
    else onSecret(done.signingSecret)
  }
  return (
    <WishForm
      wish={save}
      does={t('notifications.save')}
      what={t('notifications.destination')}
      ready={wish !== null}
      onDo={() => void send()}
      onBack={onClose}
    >
      <Labelled label={t('notifications.name')}>
        {(id) => (
          <Input id={id} value={fields.name} maxLength={60} onChange={({ target }) => set({ name: target.value })} />
        )}
      </Labelled>
      {destination === null && (
        <>
          <Labelled label={t('notifications.whose')} hint={t('notifications.whoseHow')}>
            {(id) => (
              <OrganisationSelect
                id={id}
                value={fields.organisationId}
                name={own.name}
                onChange={(organisationId) => set({ organisationId })}
              />
            )}
          </Labelled>
          <Labelled label={t('notifications.kind')}>
            {(id) => (
              <Select
                id={id}
                value={fields.kind}
                options={DESTINATION_KINDS.map((value) => ({ value, label: t(`notificationKind.${value}`) }))}
                onChange={(kind) => set({ kind })}
              />
            )}
          </Labelled>
        </>
      )}
      {fields.kind === 'EMAIL' ? (
        <MailFields fields={fields} set={set} isNew={destination === null} />
      ) : (
        <WebhookFields fields={fields} set={set} isNew={destination === null} />
      )}
      <Labelled label={t('notifications.language')}>
        {(id) => (
          <Select
            id={id}
            value={fields.language}
            options={LANGUAGES.map((value) => ({ value, label: t(`notificationLanguage.${value}`) }))}
            onChange={(language) => set({ language })}
          />
        )}
      </Labelled>
      <Checkbox checked={fields.enabled} onChange={({ target }) => set({ enabled: target.checked })}>
        {t('notifications.enabled')}
      </Checkbox>
    </WishForm>
  )
}

interface FieldsProps {
  readonly fields: DestinationFields
  readonly isNew: boolean
  set(changed: Partial<DestinationFields>): void
}

function WebhookFields({ fields, set, isNew }: FieldsProps) {
  const { t } = useTranslation()
  const { kind } = fields
  return (
    <>
      <Labelled label={t('notifications.url')} hint={t(isNew ? 'notifications.urlHow' : 'notifications.urlKept')}>
        {(id) => (
          <Input.Password
            id={id}
            value={fields.url}
            placeholder="https://"
            autoComplete="new-password"
            onChange={({ target }) => set({ url: target.value })}
          />
        )}
      </Labelled>
      {kind !== 'WECOM' && (
        <Labelled
          label={t('notifications.signing')}
          hint={t(kind === 'WEBHOOK' ? 'notifications.signingMade' : 'notifications.signingHow')}
        >
          {(id) => (
            <Input.Password
              id={id}
              value={fields.signingSecret}
              autoComplete="new-password"
              onChange={({ target }) => set({ signingSecret: target.value })}
            />
          )}
        </Labelled>
      )}
    </>
  )
}

function MailFields({ fields, set, isNew }: FieldsProps) {
  const { t } = useTranslation()
  const text = (name: 'host' | 'user' | 'from' | 'to', hint?: string) => (
    <Labelled label={t(`notifications.mail_${name}`)} hint={hint}>
      {(id) => (
        <Input
          id={id}
          value={fields[name]}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => set({ [name]: target.value })}
        />
      )}
    </Labelled>
  )
  return (
    <>
      {text('host')}
      <Labelled label={t('notifications.mail_security')}>
        {(id) => (
          <Select
            id={id}
            value={fields.security}
            options={MAIL_SECURITIES.map((value) => ({ value, label: t(`mailSecurity.${value}`) }))}
            onChange={(security) => set({ security, port: security === 'TLS' ? 465 : security === 'NONE' ? 25 : 587 })}
          />
        )}
      </Labelled>
      <Labelled label={t('notifications.mail_port')}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={65_535}
            precision={0}
            value={fields.port}
            onChange={(port) => set({ port: port ?? 465 })}
          />
        )}
      </Labelled>
      {text('user', t('notifications.mail_userHow'))}
      <Labelled
        label={t('notifications.mail_password')}
        hint={isNew ? undefined : t('notifications.mail_passwordKept')}
      >
        {(id) => (
          <Input.Password
            id={id}
            value={fields.password}
            autoComplete="new-password"
            onChange={({ target }) => set({ password: target.value })}
          />
        )}
      </Labelled>
      {text('from')}
      {text('to', t('notifications.mail_toHow'))}
    </>
  )
}

function Labelled({
  label,
  hint,
  children,
}: {
  label: string
  hint?: string | undefined
  children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint !== undefined && <span className="hint quiet">{hint}</span>}
    </div>
  )
}
