import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { SEARCH_PAUSE_MS } from '../limits.ts'

interface SearchFieldProps {
  readonly text: string
  /** What can be looked for. */
  readonly word: string
  readonly className: string
  readonly onSearch: (typed: string) => void
}

/** Searches once typing has paused; an input method may compose in peace. */
export function SearchField({ text, word, className, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(text)
  const [composing, setComposing] = useState(false)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (composing || typed === text) return
    const timer = setTimeout(() => onSearch(typed), SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, text, composing, onSearch])
  return (
    <Input
      className={className}
      prefix={<SearchOutlined aria-hidden />}
      placeholder={word}
      aria-label={word}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  )
}
