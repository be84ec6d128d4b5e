import { useMutation } from '@apollo/client/react'
import { Alert, App, Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type BatchLineFragment, BatchForceCloseDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'

/** Ends a batch on which the two sides do not agree: with a reason that stays, and a confirmation where policy asks for one. */
export function ForceClose({ batch, onClose }: { batch: BatchLineFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const keys = useWishKeys()
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(BatchForceCloseDocument, {
    onError: () => undefined,
    refetchQueries: ['BatchPage'],
  })
  const title = t('batch.forceClose', { batch: batch.batchNo })
  const submit = async () => {
    const wish = { batchId: batch.id, expectedVersion: batch.version, reason: reason.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.batchForceClose.userErrors)
    if (data.batchForceClose.userErrors.length > 0) return
    void message.success(t('batch.forceClosed', { batch: batch.batchNo }))
    onClose()
  }
  return (
    <Panel title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim() !== '') void submit()
        }}
      >
        <Alert type="warning" showIcon title={t('batch.forceCloseWhat')} description={t('batch.forceCloseHow')} />
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input.TextArea
            id={`${id}-reason`}
            autoFocus
            autoSize={{ minRows: 2 }}
            maxLength={REASON_LENGTH_MAX}
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
