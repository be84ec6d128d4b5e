import { useMutation } from '@apollo/client/react'
import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouter } from '@tanstack/react-router'
import { LoginDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { safeReturn } from '../paths.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Refusals } from '../ui/Refusals.tsx'
import { useUrl } from '../ui/url.ts'
import { Choices } from '../shell/Choices.tsx'

interface Credentials {
  readonly email: string
  readonly password: string
}

/** Sign in with e-mail and password; field names and types are those that password managers look for. */
export function LoginPage(): ReactNode {
  const { t } = useTranslation()
  const { search } = useUrl()
  const router = useRouter()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [login, { loading, error, client }] = useMutation(LoginDocument, { onError: () => setRefusals([]) })
  usePageTitle(t('login.title'))

  const submit = async ({ email, password }: Credentials) => {
    const { data } = await login({ variables: { input: { email: email.trim(), password } } })
    setRefusals(data?.login.userErrors ?? [])
    if (data?.login.viewer == null) return
    await client.clearStore()
    router.history.push(safeReturn(search['return']))
  }

  return (
    <main className="login">
      <div className="login-card">
        <h1 className="wordmark wordmark-large">Budeng</h1>
        <p className="quiet">{t('login.what')}</p>
        <Form<Credentials>
          layout="vertical"
          onFinish={(values) => void submit(values)}
          requiredMark={false}
          disabled={loading}
        >
          <Form.Item
            name="email"
            label={t('login.email')}
            rules={[{ required: true, message: t('login.emailMissing') }]}
          >
            <Input type="email" autoComplete="username" inputMode="email" autoFocus size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('login.password')}
            rules={[{ required: true, message: t('login.passwordMissing') }]}
          >
            <Input type="password" autoComplete="current-password" size="large" />
          </Form.Item>
          <div className="stack">
            <Refusals refusals={refusals} />
            {error !== undefined && <FaultPanel error={error} what={t('login.title')} />}
            <Button type="primary" htmlType="submit" size="large" block loading={loading}>
              {t('login.submit')}
            </Button>
          </div>
        </Form>
        <div className="login-choices">
          <Choices />
        </div>
      </div>
    </main>
  )
}
