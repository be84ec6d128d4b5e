import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { groupOf, SCOPE_GROUPS } from './key-form.ts'

interface ScopeChoiceProps {
  /** What the account's role allows. */
  readonly allowed: readonly string[]
  readonly value?: readonly string[]
  readonly onChange?: (scopes: string[]) => void
}

/** What a key may do. Nothing is chosen beforehand: a key has what its program needs, and no more. */
export function ScopeChoice({ allowed, value = [], onChange }: ScopeChoiceProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {SCOPE_GROUPS.map((group) => {
        const scopes = allowed.filter((scope) => groupOf(scope) === group)
        if (scopes.length === 0) return null
        return (
          <fieldset key={group} className="field scope-choice">
            <legend>{t(`apiKeys.${group}`)}</legend>
            <Checkbox.Group
              className="mono"
              options={scopes.map((scope) => ({ value: scope, label: scope }))}
              value={value.filter((scope) => scopes.includes(scope))}
              onChange={(chosen) => onChange?.([...value.filter((scope) => !scopes.includes(scope)), ...chosen])}
            />
          </fieldset>
        )
      })}
    </div>
  )
}
