import { moneyText, type TariffProblem } from '@budeng/transactions/public'
import { useMutation } from '@apollo/client/react'
import { App, Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TariffChangeDocument, type TariffShownFragment } from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { useWishKeys } from '../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../limits.ts'
import { moneyOf } from '../money/amounts.ts'
import { dayOf } from '../ui/day.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { readTariff, type TariffForm } from './tariff-form.ts'

const DAY_MS = 86_400_000

/** Asks for another version of a tariff from a day on. It holds when a second person has approved it. */
export function ChangeTariff({ tariff, onClose }: { tariff: TariffShownFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const keys = useWishKeys()
  const id = useId()
  const tomorrow = dayOf(useNow() + DAY_MS)
  const [form, setForm] = useState<TariffForm>(() => formOf(tariff, tomorrow))
  const [reason, setReason] = useState('')
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(TariffChangeDocument, {
    onError: () => undefined,
    refetchQueries: ['Tariffs', 'FleetFigures'],
  })
  const exponent = tariff.versions[0]?.minimum.exponent ?? 0
  const { wish, problems } = readTariff(form, { currency: tariff.currency, exponent })
  const submit = async () => {
    const merchantId = tariff.merchant?.id
    if (wish === null || merchantId === undefined) return
    const { cardType, product, currency } = tariff
    const named = { merchantId, expectedVersion: tariff.version, reason: reason.trim() }
    const input = { ...named, tariff: { cardType, product, currency, ...wish } }
    const { data } = await send({ variables: { input: { ...input, idempotencyKey: keys.of(input) } } })
    if (data === undefined) return
    keys.answered(input)
    setRefusals(data.tariffChange.userErrors)
    if (data.tariffChange.userErrors.length > 0) return
    void message.success(t('policy.proposed'))
    onClose()
  }
  const title = `${t('tariff.change')} · ${tariff.merchant?.name ?? ''}`
  return (
    <Panel title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="axes">
          {FIELDS.map(({ name, problem }) => (
            <div key={name} className="field">
              <label htmlFor={`${id}-${name}`}>{t(`tariff.${name}`)}</label>
              <Input
                id={`${id}-${name}`}
                type={name === 'validFrom' ? 'date' : 'text'}
                inputMode={name === 'validFrom' ? undefined : 'decimal'}
                status={problem.some((one) => problems.includes(one)) ? 'error' : ''}
                value={form[name]}
                onChange={(event) => setForm({ ...form, [name]: event.target.value })}
              />
            </div>
          ))}
        </div>
        {problems.length > 0 && (
          <p role="alert" className="tone-bad">
            {problems.map((problem) => t(`tariffProblem.${problem}`)).join(' ')}
          </p>
        )}
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input
            id={`${id}-reason`}
            value={reason}
            maxLength={REASON_LENGTH_MAX}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <Refusals refusals={refusals} />
        {error !== undefined && <FaultPanel error={error} what={title} />}
        <div className="line">
          <Button type="primary" htmlType="submit" disabled={wish === null || reason.trim() === ''} loading={loading}>
            {t('policy.propose')}
          </Button>
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
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

/** The newest version as text, to be changed. */
function formOf(tariff: TariffShownFragment, validFrom: string): TariffForm {
  const [newest] = tariff.versions.toSorted((one, other) => other.version - one.version)
  const percent = (bps: number) => moneyText({ minor: BigInt(bps), exponent: 2 })
  if (newest === undefined) return { percent: '', minimum: '', cap: '', agentShare: '', validFrom }
  return {
    percent: percent(newest.percentBps),
    minimum: moneyText(moneyOf(newest.minimum)),
    cap: newest.cap === null ? '' : moneyText(moneyOf(newest.cap)),
    agentShare: percent(newest.agentShareBps),
    validFrom,
  }
}
