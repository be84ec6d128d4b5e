import { REASON_LENGTH_MAX, reasonProblem } from '@budeng/corrections/public'
import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

interface ReasonFieldProps {
  readonly label: string
  readonly reason: string
  readonly autoFocus?: boolean
  onChange(reason: string): void
}

/** Why; checked while it is typed by the rule that the platform has. An empty one is only not finished. */
export function ReasonField({ label, reason, autoFocus = false, onChange }: ReasonFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const problem = reasonProblem(reason)
  const isShown = problem !== null && reason !== ''
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        autoFocus={autoFocus}
        autoSize={{ minRows: 2 }}
        maxLength={REASON_LENGTH_MAX}
        value={reason}
        status={isShown ? 'error' : ''}
        aria-invalid={isShown}
        aria-describedby={`${id}-how`}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-how`} className={isShown ? 'hint tone-bad' : 'hint quiet'}>
        {t(`correctionReason.${problem ?? 'FINE'}`)}
      </span>
    </div>
  )
}
