import { useMutation } from '@apollo/client/react'
import { Alert, App, Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GrantFullFragment, GrantRevokeDocument } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'

/** Takes a grant back, after it was shown how many commands that wait will end with it. */
export function RevokeGrant({ grant, onClose }: { grant: GrantFullFragment; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const keys = useWishKeys()
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(GrantRevokeDocument, {
    onError: () => undefined,
    refetchQueries: ['Grants'],
  })
  const count = grant.queuedCommands
  const title = t('grants.revoke')
  const submit = async () => {
    const wish = { grantId: grant.id, expectedVersion: grant.version, reason: reason.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    const { userErrors, endedCommands } = data.grantRevoke
    setRefusals(userErrors)
    if (userErrors.length > 0) return
    void message.success(
      t('grants.revoked', { count: endedCommands, number: formatNumber(endedCommands, i18n.language) }),
    )
    onClose()
  }
  return (
    <Panel title={`${title} · ${grant.organisation.name}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim() !== '') void submit()
        }}
      >
        <Alert
          type={count > 0 ? 'warning' : 'info'}
          showIcon
          title={t('grants.willEnd', { count, number: formatNumber(count, i18n.language) })}
          description={t('grants.willEndHow')}
        />
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input.TextArea
            id={`${id}-reason`}
            autoSize={{ minRows: 2 }}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <Refusals refusals={refusals} />
        <FaultPanel error={error} what={title} />
        <div className="line">
          <Button danger type="primary" htmlType="submit" disabled={reason.trim() === ''} loading={loading}>
            {title}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
    </Panel>
  )
}
