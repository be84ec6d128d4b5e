import { useMutation, useQuery } from '@apollo/client/react'
import { useRouter } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  InvitationAcceptDocument,
  InvitationOfferDocument,
  ProviderLoginStartDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { href, paths } from '../paths.ts'
import { typedFactor } from '../session/passkey.ts'
import { Choices } from '../shell/Choices.tsx'
import { leaveFor } from '../sso/leave.ts'
import { Blank } from '../ui/Blank.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Refusals } from '../ui/Refusals.tsx'
import { WaitingPage } from '../ui/Waiting.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { myZone } from '../ui/zone.ts'

interface Answers {
  readonly name: string
  readonly password: string
  readonly otherEmail?: string
  readonly otherPassword?: string
  readonly otherCode?: string
}

/** Where a one-time link leads: name and password make the account. The secret stands behind `#` and is sent to nobody else. */
export function InvitationPage() {
  const { t } = useTranslation()
  const token = window.location.hash.slice(1)
  const { data, loading, error } = useQuery(InvitationOfferDocument, { variables: { token }, fetchPolicy: 'no-cache' })
  usePageTitle(t('invitation.title'))
  const offer = data?.invitation
  return (
    <main className="login">
      <div className="login-card">
        <h1>{t('invitation.title')}</h1>
        {loading && <WaitingPage />}
        <FaultPanel error={error} what={t('invitation.title')} />
        {offer === null && <Blank title={t('invitation.over')}>{t('invitation.overHow')}</Blank>}
        {offer != null && (
          <>
            <p>
              {t('invitation.what', {
                organisation: offer.organisationName,
                role: t(`role.${offer.role}`),
                email: offer.email,
              })}
            </p>
            <AcceptForm token={token} email={offer.email} provider={offer.provider} />
          </>
        )}
        <div className="login-choices">
          <Choices />
        </div>
      </div>
    </main>
  )
}

interface AcceptFormProps {
  readonly token: string
  readonly email: string
  readonly provider: { readonly id: string; readonly name: string } | null
}

function AcceptForm({ token, email, provider }: AcceptFormProps) {
  const { t, i18n } = useTranslation()
  const router = useRouter()
  const [form] = Form.useForm<Answers>()
  const [hasOther, setHasOther] = useState(false)
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [accept, { loading, error, client }] = useMutation(InvitationAcceptDocument, { onError: () => undefined })
  const send = async ({ name, password, otherEmail, otherPassword, otherCode }: Answers) => {
    const existing = hasOther
      ? { email: otherEmail ?? '', password: otherPassword ?? '', factor: typedFactor(otherCode ?? '') }
      : null
    const language = i18n.language === 'en' ? ('EN' as const) : ('ZH_CN' as const)
    const input = { token, name, password, language, timeZone: myZone(), existing }
    const { data } = await accept({ variables: { input } })
    setRefusals(data?.invitationAccept.userErrors ?? [])
    if (data?.invitationAccept.viewer == null) return
    await client.clearStore()
    router.history.push(href(paths.settings('security')))
  }
  return (
    <Form<Answers> form={form} layout="vertical" requiredMark={false} onFinish={(answers) => void send(answers)}>
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Form.Item
        name="name"
        label={t('people.name')}
        rules={[{ required: true, message: t('invitation.nameMissing') }]}
      >
        <Input autoComplete="name" autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('security.next')}
        extra={t('security.passwordRules')}
        rules={[{ required: true, message: t('login.passwordMissing') }]}
      >
        <Input type="password" autoComplete="new-password" />
      </Form.Item>
      {hasOther ? (
        <>
          <p className="quiet">{t('invitation.otherWhat')}</p>
          <Form.Item name="otherEmail" label={t('login.email')}>
            <Input type="email" autoComplete="off" />
          </Form.Item>
          <Form.Item name="otherPassword" label={t('invitation.otherPassword')}>
            <Input type="password" autoComplete="off" />
          </Form.Item>
          <Form.Item name="otherCode" label={t('login.code')}>
            <Input className="number" autoComplete="one-time-code" />
          </Form.Item>
        </>
      ) : (
        <Button type="link" onClick={() => setHasOther(true)}>
          {t('invitation.other')}
        </Button>
      )}
      <div className="stack">
        <Unfulfilled wish={{ refusals, error }} what={t('invitation.title')} />
        <Button type="primary" htmlType="submit" size="large" block loading={loading}>
          {t('invitation.accept')}
        </Button>
        {provider !== null && (
          <AcceptThere
            provider={provider}
            token={token}
            nameOf={() =>
              form.validateFields(['name']).then(
                ({ name }) => name,
                () => null,
              )
            }
          />
        )}
      </div>
    </Form>
  )
}

/** The account is made by signing in at the acquirer's own sign-in, and has no password here. */
function AcceptThere({
  provider,
  token,
  nameOf,
}: {
  provider: { readonly id: string; readonly name: string }
  token: string
  nameOf: () => Promise<string | null>
}) {
  const { t, i18n } = useTranslation()
  const [start, { data, loading, error }] = useMutation(ProviderLoginStartDocument, { onError: () => undefined })
  const begin = async () => {
    const name = await nameOf()
    if (name === null) return
    const language = i18n.language === 'en' ? ('EN' as const) : ('ZH_CN' as const)
    const invitation = { token, name, language, timeZone: myZone() }
    const answer = await start({
      variables: { input: { providerId: provider.id, returnTo: href(paths.settings('security')), invitation } },
    })
    leaveFor(answer.data?.providerLoginStart.url)
  }
  return (
    <>
      <Button size="large" block loading={loading} onClick={() => void begin()}>
        {t('sso.accept', { name: provider.name })}
      </Button>
      <Refusals refusals={data?.providerLoginStart.userErrors ?? []} />
      <FaultPanel error={error} what={t('invitation.title')} />
    </>
  )
}
