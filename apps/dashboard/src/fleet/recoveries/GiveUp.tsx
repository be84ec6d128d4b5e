import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryGiveUpDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { ReasonText } from '../../ui/ReasonText.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'

/** Ends the attempt: somebody has to go there. */
export function GiveUp({ recoveryId }: { recoveryId: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const asking = useWish(RecoveryGiveUpDocument, (data) => data.recoveryGiveUp)
  if (!open)
    return (
      <div>
        <Button onClick={() => setOpen(true)}>{t('recovery.giveUp')} …</Button>
      </div>
    )
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') void asking.send({ recoveryId, reason: reason.trim() })
      }}
    >
      <p className="quiet">{t('recovery.giveUpWhat')}</p>
      <ReasonText short autoFocus reason={reason} onChange={setReason} />
      <Unfulfilled wish={asking} what={t('recovery.giveUp')} />
      <div className="line">
        <Button danger htmlType="submit" disabled={reason.trim() === ''} loading={asking.busy}>
          {t('recovery.giveUp')}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
