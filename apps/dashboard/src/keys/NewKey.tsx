import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiKeyCreateDocument, type ServiceAccountFullFragment } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { KEY_NAME_LENGTH_MAX } from '../limits.ts'
import { endOfDay } from '../ui/day.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { latestLastDay, networksOf, usualLastDay } from './key-form.ts'
import { ScopeChoice } from './ScopeChoice.tsx'

interface Fields {
  readonly name: string
  readonly scopes: string[]
  readonly lastDay: string
  readonly networks: string
}

/** A key of a program: for what, until when, from where. */
export function NewKey({
  account,
  onSecret,
}: {
  account: ServiceAccountFullFragment
  onSecret: (secret: string) => void
}) {
  const { t } = useTranslation()
  const [opened] = useState(() => Date.now())
  const asking = useWish(ApiKeyCreateDocument, (data) => data.apiKeyCreate, ['ServiceAccounts'])
  const send = async ({ name, scopes, lastDay, networks }: Fields) => {
    const wish = {
      serviceAccountId: account.id,
      name: name.trim(),
      scopes,
      addresses: networksOf(networks),
      expiresAt: endOfDay(lastDay),
    }
    const done = await asking.send(wish)
    if (done?.secret != null) onSecret(done.secret)
  }
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ scopes: [], lastDay: usualLastDay(opened), networks: '' }}
      onFinish={(fields) => void send(fields)}
    >
      <Form.Item
        name="name"
        label={t('apiKeys.keyName')}
        rules={[{ required: true, whitespace: true, message: t('apiKeys.nameMissing') }]}
      >
        <Input autoFocus maxLength={KEY_NAME_LENGTH_MAX} />
      </Form.Item>
      <Form.Item name="scopes" rules={[{ required: true, type: 'array', message: t('apiKeys.scopesMissing') }]}>
        <ScopeChoice allowed={account.scopes} />
      </Form.Item>
      <Form.Item
        name="lastDay"
        label={t('apiKeys.lastDay')}
        rules={[{ required: true, message: t('apiKeys.dayMissing') }]}
      >
        <Input className="field-short" type="date" max={latestLastDay(opened)} />
      </Form.Item>
      <Form.Item name="networks" label={t('apiKeys.addresses')} extra={t('apiKeys.addressesWhat')}>
        <Input.TextArea autoSize={{ minRows: 2 }} placeholder="10.0.0.0/8" spellCheck={false} />
      </Form.Item>
      <div className="stack">
        <Unfulfilled wish={asking} what={t('apiKeys.newKey')} />
        <Button className="start" type="primary" htmlType="submit" loading={asking.busy}>
          {t('apiKeys.make')}
        </Button>
      </div>
    </Form>
  )
}
