import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/generated/graphql.ts'

const ROLES: readonly Role[] = ['ADMIN', 'OPERATIONS', 'AGENT', 'TECHNICIAN']

/** Which roles a policy is for: those that may command. Others that it names already are kept. */
export function RoleChoice({
  label,
  value,
  onChange,
}: {
  label: string
  value: readonly Role[]
  onChange: (roles: Role[]) => void
}) {
  const { t } = useTranslation()
  const kept = value.filter((role) => !ROLES.includes(role))
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <Checkbox.Group
        options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        value={value.filter((role) => ROLES.includes(role))}
        onChange={(roles) => onChange([...roles, ...kept])}
      />
    </fieldset>
  )
}
