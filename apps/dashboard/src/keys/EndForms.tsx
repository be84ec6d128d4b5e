import { useMutation } from '@apollo/client/react'
import { Alert, App, Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ApiKeyLineFragment,
  ApiKeyRevokeDocument,
  type ServiceAccountFullFragment,
  ServiceAccountDisableDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Refusals } from '../ui/Refusals.tsx'

/** Ends one key, at once and for good. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKeyLineFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const keys = useWishKeys()
  const [revoke, { loading, error }] = useMutation(ApiKeyRevokeDocument, { onError: () => undefined })
  const send = async (reason: string) => {
    const wish = { apiKeyId: apiKey.id, reason }
    const { data } = await revoke({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.apiKeyRevoke.userErrors
  }
  return (
    <EndForm
      verb={t('apiKeys.revoke')}
      warning={t('apiKeys.revokeWhat')}
      busy={loading}
      error={error}
      send={send}
      onClose={onClose}
    />
  )
}

/** Ends a program's account with all its keys. */
export function EndAccount({ account, onClose }: { account: ServiceAccountFullFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const keys = useWishKeys()
  const [end, { loading, error }] = useMutation(ServiceAccountDisableDocument, {
    onError: () => undefined,
    refetchQueries: ['ServiceAccounts'],
  })
  const send = async (reason: string) => {
    const wish = { serviceAccountId: account.id, reason }
    const { data } = await end({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data !== undefined) keys.answered(wish)
    return data?.serviceAccountDisable.userErrors
  }
  return (
    <EndForm
      verb={t('apiKeys.end')}
      warning={t('apiKeys.endWhat')}
      busy={loading}
      error={error}
      send={send}
      onClose={onClose}
    />
  )
}

interface EndFormProps {
  readonly verb: string
  readonly warning: string
  readonly busy: boolean
  readonly error: Error | undefined
  /** What was refused; undefined when no answer came. */
  readonly send: (reason: string) => Promise<readonly Refused[] | undefined>
  readonly onClose: () => void
}

function EndForm({ verb, warning, busy, error, send, onClose }: EndFormProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const submit = async () => {
    const errors = await send(reason.trim())
    if (errors === undefined) return
    setRefusals(errors)
    if (errors.length > 0) return
    void message.success(t('apiKeys.ended'))
    onClose()
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') void submit()
      }}
    >
      <Alert type="warning" showIcon title={warning} />
      <div className="field">
        <label htmlFor={id}>{t('request.reason')}</label>
        <Input.TextArea
          id={id}
          autoFocus
          autoSize={{ minRows: 2 }}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={verb} />
      <div className="line">
        <Button danger type="primary" htmlType="submit" disabled={reason.trim() === ''} loading={busy}>
          {verb}
        </Button>
        <Button onClick={onClose}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
