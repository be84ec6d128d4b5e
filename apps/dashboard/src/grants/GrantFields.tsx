import { useQuery } from '@apollo/client/react'
import { GRANTABLE_TYPES } from '@budeng/fleet/public'
import { Input, InputNumber, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GrantAgentsDocument } from '../api/generated/graphql.ts'
import { PAGE_SIZE } from '../limits.ts'
import { type GrantForm, GRANTABLE_TIERS } from './grant-form.ts'
import { ReasonText } from '../ui/ReasonText.tsx'

interface GrantFieldsProps {
  readonly form: GrantForm
  readonly onChange: (form: GrantForm) => void
  /** Name of the agent when it is not to be chosen any more. */
  readonly agent: string | null
}

/** What, how risky, how often, until when, why. */
export function GrantFields({ form, onChange, agent }: GrantFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const figure = (name: 'budgetHour' | 'budgetDay' | 'terminalsMax') => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{t(`grants.${name}`)}</label>
      <InputNumber
        id={`${id}-${name}`}
        min={1}
        precision={0}
        value={form[name]}
        onChange={(value) => onChange({ ...form, [name]: value ?? 1 })}
      />
    </div>
  )
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-agent`}>{t('place.agent')}</label>
        {agent === null ? (
          <AgentSelect id={`${id}-agent`} form={form} onChange={onChange} />
        ) : (
          <Input id={`${id}-agent`} value={agent} disabled />
        )}
      </div>
      <div className="field">
        <label htmlFor={`${id}-types`}>{t('grants.types')}</label>
        <Select
          id={`${id}-types`}
          mode="multiple"
          value={[...form.types]}
          options={GRANTABLE_TYPES.map((value) => ({ value, label: t(`commandType.${value}`) }))}
          onChange={(types) => onChange({ ...form, types })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-tier`}>{t('grants.tierMax')}</label>
        <Select
          id={`${id}-tier`}
          value={form.tierMax}
          options={GRANTABLE_TIERS.map((value) => ({ value, label: `${value} · ${t(`tier.${value}`)}` }))}
          onChange={(tierMax) => onChange({ ...form, tierMax })}
        />
      </div>
      <div className="grant-figures">
        {figure('budgetHour')}
        {figure('budgetDay')}
        {figure('terminalsMax')}
        <div className="field">
          <label htmlFor={`${id}-until`}>{t('grants.lastDay')}</label>
          <Input
            id={`${id}-until`}
            type="date"
            value={form.lastDay}
            onChange={(event) => onChange({ ...form, lastDay: event.target.value })}
          />
        </div>
      </div>
      <ReasonText reason={form.reason} onChange={(reason) => onChange({ ...form, reason })} />
    </>
  )
}

function AgentSelect({ id, form, onChange }: Pick<GrantFieldsProps, 'form' | 'onChange'> & { id: string }) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const { data } = useQuery(GrantAgentsDocument, { variables: { first: PAGE_SIZE, q: q === '' ? undefined : q } })
  return (
    <Select
      id={id}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('grants.chooseAgent')}
      value={form.organisationId ?? null}
      options={(data?.organisations.nodes ?? []).map(({ id: value, name, code }) => ({
        value,
        label: `${name} · ${code}`,
      }))}
      onChange={(organisationId) => onChange({ ...form, organisationId: organisationId ?? undefined })}
    />
  )
}
