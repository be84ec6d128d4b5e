import { useQuery } from '@apollo/client/react'
import { App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InvitePlacesDocument, type Role, ServiceAccountCreateDocument } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { KEY_NAME_LENGTH_MAX } from '../limits.ts'
import { useViewer } from '../session/viewer.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { PROGRAM_ROLES } from './key-form.ts'

interface Wish {
  readonly name: string
  readonly role: Role
  readonly organisationId: string
}

/** An account for a program: it cannot log in, it only has keys. */
export function NewAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const home = useViewer()?.person.organisation
  const [q, setQ] = useState('')
  const { data: places } = useQuery(InvitePlacesDocument, { variables: { q: q === '' ? null : q } })
  const asking = useWish(ServiceAccountCreateDocument, (data) => data.serviceAccountCreate, ['ServiceAccounts'])
  const send = async (wish: Wish) => {
    if ((await asking.send(wish)) === null) return
    void message.success(t('apiKeys.accountMade', { name: wish.name }))
    onClose()
  }
  return (
    <Form<Wish>
      layout="vertical"
      requiredMark={false}
      initialValues={{ organisationId: home?.id, role: 'VIEWER' }}
      onFinish={(wish) => void send(wish)}
    >
      <p className="quiet key-intro">{t('apiKeys.accountWhat')}</p>
      <Form.Item
        name="name"
        label={t('apiKeys.accountName')}
        rules={[{ required: true, whitespace: true, message: t('apiKeys.nameMissing') }]}
      >
        <Input autoFocus maxLength={KEY_NAME_LENGTH_MAX} />
      </Form.Item>
      <Form.Item name="role" label={t('security.role')} extra={t('apiKeys.roleWhat')}>
        <Select options={PROGRAM_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item name="organisationId" label={t('people.organisation')} extra={t('apiKeys.organisationWhat')}>
        <Select
          showSearch={{ filterOption: false, onSearch: setQ }}
          options={(places?.organisations.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <div className="stack">
        <Unfulfilled wish={asking} what={t('apiKeys.newAccount')} />
        <Button className="start" type="primary" htmlType="submit" loading={asking.busy}>
          {t('apiKeys.make')}
        </Button>
      </div>
    </Form>
  )
}
