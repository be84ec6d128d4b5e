import { withoutCardNumber } from '@budeng/transactions/public'
import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SEARCH_PAUSE_MS } from '../../limits.ts'

/** Searches once typing has paused. Of a whole card number only what may be known goes on: not into the address, not to the API. */
export function SearchField({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const [composing, setComposing] = useState(false)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (composing || typed === text) return
    const timer = setTimeout(() => onSearch(withoutCardNumber(typed).trim()), SEARCH_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, text, composing, onSearch])
  return (
    <Input
      className="money-search"
      prefix={<SearchOutlined aria-hidden />}
      placeholder={t('explorer.search')}
      aria-label={t('explorer.search')}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  )
}
