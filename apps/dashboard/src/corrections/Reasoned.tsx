import { reasonProblem, REASON_LENGTH_MAX } from '@budeng/corrections/public'
import { Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WishForm } from '../ui/WishForm.tsx'
import type { WishState } from '../api/use-wish.ts'

interface ReasonedProps {
  readonly wish: WishState
  /** What is done, on the button. */
  readonly does: string
  /** What failed, when it failed; what the button says unless it is said here. */
  readonly what?: string | undefined
  /** What the reason is called, where it is not just that. */
  readonly label?: string
  readonly danger?: boolean
  /** What else the step needs, above the reason. */
  readonly children?: ReactNode
  onDo(reason: string): void
  onBack(): void
}

/** A step that needs a reason; a reason that would be refused is not sent. */
export function Reasoned({ label, children, onDo, ...rest }: ReasonedProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const problem = reasonProblem(reason)
  const isShown = problem !== null && (problem !== 'REASON_MISSING' || reason !== '')
  return (
    <WishForm {...rest} ready={problem === null} onDo={() => onDo(reason.trim())}>
      {children}
      <div className="field">
        <label htmlFor={id}>{label ?? t('request.reason')}</label>
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
    </WishForm>
  )
}
