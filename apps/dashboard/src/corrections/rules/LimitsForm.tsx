import { App, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CorrectionLimitsChangeDocument, type LimitsShownFragment } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../Reasoned.tsx'
import { EMPTY_LIMITS, LIMIT_AMOUNTS, LIMIT_CURRENCIES, limitsForm, readLimits } from './limits-form.ts'

interface LimitsFormProps {
  /** What holds now; null: a currency of which nothing was said. */
  readonly limits: LimitsShownFragment | null
  /** Currencies that have limits already. */
  readonly known: readonly string[]
  readonly onDone: () => void
}

/** Other limits of one currency: asked for here, decided by a second person. */
export function LimitsForm({ limits, known, onDone }: LimitsFormProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const open = Object.keys(LIMIT_CURRENCIES).filter((one) => !known.includes(one))
  const [chosen, choose] = useState(open[0] ?? '')
  const [form, setForm] = useState(() => (limits === null ? EMPTY_LIMITS : limitsForm(limits)))
  const currency = limits?.currency ?? chosen
  const exponent = limits?.tierOne.exponent ?? LIMIT_CURRENCIES[currency] ?? 0
  const { wish: asked, wrong } = readLimits(form, { currency, exponent })
  const isTouched = Object.values(form).some((text) => text !== '')
  const wish = useWish(CorrectionLimitsChangeDocument, (data) => data.correctionLimitsChange, AFTERWARDS)
  const send = async (reason: string) => {
    if (asked === null) return
    if ((await wish.send({ limits: asked, expectedVersion: limits?.version ?? 0, reason })) === null) return
    void message.success(t('rule.asked'))
    onDone()
  }
  return (
    <Reasoned
      does={t('rule.ask')}
      what={t('limits.title')}
      wish={wish}
      ready={asked !== null}
      onDo={(reason) => void send(reason)}
      onBack={onDone}
    >
      <p className="note">{t('limits.byTwo')}</p>
      <div className="axes level">
        <div className="field">
          <label htmlFor={`${id}-currency`}>{t('statement.currency')}</label>
          <Select
            id={`${id}-currency`}
            disabled={limits !== null}
            value={currency}
            options={open.map((value) => ({ value, label: value }))}
            onChange={choose}
          />
        </div>
        {[...LIMIT_AMOUNTS.slice(0, 3), 'dayCount' as const, 'automatic' as const].map((name) => (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>{t(`limits.${name}`)}</label>
            <Input
              id={`${id}-${name}`}
              inputMode={name === 'dayCount' ? 'numeric' : 'decimal'}
              status={isTouched && wrong.includes(name) ? 'error' : ''}
              aria-invalid={isTouched && wrong.includes(name)}
              value={form[name]}
              onChange={({ target }) => setForm({ ...form, [name]: target.value })}
            />
          </div>
        ))}
      </div>
      {isTouched && wrong.length > 0 && (
        <p role="alert" className="tone-bad">
          {wrong.map((name) => t(`limitsProblem.${name}`)).join(' ')}
        </p>
      )}
    </Reasoned>
  )
}

const AFTERWARDS = ['CorrectionLimits', 'Approvals', 'FleetFigures']
