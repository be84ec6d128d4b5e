import { MESSAGE_LENGTH_MAX, MESSAGE_TEMPLATES, RELOGIN_LEVELS, type RequestableType } from '@budeng/fleet/public'
import { Input, Radio, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { type CommandForm, formProblem } from './command-input.ts'
import { PackageField } from './PackageField.tsx'

interface ParameterFieldsProps {
  readonly type: RequestableType
  readonly form: CommandForm
  /** Many terminals: the cashier is not asked on each of them. */
  readonly bulk?: boolean
  readonly onChange: (form: CommandForm) => void
}

/** The parameters of a command type; most have none. */
export function ParameterFields(props: ParameterFieldsProps) {
  if (props.type === 'RELOGIN' && props.bulk !== true) return <LevelField {...props} />
  if (props.type === 'SOFTWARE_UPDATE') return <PackageField form={props.form} onChange={props.onChange} />
  return props.type === 'MESSAGE_SHOW' ? <MessageFields {...props} /> : null
}

function LevelField({ form, onChange }: ParameterFieldsProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="field">
      <legend>{t('request.level')}</legend>
      <Radio.Group
        vertical
        value={form.level}
        onChange={(event) => onChange({ ...form, level: event.target.value })}
        options={RELOGIN_LEVELS.map((value) => ({ value, label: t(`reloginLevel.${value}`) }))}
      />
    </fieldset>
  )
}

/** Stands for "my own words" in the list of messages. */
const OWN_WORDS = 'OWN_WORDS'

function MessageFields({ type, form, onChange }: ParameterFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const problem = formProblem(type, form)
  const options = [
    ...Object.entries(MESSAGE_TEMPLATES).map(([value, label]) => ({ value, label })),
    { value: OWN_WORDS, label: t('request.ownWords') },
  ]
  return (
    <div className="field">
      <label htmlFor={`${id}-template`}>{t('request.message')}</label>
      <Select
        id={`${id}-template`}
        value={form.template ?? OWN_WORDS}
        options={options}
        onChange={(value) => onChange({ ...form, template: value === OWN_WORDS ? null : value })}
      />
      {form.template === null && (
        <>
          <Input.TextArea
            aria-label={t('request.ownWords')}
            autoSize={{ minRows: 2, maxRows: 4 }}
            maxLength={MESSAGE_LENGTH_MAX}
            showCount
            value={form.text}
            onChange={(event) => onChange({ ...form, text: event.target.value })}
          />
          {problem !== null && problem !== 'EMPTY' && (
            <span className="tone-bad hint">{t(`messageProblem.${problem}`)}</span>
          )}
        </>
      )}
    </div>
  )
}
