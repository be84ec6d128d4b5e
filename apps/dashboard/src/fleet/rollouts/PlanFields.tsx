import type { planProblems } from '@budeng/fleet/public'
import { Alert, Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.ts'
import { neverStops, type PlanForm } from './plan-form.ts'

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
  commands,
  onChange,
}: {
  form: PlanForm
  problems: ReturnType<typeof planProblems>
  /** How many it would make, as far as that is known. */
  commands: number | undefined
  onChange: (form: PlanForm) => void
}) {
  const { t, i18n } = useTranslation()
  const id = useId()
  return (
    <div className="stack">
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
      {commands !== undefined && neverStops(form, commands) && (
        <Alert
          role="status"
          type="warning"
          showIcon
          title={t('rollout.neverStops', { count: commands, number: formatNumber(commands, i18n.language) })}
          description={t('rollout.neverStopsHow')}
        />
      )}
    </div>
  )
}
