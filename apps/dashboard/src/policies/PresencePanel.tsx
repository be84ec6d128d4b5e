import { Input, InputNumber } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganisationPoliciesQuery } from '../api/generated/graphql.ts'
import { PolicyPanel } from './PolicyPanel.tsx'
import { RoleChoice } from './RoleChoice.tsx'

type Policies = NonNullable<NonNullable<OrganisationPoliciesQuery['organisation']>['policies']>

interface PresencePanelProps {
  readonly organisationId: string
  readonly policy: Policies['presence']
  readonly mayPropose: boolean
}

/** Presence of the merchant: for whom, how many commands are many, and what the caller reads. */
export function PresencePanel({ organisationId, policy, mayPropose }: PresencePanelProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [wish, setWish] = useState({
    requiredFor: policy.requiredFor,
    bulkFrom: policy.bulkFrom,
    trainingZhCn: policy.trainingZhCn,
    trainingEn: policy.trainingEn,
  })
  const roles = policy.requiredFor.map((role) => t(`role.${role}`)).join(', ')
  const isWhole = wish.trainingZhCn.trim() !== '' && wish.trainingEn.trim() !== ''
  return (
    <PolicyPanel
      kind="PRESENCE"
      organisationId={organisationId}
      origin={policy}
      mayPropose={mayPropose}
      facts={[
        [t('policy.requiredFor'), roles === '' ? t('change.nobody') : roles],
        [t('policy.bulkFrom'), policy.bulkFrom],
        [t('policy.training'), i18n.language === 'en' ? policy.trainingEn : policy.trainingZhCn],
      ]}
      wish={isWhole ? { presence: wish } : null}
    >
      <RoleChoice
        label={t('policy.requiredFor')}
        value={wish.requiredFor}
        onChange={(requiredFor) => setWish({ ...wish, requiredFor })}
      />
      <div className="field">
        <label htmlFor={`${id}-from`}>{t('policy.bulkFrom')}</label>
        <InputNumber
          id={`${id}-from`}
          min={2}
          max={100}
          value={wish.bulkFrom}
          onChange={(value) => setWish({ ...wish, bulkFrom: value ?? policy.bulkFrom })}
        />
      </div>
      <Text
        id={`${id}-zh`}
        label={t('policy.trainingText_zhCN')}
        lang="zh-CN"
        value={wish.trainingZhCn}
        onChange={(trainingZhCn) => setWish({ ...wish, trainingZhCn })}
      />
      <Text
        id={`${id}-en`}
        label={t('policy.trainingText_en')}
        lang="en"
        value={wish.trainingEn}
        onChange={(trainingEn) => setWish({ ...wish, trainingEn })}
      />
    </PolicyPanel>
  )
}

function Text({
  id,
  label,
  lang,
  value,
  onChange,
}: {
  id: string
  label: string
  lang: string
  value: string
  onChange: (text: string) => void
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        lang={lang}
        autoSize={{ minRows: 3 }}
        maxLength={1_000}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
