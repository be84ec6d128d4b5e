import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useViewer } from '../session/viewer.ts'

interface Act<Key extends string> {
  readonly key: Key
  /** What is done, on the button. */
  readonly does: string
  readonly danger?: boolean
}

interface ActButtonsProps<Key extends string> {
  readonly acts: readonly Act<Key>[]
  /** What a role needs for them. */
  readonly permission: string
  /** What is said to those who have it not. */
  readonly notYours: string
  /** The form of the act that was chosen, in place of the buttons. */
  readonly children: (key: Key, close: () => void) => ReactNode
}

/**
 * A button for each act, which opens its form in place of them all. Whoever may not finds them greyed, and reads why: a
 * title on a greyed button is not found by keyboard or finger.
 */
export function ActButtons<Key extends string>({ acts, permission, notYours, children }: ActButtonsProps<Key>) {
  const [chosen, setChosen] = useState<Key | null>(null)
  const may = useViewer()?.permissions.includes(permission) === true
  // somebody else may have done it meanwhile
  const open = acts.find(({ key }) => key === chosen)?.key
  if (open !== undefined) return children(open, () => setChosen(null))
  return (
    <div className="line">
      {acts.map(({ key, does, danger = false }) => (
        <Button key={key} danger={danger} disabled={!may} onClick={() => setChosen(key)}>
          {does} …
        </Button>
      ))}
      {!may && acts.length > 0 && <span className="quiet">{notYours}</span>}
    </div>
  )
}
