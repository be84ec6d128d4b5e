import { Input, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeKind } from '../api/generated/graphql.ts'
import { type FactsForm, factsOf } from './facts-form.ts'

const TEXTS = ['code', 'name', 'timeZone', 'phone', 'address', 'contact', 'openingHours'] as const

/** The fields of an organisation; its kind is chosen once. */
export function FactsFields({
  form,
  kinds,
  onChange,
}: {
  form: FactsForm
  kinds: readonly NodeKind[] | null
  onChange: (form: FactsForm) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="grant-figures">
      {kinds !== null && (
        <div className="field">
          <label htmlFor={`${id}-kind`}>{t('organisations.kind')}</label>
          <Select
            id={`${id}-kind`}
            value={form.kind}
            options={kinds.map((value) => ({ value, label: t(`nodeKind.${value}`) }))}
            onChange={(kind) => onChange({ ...form, kind })}
          />
        </div>
      )}
      {TEXTS.map((name) => (
        <div className="field" key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`organisations.${name}`)}</label>
          <Input
            id={`${id}-${name}`}
            value={form[name]}
            {...(name === 'openingHours' ? { placeholder: 'Mo-Fr 09:00-18:00; Sa 10:00-16:00' } : {})}
            {...(name === 'openingHours' && factsOf(form) === null ? { status: 'error' as const } : {})}
            onChange={(event) => onChange({ ...form, [name]: event.target.value })}
          />
        </div>
      ))}
    </div>
  )
}
