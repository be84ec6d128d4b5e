import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { SoftwarePackagesDocument } from '../../api/generated/graphql.ts'
import type { CommandForm } from './command-input.ts'

interface PackageFieldProps {
  readonly form: CommandForm
  readonly onChange: (form: CommandForm) => void
}

/** Which package of the acquirer a terminal is told to take; one for another model it refuses itself. */
export function PackageField({ form, onChange }: PackageFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const { data, loading } = useQuery(SoftwarePackagesDocument)
  const packages = data?.viewer?.softwarePackages ?? []
  return (
    <div className="field">
      <label htmlFor={id}>{t('request.package')}</label>
      <Select
        id={id}
        loading={loading}
        placeholder={t('request.noPackage')}
        value={packages.find(({ sha256 }) => sha256 === form.software?.sha256)?.id ?? null}
        options={packages.map((one) => ({ value: one.id, label: `${one.model} ${one.version}` }))}
        onChange={(value) => {
          const chosen = packages.find((one) => one.id === value)
          if (chosen === undefined) return
          const { model, version, bytes, sha256, signature } = chosen
          onChange({ ...form, software: { model, version, bytes, sha256, signature } })
        }}
      />
    </div>
  )
}
