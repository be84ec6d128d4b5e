import { reasonProblem, REASON_LENGTH_MAX } from '@budeng/corrections/public'
import { Button, Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface ReasonedProps {
  readonly label: string
  readonly does: string
  readonly busy: boolean
  readonly danger?: boolean
  /** What else the step needs, above the reason. */
  readonly children?: ReactNode
  onDo(reason: string): void
  onBack(): void
}

/** A step that needs a reason; a reason that would be refused is not sent. */
export function Reasoned({ label, does, busy, danger = false, children, onDo, onBack }: ReasonedProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const problem = reasonProblem(reason)
  const isShown = problem !== null && (problem !== 'REASON_MISSING' || reason !== '')
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null && !busy) onDo(reason.trim())
      }}
    >
      {children}
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <Input.TextArea
          id={id}
          autoFocus
          autoSize={{ minRows: 2 }}
          maxLength={REASON_LENGTH_MAX}
          value={reason}
          status={isShown ? 'error' : ''}
          aria-invalid={isShown}
          aria-describedby={`${id}-problem`}
          onChange={(event) => setReason(event.target.value)}
        />
        <span id={`${id}-problem`} className={isShown ? 'hint tone-bad' : 'hint quiet'}>
          {t(`correctionReason.${problem ?? 'FINE'}`)}
        </span>
      </div>
      <div className="line">
        <Button danger={danger} type="primary" htmlType="submit" disabled={problem !== null} loading={busy}>
          {does}
        </Button>
        <Button onClick={onBack}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}

interface ConfirmedProps {
  readonly does: string
  readonly busy: boolean
  readonly children: ReactNode
  onDo(): void
  onBack(): void
}

/** A step that needs no reason. */
export function Confirmed({ does, busy, children, onDo, onBack }: ConfirmedProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {children}
      <div className="line">
        <Button type="primary" loading={busy} onClick={onDo}>
          {does}
        </Button>
        <Button onClick={onBack}>{t('approvals.back')}</Button>
      </div>
    </div>
  )
}
