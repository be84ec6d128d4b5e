import { useEffect, useRef } from 'react'
import { CHORD_WAIT_MS } from '../limits.ts'

/** A key press, as far as shortcuts care. */
export interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  /** The press happened where text is typed. */
  readonly typing: boolean
}

/**
 * Which shortcut a press completes, given the key before it. Names: `mod+k`, `/`, `?`, `g o`, `shift+arrowdown`.
 * Nothing fires while an input method composes or text is typed, but for `mod+k`.
 */
export function shortcutOf(press: Press, before: string | null): string | null {
  if (press.isComposing || press.altKey) return null
  const key = press.key.toLowerCase()
  if (press.ctrlKey || press.metaKey) return key === 'k' ? 'mod+k' : null
  if (press.typing) return null
  if (press.shiftKey && key.startsWith('arrow')) return `shift+${key}`
  return before === 'g' ? `g ${key}` : key
}

/** Where keys make text or choose; a check box does neither. */
const TEXT_FIELDS = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [role="combobox"], [role="menu"]'

/** What lies over the page and takes its keys: dialogs, and the menus and bubbles of the kit while they are open. */
const ON_TOP =
  '[role="dialog"][aria-modal="true"], .ant-dropdown:not(.ant-dropdown-hidden), .ant-popover:not(.ant-popover-hidden)'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest(TEXT_FIELDS) !== null)
}

/** Runs `actions[name]` for each shortcut; what lies on top of the page keeps the page's single keys quiet. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const newest = useRef(actions)
  newest.current = actions
  useEffect(() => {
    let before: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event
      const typing = isTyping(event.target) || document.querySelector(ON_TOP) !== null
      const name = shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey, isComposing, typing }, before)
      clearTimeout(timer)
      before = name === 'g' ? 'g' : null
      if (before !== null) timer = setTimeout(() => (before = null), CHORD_WAIT_MS)
      const action = name === null ? undefined : newest.current[name]
      if (action === undefined || event.defaultPrevented) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}
