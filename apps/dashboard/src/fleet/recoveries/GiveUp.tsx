import { useMutation } from '@apollo/client/react'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryGiveUpDocument } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'

/** Ends the attempt: somebody has to go there. */
export function GiveUp({ recoveryId }: { recoveryId: string }) {
  const { t } = useTranslation()
  const id = useId()
  const keys = useWishKeys()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(RecoveryGiveUpDocument, { onError: () => undefined })
  if (!open)
    return (
      <div>
        <Button onClick={() => setOpen(true)}>{t('recovery.giveUp')} …</Button>
      </div>
    )
  const submit = async () => {
    const wish = { recoveryId, reason: reason.trim() }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.recoveryGiveUp.userErrors)
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') void submit()
      }}
    >
      <p className="quiet">{t('recovery.giveUpWhat')}</p>
      <div className="field">
        <label htmlFor={id}>{t('request.reason')}</label>
        <Input
          id={id}
          autoFocus
          maxLength={REASON_LENGTH_MAX}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={t('recovery.giveUp')} />
      <div className="line">
        <Button danger htmlType="submit" disabled={reason.trim() === ''} loading={loading}>
          {t('recovery.giveUp')}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
