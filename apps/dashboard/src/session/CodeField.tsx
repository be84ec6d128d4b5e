import { Input } from 'antd'
import { useId } from 'react'

/** Where a code of an authenticator is typed; browsers and phones offer to fill it. */
export function CodeField({
  value,
  onChange,
  label,
  autoFocus = false,
}: {
  value: string
  onChange: (text: string) => void
  label: string
  autoFocus?: boolean
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        className="number"
        size="large"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus={autoFocus}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
