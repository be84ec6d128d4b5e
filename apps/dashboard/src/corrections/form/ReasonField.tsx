import { reasonProblem, REASON_LENGTH_MAX } from '@budeng/corrections/public'
import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

/** Why; checked while it is typed by the rule that the platform has. */
export function ReasonField({ reason, onChange }: { reason: string; onChange: (reason: string) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const problem = reasonProblem(reason)
  const isShown = problem !== null && reason !== ''
  return (
    <div className="field">
      <label htmlFor={id}>{t('correction.reasonAsked')}</label>
      <Input.TextArea
        id={id}
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
