import { Alert, App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type GrantFullFragment, GrantRevokeDocument } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { formatNumber } from '../ui/format.ts'
import { Panel } from '../ui/Panel.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { WishForm } from '../ui/WishForm.tsx'

/** Takes a grant back, after it was shown how many commands that wait will end with it. */
export function RevokeGrant({ grant, onClose }: { grant: GrantFullFragment; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const asking = useWish(GrantRevokeDocument, (data) => data.grantRevoke, ['Grants'])
  const count = grant.queuedCommands
  const title = t('grants.revoke')
  const submit = async () => {
    const wish = { grantId: grant.id, expectedVersion: grant.version, reason: reason.trim() }
    const done = await asking.send(wish)
    if (done === null) return
    const { endedCommands } = done
    void message.success(
      t('grants.revoked', { count: endedCommands, number: formatNumber(endedCommands, i18n.language) }),
    )
    onClose()
  }
  return (
    <Panel title={`${title} · ${grant.organisation.name}`}>
      <WishForm
        wish={asking}
        danger
        does={title}
        ready={reason.trim() !== ''}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <Alert
          type={count > 0 ? 'warning' : 'info'}
          showIcon
          title={t('grants.willEnd', { count, number: formatNumber(count, i18n.language) })}
          description={t('grants.willEndHow')}
        />
        <ReasonText reason={reason} onChange={setReason} />
      </WishForm>
    </Panel>
  )
}
