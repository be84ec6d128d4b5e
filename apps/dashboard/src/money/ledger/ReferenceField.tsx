import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { referenceProblem } from './reference.ts'

interface ReferenceFieldProps {
  readonly label: string
  readonly reference: string
  onChange(reference: string): void
}

/** Under what a payment stands in the books of the bank: nothing is noted without it. */
export function ReferenceField({ label, reference, onChange }: ReferenceFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const isWrong = referenceProblem(reference) === 'CARD_NUMBER'
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        maxLength={REASON_LENGTH_MAX}
        value={reference}
        aria-required
        aria-invalid={isWrong}
        aria-describedby={`${id}-how`}
        status={isWrong ? 'error' : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-how`} className={isWrong ? 'hint tone-bad' : 'hint quiet'}>
        {t(isWrong ? 'payout.referenceCard' : 'payout.referenceHow')}
      </span>
    </div>
  )
}
