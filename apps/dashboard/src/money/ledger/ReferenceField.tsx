import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { REASON_LENGTH_MAX } from '../../limits.ts'

interface ReferenceFieldProps {
  readonly label: string
  readonly reference: string
  onChange(reference: string): void
}

/** Under what a payment stands in the books of the bank: nothing is noted without it. */
export function ReferenceField({ label, reference, onChange }: ReferenceFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        maxLength={REASON_LENGTH_MAX}
        value={reference}
        aria-required
        status={reference.trim() === '' ? 'warning' : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="hint quiet">{t('payout.referenceHow')}</span>
    </div>
  )
}
