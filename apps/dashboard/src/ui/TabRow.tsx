import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from './format.ts'

interface TabRowProps<Key extends string> {
  readonly label: string
  /** With how much waits there, where anything does. */
  readonly tabs: readonly { readonly key: Key; readonly word: string; readonly count?: number }[]
  readonly tab: Key
  readonly onChange: (key: Key) => void
  readonly children: ReactNode
}

/**
 * Tabs with the content of the one that is open. They go on in a second line where there is no room: none hides in a menu.
 */
export function TabRow<Key extends string>({ label, tabs, tab, onChange, children }: TabRowProps<Key>) {
  const { i18n } = useTranslation()
  const id = useId()
  const row = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = (tabs.findIndex(({ key }) => key === tab) + step + tabs.length) % tabs.length
    const next = tabs[at]
    if (next === undefined) return
    onChange(next.key)
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus()
  }
  return (
    <div>
      <div ref={row} role="tablist" aria-label={label} className="tab-row">
        {tabs.map(({ key, word, count = 0 }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === tab}
            aria-controls={`${id}-panel`}
            tabIndex={key === tab ? 0 : -1}
            onClick={() => onChange(key)}
            onKeyDown={move}
          >
            {word}
            {count > 0 && <span className="badge number">{formatNumber(count, i18n.language)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`} className="tab-panel">
        {children}
      </div>
    </div>
  )
}
