import { useTranslation } from 'react-i18next'

/** Up to so many are simply read; more of them fold, so that a row stays a row. */
const UNFOLDED_MAX = 3

/** What a key may do, in the words that a program's author knows. */
export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  const { t } = useTranslation()
  const list = (
    <ul className="scope-list mono">
      {scopes.map((scope) => (
        <li key={scope}>{scope}</li>
      ))}
    </ul>
  )
  if (scopes.length <= UNFOLDED_MAX) return list
  return (
    <details className="scope-fold">
      <summary>{t('apiKeys.scopeCount', { count: scopes.length })}</summary>
      {list}
    </details>
  )
}
