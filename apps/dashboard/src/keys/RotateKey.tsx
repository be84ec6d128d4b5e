import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ApiKeyLineFragment, ApiKeyRotateDocument } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { endOfDay } from '../ui/day.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { latestLastDay, usualLastDay } from './key-form.ts'

/** How long the old key works beside the new one; the API allows seven days. */
const OVERLAPS = ['PT0S', 'PT1H', 'P1D', 'P7D'] as const

interface Fields {
  readonly overlap: (typeof OVERLAPS)[number]
  readonly lastDay: string
}

/** A new key with the same rights; the old one works on until its program has been given the new one. */
export function RotateKey({ apiKey, onSecret }: { apiKey: ApiKeyLineFragment; onSecret: (secret: string) => void }) {
  const { t } = useTranslation()
  const [opened] = useState(() => Date.now())
  const asking = useWish(ApiKeyRotateDocument, (data) => data.apiKeyRotate, ['ServiceAccounts'])
  const send = async ({ overlap, lastDay }: Fields) => {
    const wish = { apiKeyId: apiKey.id, overlap, expiresAt: endOfDay(lastDay) }
    const done = await asking.send(wish)
    if (done?.secret != null) onSecret(done.secret)
  }
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ overlap: 'P7D', lastDay: usualLastDay(opened) }}
      onFinish={(fields) => void send(fields)}
    >
      <p className="quiet key-intro">{t('apiKeys.rotateWhat')}</p>
      <Form.Item name="overlap" label={t('apiKeys.overlap')}>
        <Select autoFocus options={OVERLAPS.map((value) => ({ value, label: t(`apiKeyOverlap.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="lastDay"
        label={t('apiKeys.lastDay')}
        rules={[{ required: true, message: t('apiKeys.dayMissing') }]}
      >
        <Input className="field-short" type="date" max={latestLastDay(opened)} />
      </Form.Item>
      <div className="stack">
        <Unfulfilled wish={asking} what={t('apiKeys.rotate')} />
        <Button className="start" type="primary" htmlType="submit" loading={asking.busy}>
          {t('apiKeys.rotate')}
        </Button>
      </div>
    </Form>
  )
}
