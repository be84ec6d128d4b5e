import { Button, type ButtonProps, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import type { Refused } from '../api/outcome.ts'

/** What the API says of an act: whether it would be accepted now, and why not. */
export interface Act {
  readonly name: string
  readonly allowed: boolean
  readonly reasons: readonly Refused[]
}

interface ActButtonProps {
  /** What the API says of it; undefined: it is not offered at all. */
  readonly action: Act | undefined
  readonly children: ReactNode
  readonly onAct: () => void
  readonly busy?: boolean
  readonly type?: ButtonProps['type']
  readonly danger?: boolean
}

/** A button that may be pressed when the API says so; else it stays where it is and says why not. */
export function ActButton({ action, children, onAct, busy = false, type = 'default', danger = false }: ActButtonProps) {
  if (action === undefined) return null
  const { allowed } = action
  return (
    <Tooltip title={whyNot(action)}>
      <Button
        type={type}
        danger={danger}
        loading={busy}
        aria-disabled={!allowed}
        className={allowed ? undefined : 'looks-disabled'}
        onClick={() => allowed && !busy && onAct()}
      >
        {children}
        {!allowed && <span className="visually-hidden"> {whyNot(action)}</span>}
      </Button>
    </Tooltip>
  )
}

/** Why it may not be done, in the API's words; empty when it may. */
export function whyNot({ allowed, reasons }: Pick<Act, 'allowed' | 'reasons'>): string {
  return allowed ? '' : reasons.map(({ message }) => message).join(' ')
}

/** Why some of these may not be done, each reason once, where it can be read without pointing at anything. */
export function WhyNotAll({ actions }: { readonly actions: readonly (Act | undefined)[] }) {
  const reasons = new Set(actions.flatMap((action) => (action === undefined ? [] : [whyNot(action)])))
  reasons.delete('')
  if (reasons.size === 0) return null
  return (
    <ul className="notes quiet hint">
      {[...reasons].map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  )
}

/** What may be done, by name. */
export function actionOf<Name extends string>(
  { actions }: { readonly actions: readonly (Act & { readonly name: Name })[] },
  name: Name,
): Act | undefined {
  return actions.find((action) => action.name === name)
}
