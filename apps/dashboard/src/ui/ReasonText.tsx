import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { REASON_LENGTH_MAX } from '../limits.ts'

interface ReasonTextProps {
  readonly reason: string
  readonly autoFocus?: boolean
  /** One line of text, else several. */
  readonly short?: boolean
  onChange(reason: string): void
}

/** Why something is done, in a person's own words. */
export function ReasonText({ reason, autoFocus = false, short = false, onChange }: ReasonTextProps) {
  const { t } = useTranslation()
  const id = useId()
  const field = {
    id,
    autoFocus,
    maxLength: REASON_LENGTH_MAX,
    value: reason,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t('request.reason')}</label>
      {short ? <Input {...field} /> : <Input.TextArea {...field} autoSize={{ minRows: 2 }} />}
    </div>
  )
}
