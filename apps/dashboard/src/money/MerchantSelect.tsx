import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OrganisationSearchDocument } from '../api/generated/graphql.ts'
import { PAGE_SIZE } from '../limits.ts'

interface MerchantSelectProps {
  readonly id: string
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

/** A merchant by name or code. */
export function MerchantSelect({ id, chosen, onChoose }: MerchantSelectProps) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const { data, loading } = useQuery(OrganisationSearchDocument, {
    variables: { first: PAGE_SIZE, kinds: ['MERCHANT'], q: q === '' ? undefined : q },
  })
  const found = data?.organisations.nodes ?? []
  return (
    <Select
      id={id}
      className="money-search"
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={loading}
      value={found.some((one) => one.id === chosen) ? chosen : undefined}
      placeholder={t('statement.search')}
      options={found.map(({ id: value, name, code }) => ({ value, label: `${name} (${code})` }))}
      onChange={(value: string) => onChoose(value)}
    />
  )
}
