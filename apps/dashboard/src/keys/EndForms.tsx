import { Alert, App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ApiKeyLineFragment,
  ApiKeyRevokeDocument,
  type ServiceAccountFullFragment,
  ServiceAccountDisableDocument,
} from '../api/generated/graphql.ts'
import { WishForm } from '../ui/WishForm.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { useWish, type WishState } from '../api/use-wish.ts'

/** Ends one key, at once and for good. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKeyLineFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const revoke = useWish(ApiKeyRevokeDocument, (data) => data.apiKeyRevoke)
  return (
    <EndForm
      verb={t('apiKeys.revoke')}
      warning={t('apiKeys.revokeWhat')}
      wish={revoke}
      send={(reason) => revoke.send({ apiKeyId: apiKey.id, reason })}
      onClose={onClose}
    />
  )
}

/** Ends a program's account with all its keys. */
export function EndAccount({ account, onClose }: { account: ServiceAccountFullFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const end = useWish(ServiceAccountDisableDocument, (data) => data.serviceAccountDisable, ['ServiceAccounts'])
  return (
    <EndForm
      verb={t('apiKeys.end')}
      warning={t('apiKeys.endWhat')}
      wish={end}
      send={(reason) => end.send({ serviceAccountId: account.id, reason })}
      onClose={onClose}
    />
  )
}

interface EndFormProps {
  readonly verb: string
  readonly warning: string
  readonly wish: WishState
  readonly send: (reason: string) => Promise<object | null>
  readonly onClose: () => void
}

function EndForm({ verb, warning, wish, send, onClose }: EndFormProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const submit = async () => {
    if ((await send(reason.trim())) === null) return
    void message.success(t('apiKeys.ended'))
    onClose()
  }
  return (
    <WishForm wish={wish} danger does={verb} ready={reason.trim() !== ''} onDo={() => void submit()} onBack={onClose}>
      <Alert type="warning" showIcon title={warning} />
      <ReasonText autoFocus reason={reason} onChange={setReason} />
    </WishForm>
  )
}
