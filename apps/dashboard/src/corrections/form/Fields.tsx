import { CARD_TYPES, OUTCOMES, RECORD_TYPES, SCOPES } from '@budeng/transactions/public'
import { Input, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormKindShownFragment, TransactionToCorrectQuery } from '../../api/generated/graphql.ts'
import type { Unit } from '../field-text.ts'
import { useFieldName, useFieldText } from '../words.ts'
import type { Draft, FormField, Patch } from './draft.ts'
import { LinkField } from './LinkField.tsx'
import { PlaceField } from './PlaceField.tsx'
import { TariffField } from './TariffField.tsx'

/** Members that a person seldom knows: folded away, never hidden. */
const SELDOM: ReadonlySet<string> = new Set([
  'panToken',
  'panSeq',
  'entryMode',
  'atc',
  'cryptogramHash',
  'scope',
  'cardType',
  'channelOrder',
  'localTime',
  'offsetMin',
  'settlementDate',
  'originalSeq',
  'originalTid',
  'originalEpoch',
  'forwardOf',
  'attempt',
  'midReturned',
])
/** With as few fields as these nothing is folded away. */
const FEW_FIELDS = 6

interface FieldsProps {
  readonly kind: FormKindShownFragment
  readonly draft: Draft
  readonly patch: Patch
  readonly unit: Unit
  readonly transaction: TransactionToCorrectQuery['transaction'] | null
  readonly onChange: (part: Partial<Draft>) => void
}

/** The members that this kind may change, each with what it is now. */
export function Fields({ kind, draft, patch, unit, transaction, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const isFolded = (field: FormField) => kind.fields.length > FEW_FIELDS && SELDOM.has(field.field)
  const field = (one: FormField) => (
    <FieldInput
      key={one.field}
      field={one}
      value={draft.values[one.field] ?? ''}
      unit={unit}
      problem={patch.problems[one.field]}
      onChange={(value) => onChange({ values: { ...draft.values, [one.field]: value } })}
    />
  )
  const folded = kind.fields.filter(isFolded)
  const isBare = kind.fields.length === 0 && !kind.needsLink && !kind.needsTariff
  return (
    <div className="stack">
      {isBare && <p className="quiet">{t('correction.nothingToFill')}</p>}
      {kind.fields.length > 0 && <div className="fields">{kind.fields.filter((one) => !isFolded(one)).map(field)}</div>}
      {kind.needsLink && (
        <LinkField of={transaction} chosen={draft.linkToId} onChoose={(linkToId) => onChange({ linkToId })} />
      )}
      {kind.mayMove && (
        <PlaceField
          now={transaction?.terminal?.id ?? null}
          chosen={draft.moveToId}
          onChoose={(moveToId) => onChange({ moveToId })}
        />
      )}
      {kind.needsTariff && (
        <TariffField
          merchantId={transaction?.merchant?.id ?? null}
          chosen={draft.tariff}
          onChoose={(tariff) => onChange({ tariff })}
        />
      )}
      {folded.length > 0 && (
        <details>
          <summary>{t('correction.moreFields', { fields: String(folded.length) })}</summary>
          <div className="fields">{folded.map(field)}</div>
        </details>
      )}
    </div>
  )
}

interface FieldInputProps {
  readonly field: FormField
  readonly value: string
  readonly unit: Unit
  readonly problem: 'AMOUNT' | 'MISSING' | undefined
  readonly onChange: (value: string) => void
}

function FieldInput({ field: { field, present, required }, value, unit, problem, onChange }: FieldInputProps) {
  const { t } = useTranslation()
  const id = useId()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const options = OPTIONS[field]
  const isWrong = problem === 'AMOUNT'
  return (
    <div className="field">
      <label htmlFor={id}>
        {fieldName(field)}
        {required && (
          <span className="quiet" title={t('correction.required')}>
            {' *'}
          </span>
        )}
      </label>
      {options === undefined ? (
        <Input
          id={id}
          value={value}
          inputMode={field === 'amount' ? 'decimal' : 'text'}
          prefix={field === 'amount' ? <span className="quiet">{unit.currency}</span> : undefined}
          className={field === 'amount' ? 'number' : 'mono'}
          status={isWrong ? 'error' : ''}
          aria-invalid={isWrong}
          aria-required={required}
          aria-describedby={`${id}-now`}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Select
          id={id}
          allowClear
          showSearch
          value={value === '' ? undefined : value}
          placeholder={present === null ? '' : fieldText(field, present, unit)}
          options={options.map((one) => ({ value: one, label: fieldText(field, one, unit) }))}
          onChange={(chosen: string | undefined) => onChange(chosen ?? '')}
        />
      )}
      <span id={`${id}-now`} className={isWrong ? 'hint tone-bad' : 'hint quiet'}>
        {isWrong
          ? t('correction.notAnAmount')
          : present !== null && t('correction.now', { value: fieldText(field, present, unit) })}
      </span>
    </div>
  )
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  type: RECORD_TYPES,
  outcome: OUTCOMES,
  scope: SCOPES,
  cardType: CARD_TYPES,
}
