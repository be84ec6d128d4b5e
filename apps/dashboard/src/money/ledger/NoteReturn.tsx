import { App, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PayoutReturnRequestDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { Amount } from '../Amount.tsx'
import type { Payout } from './PayoutTable.tsx'

/** Notes that the bank sent a payout back; what was paid is owed again when a second person has agreed. */
export function NoteReturn({ payout, onClose }: { payout: Payout; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [reference, setReference] = useState('')
  const wish = useWish(PayoutReturnRequestDocument, (data) => data.payoutReturnRequest, ['Payouts', 'FleetFigures'])
  const send = async (reason: string) => {
    if (reference.trim() === '') return
    if ((await wish.send({ payoutId: payout.id, reference: reference.trim(), reason })) === null) return
    void message.success(t('payout.asked'))
    onClose()
  }
  return (
    <>
      <Reasoned
        danger
        label={t('request.reason')}
        does={t('payout.ask')}
        busy={wish.busy}
        onDo={(reason) => void send(reason)}
        onBack={onClose}
      >
        <p className="note">{t('payout.bouncedWhat')}</p>
        <p>
          <span className="number">{payout.throughDate}</span> · {payout.reference} ·{' '}
          <Amount of={payout.amount} strong />
        </p>
        <div className="field">
          <label htmlFor={`${id}-reference`}>{t('payout.bouncedReference')}</label>
          <Input
            id={`${id}-reference`}
            maxLength={REASON_LENGTH_MAX}
            value={reference}
            aria-required
            status={reference.trim() === '' ? 'warning' : ''}
            onChange={(event) => setReference(event.target.value)}
          />
          <span className="hint quiet">{t('payout.referenceHow')}</span>
        </div>
      </Reasoned>
      <Refusals refusals={wish.refusals} />
      <FaultPanel error={wish.error} what={t('payout.bounced')} />
    </>
  )
}
