import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useEffect, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { SoftwarePackagesDocument } from '../../api/generated/graphql.ts'
import { useUrl } from '../../ui/url.ts'
import type { CommandForm } from './command-input.ts'

interface PackageFieldProps {
  readonly form: CommandForm
  readonly onChange: (form: CommandForm) => void
}

/**
 * Which package of the acquirer a terminal is told to take; one for another model it refuses itself. Whoever comes from a
 * package finds it chosen.
 */
export function PackageField({ form, onChange }: PackageFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const { search, change } = useUrl()
  const { data, loading } = useQuery(SoftwarePackagesDocument)
  const packages = (data?.viewer?.softwarePackages ?? []).filter(({ withdrawnAt }) => withdrawnAt === null)
  const chosen = packages.find((one) => one.id === search['package'])
  useEffect(() => {
    if (chosen === undefined || chosen.sha256 === form.software?.sha256) return
    const { model, version, bytes, sha256, signature } = chosen
    onChange({ ...form, software: { model, version, bytes, sha256, signature } })
  }, [chosen, form, onChange])
  return (
    <div className="field">
      <label htmlFor={id}>{t('request.package')}</label>
      <Select
        id={id}
        loading={loading}
        placeholder={t('request.noPackage')}
        value={chosen?.id ?? null}
        options={packages.map((one) => ({ value: one.id, label: `${one.model} ${one.version}` }))}
        onChange={(value) => change({ package: value })}
      />
    </div>
  )
}
