import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WishState } from '../api/use-wish.ts'
import { FaultPanel } from './FaultPanel.tsx'
import { Refusals } from './Refusals.tsx'

interface UnfulfilledProps {
  readonly wish: Pick<WishState, 'refusals' | 'error'>
  /** What failed, when it failed. */
  readonly what: string
}

/** Why a wish was not fulfilled: refused, or lost on its way. */
export function Unfulfilled({ wish: { refusals, error }, what }: UnfulfilledProps) {
  return (
    <>
      <Refusals refusals={refusals} />
      <FaultPanel error={error} what={what} />
    </>
  )
}

interface WishFormProps {
  readonly wish: WishState
  /** What is done, on the button. */
  readonly does: string
  /** What failed, when it failed; what the button says unless it is said here. */
  readonly what?: string | undefined
  /** False: what is filled in could not be sent. */
  readonly ready: boolean
  readonly danger?: boolean
  readonly className?: string
  /** What else can be done with it, between the two buttons. */
  readonly more?: ReactNode
  readonly children: ReactNode
  onDo(): void
  onBack(): void
}

/** Fields of one wish, why it was not fulfilled, the button that sends it and the way back. */
export function WishForm(props: WishFormProps) {
  const { wish, does, what = does, ready, danger = false, className = 'stack', more, children, onDo, onBack } = props
  const { t } = useTranslation()
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !wish.busy) onDo()
      }}
    >
      {children}
      <Unfulfilled wish={wish} what={what} />
      <div className="line">
        <Button danger={danger} type="primary" htmlType="submit" disabled={!ready} loading={wish.busy}>
          {does}
        </Button>
        {more}
        <Button onClick={onBack}>{t('approvals.back')}</Button>
      </div>
    </form>
  )
}
