import { useMutation } from '@apollo/client/react'
import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  PersonFactorsResetDocument,
  type PersonLineFragment,
  PersonRoleChangeDocument,
  type Role,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { ROLES } from './roles.ts'

/** What nobody changes alone: a person's role, and all of their second factors. */
export type PersonWish = 'role' | 'factors'

interface Asked {
  readonly role?: Role
  readonly reason: string
}

/** Asks for the change; a second person decides. */
export function WishDialog({
  person,
  wish,
  onClose,
}: {
  person: PersonLineFragment
  wish: PersonWish
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [changeRole, changing] = useMutation(PersonRoleChangeDocument, { onError: () => undefined })
  const [resetFactors, resetting] = useMutation(PersonFactorsResetDocument, { onError: () => undefined })
  const title = t(wish === 'role' ? 'people.changeRoleWhat' : 'people.resetFactorsWhat', { name: person.name })
  const error = changing.error ?? resetting.error

  const ask = async ({ role, reason }: Asked) => {
    const of = { personId: person.id, expectedVersion: person.version, reason }
    const wished = { wish, role, ...of }
    const input = { ...of, idempotencyKey: keys.of(wished) }
    const answer =
      wish === 'role' && role !== undefined
        ? (await changeRole({ variables: { input: { ...input, role } } })).data?.personRoleChange
        : (await resetFactors({ variables: { input } })).data?.personFactorsReset
    if (answer === undefined) return
    keys.answered(wished)
    setRefusals(answer.userErrors)
    if (answer.userErrors.length > 0) return
    void message.success(t('people.asked'))
    onClose()
  }
  return (
    <Modal open footer={null} title={title} onCancel={onClose} width={480}>
      <Form<Asked>
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: person.role, reason: '' }}
        onFinish={(asked) => void ask(asked)}
      >
        {wish === 'role' && (
          <Form.Item name="role" label={t('security.role')}>
            <Select options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t('request.reason')}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={300} />
        </Form.Item>
        <div className="stack">
          <p className="quiet">{t('people.secondPerson')}</p>
          <Unfulfilled wish={{ refusals, error }} what={title} />
          <Button type="primary" htmlType="submit" loading={changing.loading || resetting.loading}>
            {t('people.ask')}
          </Button>
        </div>
      </Form>
    </Modal>
  )
}
