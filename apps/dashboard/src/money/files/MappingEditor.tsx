import { AMOUNT_FORMS, CSV_FIELDS, type CsvField, DATE_FORMS, TIME_FORMS } from '@budeng/transactions/public'
import { useMutation, useQuery } from '@apollo/client/react'
import { App, Button, Input, Select } from 'antd'
import { useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CsvMappingSaveDocument, CsvMappingsDocument, type RecordType } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { FilePreview, useFirstLines } from './FilePreview.tsx'
import {
  DELIMITERS,
  FILE_TYPES,
  guessedColumns,
  guessedTypes,
  likelyDelimiter,
  type MappingForm,
  mappingInput,
  NEW_MAPPING,
  titlesOf,
  typeWordsIn,
} from './mapping-form.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { useWishKeys } from '../../api/wish-keys.ts'

interface MappingEditorProps {
  readonly file: File | null
  readonly day: string
  readonly onSaved: (id: string) => void
}

/** Which title holds which field, and how numbers and days are written; beneath it what the chosen file comes to. */
export function MappingEditor({ file, day, onSaved }: MappingEditorProps) {
  const { t } = useTranslation()
  const [form, setForm] = useState<MappingForm>(NEW_MAPPING)
  const text = useFirstLines(file, form.encoding)
  const firstLine = text?.split(/\r?\n/, 1)[0] ?? ''
  const titles = titlesOf(firstLine, form.delimiter)
  useEffect(() => {
    if (firstLine === '') return
    const delimiter = likelyDelimiter(firstLine)
    setForm((before) => ({ ...before, delimiter, columns: guessedColumns(titlesOf(firstLine, delimiter)), types: {} }))
  }, [firstLine])
  const words = useMemo(() => typeWordsIn(text ?? '', form), [text, form])
  // what was said of a word stays; a word that comes anew is guessed
  const meant = useMemo(() => ({ ...form, types: { ...guessedTypes(words), ...form.types } }), [form, words])
  if (file === null) return <p className="quiet">{t('mapping.needsFile')}</p>
  return (
    <div className="stack">
      <FormFields form={form} onChange={setForm} />
      <ColumnFields form={form} titles={titles} onChange={setForm} />
      {words.length > 0 && <TypeFields form={meant} words={words} onChange={setForm} />}
      <FilePreview file={file} day={day} mapping={mappingInput(meant)} encoding={form.encoding} />
      <SaveMapping form={meant} onSaved={onSaved} />
    </div>
  )
}

interface FieldsProps {
  readonly form: MappingForm
  readonly onChange: (form: MappingForm) => void
}

function FormFields({ form, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const choices = {
    delimiter: DELIMITERS.map((value) => ({ value, label: value === '\t' ? t('mapping.tab') : value })),
    encoding: ['utf-8', 'gb18030'].map((value) => ({ value, label: value })),
    amountForm: AMOUNT_FORMS.map((value) => ({ value, label: t(`amountForm.${value}`) })),
    timeForm: TIME_FORMS.map((value) => ({ value, label: value })),
    dateForm: DATE_FORMS.map((value) => ({ value, label: value })),
  } as const
  return (
    <div className="axes">
      {(['delimiter', 'encoding', 'amountForm', 'timeForm', 'dateForm'] as const).map((name) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>{t(`mapping.${name}`)}</label>
          <Select
            id={`${id}-${name}`}
            value={form[name]}
            options={[...choices[name]]}
            onChange={(value: string) => onChange({ ...form, [name]: value })}
          />
        </div>
      ))}
      <div className="field">
        <label htmlFor={`${id}-type`}>{t('mapping.type')}</label>
        <Select
          id={`${id}-type`}
          value={form.type ?? ''}
          options={[
            { value: '', label: t('mapping.typeColumn') },
            ...FILE_TYPES.map((value) => ({ value, label: t(`recordType.${value}`) })),
          ]}
          onChange={(value: RecordType | '') => onChange({ ...form, type: value === '' ? null : value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-currency`}>{t('statement.currency')}</label>
        <Input
          id={`${id}-currency`}
          maxLength={3}
          value={form.currency}
          onChange={(event) => onChange({ ...form, currency: event.target.value.toUpperCase() })}
        />
      </div>
    </div>
  )
}

function ColumnFields({ form, titles, onChange }: FieldsProps & { titles: readonly string[] }) {
  const { t } = useTranslation()
  const id = useId()
  const set = (field: CsvField, title: string | undefined) =>
    onChange({ ...form, columns: { ...form.columns, [field]: title } })
  return (
    <fieldset>
      <legend>{t('mapping.columns')}</legend>
      <div className="axes">
        {CSV_FIELDS.map((field) => (
          <div key={field} className="field">
            <label htmlFor={`${id}-${field}`}>{t(`csvField.${field}`)}</label>
            <Select
              id={`${id}-${field}`}
              value={form.columns[field] ?? ''}
              options={[
                { value: '', label: t('mapping.notRead') },
                ...titles.map((title) => ({ value: title, label: title })),
              ]}
              onChange={(title: string) => set(field, title === '' ? undefined : title)}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}

/** What each word of the column of types means. */
function TypeFields({ form, words, onChange }: FieldsProps & { words: readonly string[] }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <fieldset>
      <legend>{t('mapping.types')}</legend>
      <div className="axes">
        {words.map((word, place) => (
          <div key={word} className="field">
            <label htmlFor={`${id}-${place}`}>{word}</label>
            <Select
              id={`${id}-${place}`}
              value={form.types[word] ?? null}
              placeholder={t('mapping.typeUnknown')}
              options={FILE_TYPES.map((value) => ({ value, label: t(`recordType.${value}`) }))}
              onChange={(type: RecordType) => onChange({ ...form, types: { ...form.types, [word]: type } })}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}

function SaveMapping({ form, onSaved }: { form: MappingForm; onSaved: (id: string) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const [name, setName] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(CsvMappingSaveDocument, {
    onError: () => undefined,
    refetchQueries: ['CsvMappings'],
    awaitRefetchQueries: true,
  })
  const { data: kept } = useQuery(CsvMappingsDocument)
  const replaced = kept?.csvMappings.find((one) => one.name === name.trim())
  const save = async () => {
    const wish = { name: name.trim(), mapping: mappingInput(form), expectedVersion: replaced?.version ?? 0 }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.csvMappingSave.userErrors)
    if (data.csvMappingSave.csvMapping === null) return
    void message.success(t('mapping.saved'))
    onSaved(data.csvMappingSave.csvMapping.id)
  }
  return (
    <>
      <Unfulfilled wish={{ refusals, error }} what={t('mapping.one')} />
      <div className="line">
        <label htmlFor={id}>{t('mapping.name')}</label>
        <Input
          id={id}
          className="money-search"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button disabled={name.trim() === ''} loading={loading} onClick={() => void save()}>
          {t('mapping.save')}
        </Button>
        {replaced !== undefined && <span className="hint">{t('mapping.replaces', { version: replaced.version })}</span>}
      </div>
    </>
  )
}
