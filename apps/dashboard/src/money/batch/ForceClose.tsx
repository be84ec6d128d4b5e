import { Alert, App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BatchLineFragment, BatchForceCloseDocument } from '../../api/generated/graphql.ts'
import { Panel } from '../../ui/Panel.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { useWish } from '../../api/use-wish.ts'

/** Ends a batch on which the two sides do not agree: with a reason that stays, and a confirmation where policy asks for one. */
export function ForceClose({ batch, onClose }: { batch: BatchLineFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const asking = useWish(BatchForceCloseDocument, (data) => data.batchForceClose, ['BatchPage'])
  const title = t('batch.forceClose', { batch: batch.batchNo })
  const submit = async () => {
    const wish = { batchId: batch.id, expectedVersion: batch.version, reason: reason.trim() }
    if ((await asking.send(wish)) === null) return
    void message.success(t('batch.forceClosed', { batch: batch.batchNo }))
    onClose()
  }
  return (
    <Panel title={title}>
      <WishForm
        wish={asking}
        danger
        does={title}
        ready={reason.trim() !== ''}
        onDo={() => void submit()}
        onBack={onClose}
      >
        <Alert type="warning" showIcon title={t('batch.forceCloseWhat')} description={t('batch.forceCloseHow')} />
        <ReasonText autoFocus reason={reason} onChange={setReason} />
      </WishForm>
    </Panel>
  )
}
