import { useMutation, useQuery } from '@apollo/client/react'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InvitePlacesDocument, PersonInviteDocument, type Role } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { useViewer } from '../session/viewer.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { ROLES } from './roles.ts'

interface Invitation {
  readonly email: string
  readonly role: Role
  readonly organisationId: string
}

/** Invites somebody; the link is shown once, here, and travels by whatever way the inviter trusts. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const home = useViewer()?.person.organisation
  const keys = useWishKeys()
  const [q, setQ] = useState('')
  const { data: places } = useQuery(InvitePlacesDocument, { variables: { q: q === '' ? null : q } })
  const [token, setToken] = useState<string | null>(null)
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [invite, { loading, error }] = useMutation(PersonInviteDocument, {
    onError: () => undefined,
    refetchQueries: ['Invitations'],
  })
  const send = async (wish: Invitation) => {
    const { data } = await invite({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    setRefusals(data?.personInvite.userErrors ?? [])
    setToken(data?.personInvite.token ?? null)
  }
  return (
    <Modal open footer={null} title={t('people.invite')} onCancel={onClose} width={520}>
      {token === null ? (
        <Form<Invitation>
          layout="vertical"
          requiredMark={false}
          initialValues={{ organisationId: home?.id, role: 'VIEWER' }}
          onFinish={(wish) => void send(wish)}
        >
          <Form.Item
            name="email"
            label={t('login.email')}
            rules={[{ required: true, type: 'email', message: t('login.emailMissing') }]}
          >
            <Input type="email" autoFocus />
          </Form.Item>
          <Form.Item name="role" label={t('security.role')}>
            <Select options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
          </Form.Item>
          <Form.Item name="organisationId" label={t('people.organisation')}>
            <Select
              showSearch={{ filterOption: false, onSearch: setQ }}
              options={(places?.organisations.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <div className="stack">
            <Unfulfilled wish={{ refusals, error }} what={t('people.invite')} />
            <Button type="primary" htmlType="submit" loading={loading}>
              {t('people.makeLink')}
            </Button>
          </div>
        </Form>
      ) : (
        <div className="stack">
          <p>{t('people.linkOnce')}</p>
          <CopyText text={`${window.location.origin}/invitation#${token}`} />
          <p className="quiet">{t('people.linkHolds')}</p>
          <Button onClick={onClose}>{t('request.close')}</Button>
        </div>
      )}
    </Modal>
  )
}
