import { useQuery } from '@apollo/client/react'
import { Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PlaceSearchDocument } from '../../api/generated/graphql.ts'
import { placeName } from '../../fleet/place-name.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'

interface PlaceFieldProps {
  /** The terminal at which it stands; it is not offered. */
  readonly now: string | null
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

/** The terminal to which a transaction belongs, found by its number or its store. */
export function PlaceField({ now, chosen, onChoose }: PlaceFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState('')
  const { data, loading } = useQuery(PlaceSearchDocument, {
    variables: {
      q: text.normalize('NFKC').trim(),
      first: SHORT_LIST_SIZE,
      chosen: chosen ?? '',
      isChosen: chosen !== null,
    },
  })
  const found = (data?.terminals.nodes ?? []).filter((one) => one.id !== now && one.id !== chosen)
  const known = data?.terminal == null ? [] : [data.terminal]
  return (
    <div className="field">
      <label htmlFor={id}>{t('correction.moveTo')}</label>
      <Select
        id={id}
        className="link-field"
        showSearch={{ filterOption: false, onSearch: setText }}
        allowClear
        loading={loading}
        value={chosen ?? undefined}
        placeholder={t('correction.moveToSearch')}
        options={[...known, ...found].map((one) => ({
          value: one.id,
          label: (
            <span className="line">
              <span className="mono">{one.tid}</span> {placeName(one)}
            </span>
          ),
        }))}
        onChange={(value: string | undefined) => onChoose(value ?? null)}
      />
      <span className="hint quiet">{t('correction.moveToHow')}</span>
    </div>
  )
}
