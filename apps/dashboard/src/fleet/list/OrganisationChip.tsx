import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { OrganisationNameDocument } from '../../api/generated/graphql.ts'
import { FilterChip } from './FilterChip.tsx'

/** A list is narrowed to what stands under one organisation: its name, and the way out. */
export function OrganisationChip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(OrganisationNameDocument, { variables: { id } })
  const name = data?.organisation?.name ?? id
  return (
    <FilterChip
      single
      name={t('filter.under')}
      options={[{ value: id, label: name }]}
      chosen={[id]}
      onChange={onRemove}
    />
  )
}
