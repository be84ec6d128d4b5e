import { useMutation } from '@apollo/client/react'
import { Button, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouter } from '@tanstack/react-router'
import { LoginDocument, type LoginMutation, LoginPasskeyStartDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { safeReturn } from '../paths.ts'
import { CameBack } from '../sso/CameBack.tsx'
import { ProviderButtons } from '../sso/ProviderButtons.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Refusals } from '../ui/Refusals.tsx'
import { useUrl } from '../ui/url.ts'
import { Choices } from '../shell/Choices.tsx'
import { setLocked } from './idle.ts'
import { canUsePasskeys, signWithPasskey, typedFactor } from './passkey.ts'

interface Credentials {
  readonly email: string
  readonly password: string
  readonly code?: string
}
type Account = LoginMutation['login']['accounts'][number]

/**
 * Sign in with e-mail, password and, for those who have one, a second factor. All go in one form and one request, so that
 * nobody learns which of them was wrong. Field names and types are those that password managers look for.
 */
export function LoginPage(): ReactNode {
  const { t } = useTranslation()
  const [form] = Form.useForm<Credentials>()
  const { submit, refusals, accounts, loading, error, hasFailed } = useLogin()
  const [personId, choose] = useState<string>()
  const { search } = useUrl()
  const email = Form.useWatch('email', form) ?? ''
  usePageTitle(t('login.title'))

  return (
    <main className="login">
      <div className="login-card">
        <h1 className="wordmark wordmark-large">Budeng</h1>
        <p className="quiet">{t('login.what')}</p>
        <CameBack code={search['sso']} requestId={search['request']} />
        <Form<Credentials>
          form={form}
          layout="vertical"
          onFinish={(values) => void submit(values, personId, false)}
          requiredMark={false}
          disabled={loading}
        >
          <CredentialFields />
          {accounts.length > 0 && <AccountChoice accounts={accounts} value={personId} onChange={choose} />}
          <div className="stack">
            <Refusals refusals={refusals} />
            {hasFailed && <p role="alert">{t('passkey.failed')}</p>}
            <FaultPanel error={error} what={t('login.title')} />
            <Button type="primary" htmlType="submit" size="large" block loading={loading}>
              {t('login.submit')}
            </Button>
            {canUsePasskeys() && (
              <Button
                size="large"
                block
                onClick={() =>
                  void form.validateFields(['email', 'password']).then(
                    () => submit(form.getFieldsValue(), personId, true),
                    () => undefined,
                  )
                }
              >
                {t('login.passkey')}
              </Button>
            )}
            <ProviderButtons email={email} returnTo={safeReturn(search['return'])} />
          </div>
        </Form>
        <div className="login-choices">
          <Choices />
        </div>
      </div>
    </main>
  )
}

function CredentialFields() {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item name="email" label={t('login.email')} rules={[{ required: true, message: t('login.emailMissing') }]}>
        <Input type="email" autoComplete="username" inputMode="email" autoFocus size="large" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('login.password')}
        rules={[{ required: true, message: t('login.passwordMissing') }]}
      >
        <Input type="password" autoComplete="current-password" size="large" />
      </Form.Item>
      <Form.Item name="code" label={t('login.code')} extra={t('login.codeHow')}>
        <Input className="number" autoComplete="one-time-code" size="large" />
      </Form.Item>
    </>
  )
}

function AccountChoice({
  accounts,
  value,
  onChange,
}: {
  accounts: readonly Account[]
  value: string | undefined
  onChange: (personId: string) => void
}) {
  const { t } = useTranslation()
  return (
    <Form.Item label={t('login.account')}>
      <Radio.Group
        value={value}
        onChange={(event) => onChange(String(event.target.value))}
        options={accounts.map(({ personId, organisationName, role }) => ({
          value: personId,
          label: `${organisationName} · ${t(`role.${role}`)}`,
        }))}
      />
    </Form.Item>
  )
}

function useLogin() {
  const { search } = useUrl()
  const router = useRouter()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [accounts, setAccounts] = useState<readonly Account[]>([])
  const [hasFailed, fail] = useState(false)
  const [login, { loading, error, client }] = useMutation(LoginDocument, { onError: () => setRefusals([]) })
  const [begin] = useMutation(LoginPasskeyStartDocument, { onError: () => undefined })

  const factorOf = async (code: string | undefined, isPasskey: boolean) => {
    if (!isPasskey) return typedFactor(code ?? '')
    const { data } = await begin()
    if (data === undefined) return null
    const { challengeId, passkeyOptions } = data.loginPasskeyStart
    const assertion = await signWithPasskey(passkeyOptions)
    return assertion === null ? null : { passkey: { challengeId, assertion } }
  }
  const submit = async ({ email, password, code }: Credentials, personId: string | undefined, isPasskey: boolean) => {
    const factor = await factorOf(code, isPasskey)
    fail(isPasskey && factor === null)
    if (isPasskey && factor === null) return
    const { data } = await login({ variables: { input: { email: email.trim(), password, factor, personId } } })
    setAccounts(data?.login.accounts ?? [])
    setRefusals(data?.login.userErrors ?? [])
    if (data?.login.viewer == null) return
    setLocked(false)
    await client.clearStore()
    router.history.push(safeReturn(search['return']))
  }
  return { submit, refusals, accounts, loading, error, hasFailed }
}
