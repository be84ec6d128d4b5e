import { useMutation } from '@apollo/client/react'
import { App, Checkbox, Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IdentityProviderChangeDocument, type Role } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { ROLES } from '../people/roles.ts'
import { WishForm } from '../ui/WishForm.tsx'
import type { OwnSignIn } from './SignInPage.tsx'
import { domainsIn, isComplete, type SignInFields, signInFields } from './sign-in-form.ts'

interface SignInFormProps {
  readonly organisationId: string
  readonly provider: OwnSignIn | null
  onDone(): void
}

/** Asks for another sign-in. It waits for a second person. */
export function SignInForm({ organisationId, provider, onDone }: SignInFormProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [fields, setFields] = useState(() => signInFields(provider))
  const [reason, setReason] = useState('')
  const { propose, busy, refusals, error } = useProposal(organisationId)
  const set = (changed: Partial<SignInFields>) => setFields({ ...fields, ...changed })
  const send = async () => {
    if (!(await propose(fields, reason.trim()))) return
    void message.success(t('policy.proposed'))
    onDone()
  }
  return (
    <WishForm
      wish={{ busy, refusals, error }}
      does={t('policy.propose')}
      what={t('settings.signIn')}
      ready={isComplete(fields, provider !== null) && reason.trim() !== ''}
      onDo={() => void send()}
      onBack={onDone}
    >
      <TextFields fields={fields} set={set} hasSecret={provider !== null} />
      <fieldset className="field">
        <legend>{t('policy.roles')}</legend>
        <Checkbox.Group
          options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          value={fields.roles}
          onChange={(roles: Role[]) => set({ roles })}
        />
      </fieldset>
      <Checkbox checked={fields.authoritative} onChange={(event) => set({ authoritative: event.target.checked })}>
        {t('policy.authoritative')}
      </Checkbox>
      <Checkbox checked={fields.askFactor} onChange={(event) => set({ askFactor: event.target.checked })}>
        {t('policy.askFactor')}
      </Checkbox>
      <Checkbox checked={fields.enabled} onChange={(event) => set({ enabled: event.target.checked })}>
        {t('policy.enabled')}
      </Checkbox>
      <TextField label={t('request.reason')}>
        {(id) => <Input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />}
      </TextField>
    </WishForm>
  )
}

function TextFields({
  fields,
  set,
  hasSecret,
}: {
  fields: SignInFields
  set: (changed: Partial<SignInFields>) => void
  hasSecret: boolean
}) {
  const { t } = useTranslation()
  return (
    <>
      <TextField label={t('policy.name')}>
        {(id) => (
          <Input id={id} value={fields.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} />
        )}
      </TextField>
      <TextField label={t('policy.issuer')}>
        {(id) => (
          <Input
            id={id}
            value={fields.issuer}
            inputMode="url"
            placeholder="https://"
            onChange={(event) => set({ issuer: event.target.value })}
          />
        )}
      </TextField>
      <TextField label={t('policy.clientId')}>
        {(id) => (
          <Input
            id={id}
            value={fields.clientId}
            autoComplete="off"
            onChange={(event) => set({ clientId: event.target.value })}
          />
        )}
      </TextField>
      <TextField label={hasSecret ? t('sso.secretKept') : t('sso.secret')}>
        {(id) => (
          <Input.Password
            id={id}
            value={fields.clientSecret}
            autoComplete="new-password"
            onChange={(event) => set({ clientSecret: event.target.value })}
          />
        )}
      </TextField>
      <TextField label={t('sso.domainsHow')}>
        {(id) => <Input id={id} value={fields.domains} onChange={(event) => set({ domains: event.target.value })} />}
      </TextField>
    </>
  )
}

function TextField({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

function useProposal(organisationId: string) {
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(IdentityProviderChangeDocument, {
    onError: () => undefined,
    refetchQueries: ['FleetFigures'],
  })
  const propose = async (fields: SignInFields, reason: string) => {
    const { clientSecret, domains, ...rest } = fields
    const secret = clientSecret === '' ? null : clientSecret
    const wish = { organisationId, provider: { ...rest, clientSecret: secret, domains: domainsIn(domains) }, reason }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    setRefusals(data?.identityProviderChange.userErrors ?? [])
    return data?.identityProviderChange.changeRequest != null
  }
  return { propose, busy: loading, refusals, error }
}
