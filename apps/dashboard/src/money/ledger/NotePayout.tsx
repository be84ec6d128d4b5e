import { App, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PayoutRequestDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { minorOf, typedOf } from '../../corrections/field-text.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { MayBePaid, type Payable } from './MayBePaid.tsx'
import { referenceProblem } from './reference.ts'
import { ReferenceField } from './ReferenceField.tsx'

interface NotePayoutProps {
  readonly merchantId: string
  readonly payable: Payable
  /** Another last business day: what may be paid for it is asked anew. */
  onDay(day: string | undefined): void
  onClose(): void
}

/** Notes what the acquirer paid by its own books; it stands here when a second person has agreed. */
export function NotePayout({ merchantId, payable, onDay, onClose }: NotePayoutProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const { currency, exponent, amount } = payable.payable
  const unit = { currency, exponent }
  const [typed, setTyped] = useState<string | null>(null)
  const [reference, setReference] = useState('')
  const wish = useWish(PayoutRequestDocument, (data) => data.payoutRequest, ['Payouts', 'FleetFigures'])
  // what may be paid stands there until somebody types another amount
  const isNothing = BigInt(amount) <= 0n || !payable.isFiled
  const text = typed ?? (isNothing ? '' : typedOf(amount, unit))
  const minor = minorOf(text, unit)
  const isTooMuch = minor !== null && BigInt(minor) > BigInt(amount)
  const isUnread = minor === null && text !== ''
  const isWrong = isUnread || isTooMuch
  const send = async (reason: string) => {
    if (minor === null) return
    const { throughDate } = payable
    const asked = { merchantId, amount: { amount: minor, currency }, throughDate, reference: reference.trim(), reason }
    if ((await wish.send(asked)) === null) return
    void message.success(t('payout.asked'))
    onClose()
  }
  return (
    <Reasoned
      does={t('payout.ask')}
      what={t('payout.title')}
      wish={wish}
      ready={!isNothing && minor !== null && !isTooMuch && referenceProblem(reference) === null}
      onDo={(reason) => void send(reason)}
      onBack={onClose}
    >
      <p className="note">{t('payout.what')}</p>
      <MayBePaid payable={payable} />
      <div className="fields">
        <div className="field">
          <label htmlFor={`${id}-through`}>{t('payout.through')}</label>
          <DatePicker
            id={`${id}-through`}
            allowClear={false}
            value={dayjs(payable.throughDate)}
            onChange={(day) => onDay(day?.format('YYYY-MM-DD'))}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-amount`}>{t('payout.amount')}</label>
          <Input
            id={`${id}-amount`}
            className="number"
            inputMode="decimal"
            prefix={<span className="quiet">{currency}</span>}
            value={text}
            status={isWrong ? 'error' : ''}
            aria-invalid={isWrong}
            aria-describedby={`${id}-wrong`}
            onChange={(event) => setTyped(event.target.value)}
          />
          <span id={`${id}-wrong`} className={isWrong ? 'hint tone-bad' : 'hint quiet'}>
            {isUnread
              ? t('correction.notAnAmount')
              : isTooMuch
                ? t('payout.tooMuch')
                : isNothing && t('payout.nothing')}
          </span>
        </div>
        <ReferenceField label={t('payout.reference')} reference={reference} onChange={setReference} />
      </div>
    </Reasoned>
  )
}
