import type { TariffProblem } from '@budeng/transactions/public'
import { Input } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../ui/Panel.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { readTariff, type TariffForm, type TariffTermsWish } from './tariff-form.ts'
import { useTariffProposal } from './tariff-proposal.ts'

interface TermsFormProps {
  readonly title: string
  /** What the tariff is for, where that is still to be said. */
  readonly children?: ReactNode
  readonly initial: TariffForm
  readonly money: { readonly currency: string; readonly exponent: number }
  /** The first day on which it can begin: tomorrow's business day at the merchant; null: not known yet. */
  readonly earliest: string | null
  /** The wish with its terms; null while something is missing. */
  readonly wish: (
    terms: TariffTermsWish,
    reason: string,
  ) => Parameters<ReturnType<typeof useTariffProposal>['propose']>[0] | null
  readonly onClose: () => void
}

/** Terms of a tariff from a day on, with the reason: proposed, and decided by a second person. */
export function TermsForm({ title, children, initial, money, earliest, wish, onClose }: TermsFormProps) {
  const { t } = useTranslation()
  const id = useId()
  const [typed, setTyped] = useState<TariffForm>(initial)
  const [reason, setReason] = useState('')
  const { propose, asking } = useTariffProposal(onClose)
  // until a day is chosen it is the first one possible
  const form = typed.validFrom === '' ? { ...typed, validFrom: earliest ?? '' } : typed
  const { wish: terms, problems } = readTariff(form, money)
  const isTooEarly = earliest !== null && form.validFrom !== '' && form.validFrom < earliest
  const input = terms === null || isTooEarly || reason.trim() === '' ? null : wish(terms, reason.trim())
  const isTouched = Object.values(typed).some((text) => text !== '')
  return (
    <Panel title={title}>
      <WishForm
        wish={asking}
        does={t('policy.propose')}
        what={title}
        ready={input !== null}
        onDo={() => input !== null && void propose(input)}
        onBack={onClose}
      >
        {children}
        <div className="axes">
          {FIELDS.map(({ name, problem }) => (
            <div key={name} className="field">
              <label htmlFor={`${id}-${name}`}>{t(`tariff.${name}`)}</label>
              <Input
                id={`${id}-${name}`}
                type={name === 'validFrom' ? 'date' : 'text'}
                min={name === 'validFrom' ? (earliest ?? undefined) : undefined}
                inputMode={name === 'validFrom' ? undefined : 'decimal'}
                status={isTouched && problem.some((one) => problems.includes(one)) ? 'error' : ''}
                value={form[name]}
                onChange={(event) => setTyped({ ...form, [name]: event.target.value })}
              />
            </div>
          ))}
        </div>
        {isTouched && (problems.length > 0 || isTooEarly) && (
          <p role="alert" className="tone-bad">
            {problems.map((problem) => t(`tariffProblem.${problem}`)).join(' ')}{' '}
            {isTooEarly && t('tariff.tooEarly', { day: earliest })}
          </p>
        )}
        <ReasonText short reason={reason} onChange={setReason} />
      </WishForm>
    </Panel>
  )
}

const FIELDS: readonly { readonly name: keyof TariffForm; readonly problem: readonly TariffProblem[] }[] = [
  { name: 'percent', problem: ['PERCENT'] },
  { name: 'minimum', problem: ['MINIMUM'] },
  { name: 'cap', problem: ['CAP', 'CAP_BELOW_MINIMUM'] },
  { name: 'agentShare', problem: ['AGENT_SHARE'] },
  { name: 'validFrom', problem: [] },
]
