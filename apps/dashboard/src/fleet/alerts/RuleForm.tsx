import { SEVERITIES } from '@budeng/fleet/public'
import { Button, Checkbox, InputNumber, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertRuleRowFragment, AlertRuleSetDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { fieldsOf, ruleOf } from './rule-form.ts'

interface Props {
  readonly organisationId: string
  readonly rule: AlertRuleRowFragment
  onClose(): void
}

const FIGURES = ['holds', 'clears', 'raiseAt', 'clearAt'] as const

/** An organisation's own word on one subject: whether, how much it matters, where the line is, how long it must last. */
export function RuleForm({ organisationId, rule, onClose }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const [form, setForm] = useState(() => fieldsOf(rule))
  const [takesBack, setTakesBack] = useState(false)
  const asking = useWish(AlertRuleSetDocument, (data) => data.alertRuleSet, ['AlertRules'])
  const set = async (reason: string) => {
    const wish = { organisationId, subject: rule.subject, rule: takesBack ? null : ruleOf(form), reason }
    if ((await asking.send(wish)) !== null) onClose()
  }
  const figures = FIGURES.filter((name) => name === 'holds' || name === 'clears' || rule.raiseAt !== null)
  return (
    <Reasoned
      does={t(takesBack ? 'alertRules.takeBack' : 'alertRules.save')}
      what={t('alertRules.change')}
      wish={asking}
      onDo={(reason) => void set(reason)}
      onBack={onClose}
    >
      <Checkbox
        checked={form.enabled}
        disabled={takesBack}
        onChange={({ target }) => setForm({ ...form, enabled: target.checked })}
      >
        {t('alertRules.enabled')}
      </Checkbox>
      <div className="field">
        <label htmlFor={`${id}-severity`}>{t('alerts.severity')}</label>
        <Select
          id={`${id}-severity`}
          disabled={takesBack}
          value={form.severity}
          options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={(severity) => setForm({ ...form, severity })}
        />
      </div>
      {figures.map((name) => (
        <div className="field" key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`alertRules.${name}Field`)}</label>
          <InputNumber
            id={`${id}-${name}`}
            disabled={takesBack}
            value={form[name]}
            onChange={(value) => setForm({ ...form, [name]: value ?? 0 })}
          />
        </div>
      ))}
      {rule.own && (
        <Button size="small" onClick={() => setTakesBack(!takesBack)}>
          {t(takesBack ? 'alertRules.keep' : 'alertRules.takeBack')}
        </Button>
      )}
    </Reasoned>
  )
}
