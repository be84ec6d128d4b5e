import { Input } from 'antd'
import { useId } from 'react'

/** A password; password managers know which one is meant. */
export function PasswordField({
  label,
  value,
  onChange,
  isNew = false,
}: {
  label: string
  value: string
  onChange: (text: string) => void
  isNew?: boolean
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
