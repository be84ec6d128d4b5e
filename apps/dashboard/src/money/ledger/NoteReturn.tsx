import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PayoutReturnRequestDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { Amount } from '../Amount.tsx'
import type { Payout } from './PayoutTable.tsx'
import { referenceProblem } from './reference.ts'
import { ReferenceField } from './ReferenceField.tsx'

/** Notes that the bank sent a payout back; what was paid is owed again when a second person has agreed. */
export function NoteReturn({ payout, onClose }: { payout: Payout; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [reference, setReference] = useState('')
  const wish = useWish(PayoutReturnRequestDocument, (data) => data.payoutReturnRequest, ['Payouts', 'FleetFigures'])
  const send = async (reason: string) => {
    if ((await wish.send({ payoutId: payout.id, reference: reference.trim(), reason })) === null) return
    void message.success(t('payout.asked'))
    onClose()
  }
  return (
    <Reasoned
      danger
      does={t('payout.ask')}
      what={t('payout.bounced')}
      wish={wish}
      ready={referenceProblem(reference) === null}
      onDo={(reason) => void send(reason)}
      onBack={onClose}
    >
      <p className="note">{t('payout.bouncedWhat')}</p>
      <p>
        <span className="number">{payout.throughDate}</span> · {payout.reference} · <Amount of={payout.amount} strong />
      </p>
      <ReferenceField label={t('payout.bouncedReference')} reference={reference} onChange={setReference} />
    </Reasoned>
  )
}
