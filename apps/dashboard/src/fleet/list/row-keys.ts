import { type Dispatch, useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../../shell/shortcuts.ts'
import type { SelectionStep } from './selection.ts'

/** Moves through the rows with the keyboard: `j` `k` go, Enter opens (the link has the focus), `x` selects, Shift + arrow extends. */
export function useRowKeys(order: readonly string[], step: Dispatch<SelectionStep>): string | null {
  const [active, setActive] = useState<string | null>(null)
  const wantsFocus = useRef(false)
  const move = (by: number) => {
    const at = active === null ? -1 : order.indexOf(active)
    const next = order[at < 0 ? 0 : Math.min(Math.max(at + by, 0), order.length - 1)]
    if (next === undefined) return undefined
    wantsFocus.current = true
    setActive(next)
    return next
  }
  const extend = (by: number) => {
    if (active !== null) step({ kind: 'range', to: active, order })
    const next = move(by)
    if (next !== undefined) step({ kind: 'range', to: next, order })
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => active !== null && step({ kind: 'toggle', id: active }),
    'shift+arrowdown': () => extend(1),
    'shift+arrowup': () => extend(-1),
  })
  useEffect(() => {
    if (active === null || !wantsFocus.current) return
    wantsFocus.current = false
    document.querySelector<HTMLElement>(`[data-key="${CSS.escape(active)}"] .row-link`)?.focus({ preventScroll: true })
  }, [active])
  return active
}
