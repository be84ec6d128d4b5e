import type { planProblems } from '@budeng/fleet/public'
import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanForm } from './plan-form.ts'

const FIELDS = [
  ['groups', 'GROUPS'],
  ['perMinute', 'PER_MINUTE'],
  ['success', 'SUCCESS'],
  ['stop', 'ABORT'],
  ['atLeast', 'ABORT'],
  ['from', 'WINDOW'],
  ['to', 'WINDOW'],
] as const

/** In which steps, how fast, and when it stops by itself. */
export function PlanFields({
  form,
  problems,
  onChange,
}: {
  form: PlanForm
  problems: ReturnType<typeof planProblems>
  onChange: (form: PlanForm) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <fieldset className="plan-fields">
      <legend>{t('rollout.plan')}</legend>
      {FIELDS.map(([name, problem]) => {
        const isWrong = problems.includes(problem)
        return (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>{t(`planField.${name}`)}</label>
            <Input
              id={`${id}-${name}`}
              type={name === 'from' || name === 'to' ? 'time' : 'text'}
              className="number"
              autoComplete="off"
              value={form[name]}
              status={isWrong ? 'error' : ''}
              aria-invalid={isWrong}
              aria-describedby={`${id}-${name}-hint`}
              onChange={(event) => onChange({ ...form, [name]: event.target.value })}
            />
            <span id={`${id}-${name}-hint`} className={isWrong ? 'tone-bad hint' : 'quiet hint'}>
              {isWrong ? t(`planProblem.${problem}`) : t(`planHint.${name}`)}
            </span>
          </div>
        )
      })}
    </fieldset>
  )
}
