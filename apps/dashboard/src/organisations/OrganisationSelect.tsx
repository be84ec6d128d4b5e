import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useState } from 'react'
import { OrganisationSearchDocument } from '../api/generated/graphql.ts'
import { PAGE_SIZE } from '../limits.ts'

interface Props {
  readonly id: string
  readonly value: string
  /** Shown for the value until the search has found it. */
  readonly name: string
  onChange(id: string): void
}

/** One organisation of the viewer's, of any kind, found by typing. */
export function OrganisationSelect({ id, value, name, onChange }: Props) {
  const [q, setQ] = useState('')
  const { data } = useQuery(OrganisationSearchDocument, {
    variables: { first: PAGE_SIZE, q: q === '' ? undefined : q },
  })
  const found = (data?.organisations.nodes ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.code}` }))
  const options = found.some((one) => one.value === value) ? found : [{ value, label: name }, ...found]
  return (
    <Select
      id={id}
      showSearch={{ filterOption: false, onSearch: setQ }}
      value={value}
      options={options}
      onChange={(next, option) => !Array.isArray(option) && onChange(next)}
    />
  )
}
