import { useQuery } from '@apollo/client/react'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RegistrationMappingSaveDocument, RegistrationMappingsDocument } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { Unfulfilled } from '../ui/WishForm.tsx'
import {
  type Heading,
  headingsFrom,
  mappedHeadings,
  REGISTRATION_FIELDS,
  type RegistrationField,
} from './registration-columns.ts'

interface Props {
  /** Headings of the file, and how they were read. */
  readonly titles: readonly string[]
  readonly read: readonly Heading[]
  /** What was said of them here; empty: nothing. */
  readonly columns: readonly Heading[]
  readonly mayKeep: boolean
  /** Without it the file is not read: it stands open. */
  readonly asked: boolean
  onChange(columns: readonly Heading[]): void
}

/** Which heading of a foreign file stands for which of our columns; kept under a name for the next file. */
export function RegistrationColumns({ titles, read, columns, mayKeep, asked, onChange }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const { data } = useQuery(RegistrationMappingsDocument, { fetchPolicy: 'cache-and-network' })
  const kept = data?.registrationMappings ?? []
  const now = headingsFrom(columns.length > 0 ? columns : read)
  const choose = (field: RegistrationField, title: string | undefined) => onChange(mappedHeadings(now, field, title))
  return (
    <details className="panel fold" open={asked || columns.length > 0}>
      <summary className="panel-head">{t('estate.columns')}</summary>
      <div className="panel-body stack">
        <p className="quiet">{t('estate.columnsHow')}</p>
        {kept.length > 0 && (
          <div className="field">
            <label htmlFor={`${id}-kept`}>{t('estate.kept')}</label>
            <Select<string>
              id={`${id}-kept`}
              value={null}
              placeholder={t('estate.keptChoose')}
              options={kept.map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => onChange(kept.find((one) => one.name === name)?.columns ?? [])}
            />
          </div>
        )}
        <div className="plan-fields">
          {REGISTRATION_FIELDS.map((field) => (
            <div className="field" key={field}>
              <label htmlFor={`${id}-${field}`}>{t(`registrationField.${field}`)}</label>
              <Select
                id={`${id}-${field}`}
                allowClear
                value={now[field]}
                placeholder={t('estate.notInFile')}
                options={[...new Set(titles)].map((title) => ({ value: title, label: title }))}
                onChange={(title) => choose(field, title)}
              />
            </div>
          ))}
        </div>
        {mayKeep && columns.length > 0 && <Keep columns={columns} />}
      </div>
    </details>
  )
}

function Keep({ columns }: { columns: readonly Heading[] }) {
  const { t } = useTranslation()
  const id = useId()
  const [name, setName] = useState('')
  const { send, busy, refusals, error } = useWish(
    RegistrationMappingSaveDocument,
    (data) => data.registrationMappingSave,
    ['RegistrationMappings'],
  )
  const keep = async () => {
    const wish = { name: name.trim(), columns: columns.map(({ field, title }) => ({ field, title })) }
    if ((await send(wish)) !== null) setName('')
  }
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('estate.keepAs')}</label>
        <span className="line">
          <Input
            id={`${id}-name`}
            className="field-name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button disabled={name.trim() === ''} loading={busy} onClick={() => void keep()}>
            {t('estate.keep')}
          </Button>
        </span>
      </div>
      <Unfulfilled wish={{ refusals, error }} what={t('estate.keep')} />
    </>
  )
}
