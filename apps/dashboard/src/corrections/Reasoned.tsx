import { reasonProblem } from '@budeng/corrections/public'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WishForm } from '../ui/WishForm.tsx'
import { ReasonField } from './ReasonField.tsx'
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
  /** False: what else the step needs is not there. */
  readonly ready?: boolean
  /** What else the step needs, above the reason. */
  readonly children?: ReactNode
  onDo(reason: string): void
  onBack(): void
}

/** A step that needs a reason; a reason that would be refused is not sent. */
export function Reasoned({ label, children, ready = true, onDo, ...rest }: ReasonedProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  return (
    <WishForm {...rest} ready={ready && reasonProblem(reason) === null} onDo={() => onDo(reason.trim())}>
      {children}
      <ReasonField autoFocus label={label ?? t('request.reason')} reason={reason} onChange={setReason} />
    </WishForm>
  )
}
