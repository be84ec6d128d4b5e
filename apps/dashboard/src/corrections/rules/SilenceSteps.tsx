import { App, DatePicker, Input, Radio } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  RuleExceptionSetDocument,
  type RuleExceptionKind,
  type RuleShownFragment,
  RuleSuppressDocument,
} from '../../api/generated/graphql.ts'
import { MerchantSelect } from '../../money/MerchantSelect.tsx'
import { endOfDay } from '../../ui/day.ts'
import { Reasoned } from '../Reasoned.tsx'
import { AFTER_SILENCE } from './Silences.tsx'
import { useWish } from '../../api/use-wish.ts'

const DAY = 'YYYY-MM-DD'
/** Unless somebody says otherwise it is looked at again in a month. */
const DAYS_OFFERED = 30

/** A rule is not heard for a while: everywhere, or at one merchant. */
export function SuppressStep({ rule, onDone }: { rule: RuleShownFragment; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [merchantId, setMerchantId] = useState<string | null>(null)
  const [until, setUntil] = useState(() => dayjs().add(DAYS_OFFERED, 'day').format(DAY))
  const wish = useWish(RuleSuppressDocument, (data) => data.ruleSuppress, AFTER_SILENCE)
  const send = async (reason: string) => {
    const where = merchantId === null ? {} : { organisationId: merchantId }
    if ((await wish.send({ rule: rule.rule, until: endOfDay(until), reason, ...where })) === null) return
    void message.success(t('silence.said'))
    onDone()
  }
  return (
    <Reasoned does={t('ruleStep.suppress')} wish={wish} onDo={(reason) => void send(reason)} onBack={onDone}>
      <p className="note">{t('silence.suppressWhat')}</p>
      <div className="fields">
        <div className="field">
          <label htmlFor={`${id}-where`}>{t('silence.where')}</label>
          <MerchantSelect id={`${id}-where`} chosen={merchantId} onChoose={setMerchantId} />
          <span className="hint quiet">{t('silence.whereHow')}</span>
        </div>
        <Until id={`${id}-until`} until={until} onUntil={setUntil} />
      </div>
    </Reasoned>
  )
}

const KINDS: readonly RuleExceptionKind[] = ['REPEAT_MERCHANT', 'AGGREGATOR_PAIR']

/** Something that rules are to know: a merchant where cards pay twice, a number that stands for another one. */
export function ExceptionStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [kind, setKind] = useState<RuleExceptionKind>('REPEAT_MERCHANT')
  const [merchantId, setMerchantId] = useState<string | null>(null)
  const [[sent, returned], setPair] = useState<readonly [string, string]>(['', ''])
  const [until, setUntil] = useState(() => dayjs().add(DAYS_OFFERED, 'day').format(DAY))
  const wish = useWish(RuleExceptionSetDocument, (data) => data.ruleExceptionSet, AFTER_SILENCE)
  const value = kind === 'REPEAT_MERCHANT' ? (merchantId ?? '') : `${sent.trim()}>${returned.trim()}`
  const send = async (reason: string) => {
    if ((await wish.send({ kind, value, until: endOfDay(until), reason })) === null) return
    void message.success(t('silence.said'))
    onDone()
  }
  return (
    <Reasoned
      does={t('ruleStep.exception')}
      wish={wish}
      ready={kind === 'REPEAT_MERCHANT' ? merchantId !== null : sent.trim() !== '' && returned.trim() !== ''}
      onDo={(reason) => void send(reason)}
      onBack={onDone}
    >
      <Radio.Group
        aria-label={t('silence.kind')}
        value={kind}
        onChange={(event) => setKind(event.target.value as RuleExceptionKind)}
        options={KINDS.map((one) => ({ value: one, label: t(`silence.${one}`) }))}
      />
      <div className="fields">
        {kind === 'REPEAT_MERCHANT' ? (
          <div className="field">
            <label htmlFor={`${id}-merchant`}>{t('money.merchant')}</label>
            <MerchantSelect id={`${id}-merchant`} chosen={merchantId} onChoose={setMerchantId} />
          </div>
        ) : (
          <>
            <MerchantNumber
              id={`${id}-sent`}
              name={t('recordField.midSent')}
              value={sent}
              onValue={(text) => setPair([text, returned])}
            />
            <MerchantNumber
              id={`${id}-returned`}
              name={t('recordField.midReturned')}
              value={returned}
              onValue={(text) => setPair([sent, text])}
            />
          </>
        )}
        <Until id={`${id}-until`} until={until} onUntil={setUntil} />
      </div>
    </Reasoned>
  )
}

interface MerchantNumberProps {
  readonly id: string
  readonly name: string
  readonly value: string
  onValue(text: string): void
}

function MerchantNumber({ id, name, value, onValue }: MerchantNumberProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      <Input id={id} className="mono" maxLength={15} value={value} onChange={(event) => onValue(event.target.value)} />
    </div>
  )
}

function Until({ id, until, onUntil }: { id: string; until: string; onUntil: (day: string) => void }) {
  const { t } = useTranslation()
  return (
    <div className="field">
      <label htmlFor={id}>{t('silence.until')}</label>
      <DatePicker
        id={id}
        allowClear={false}
        value={dayjs(until)}
        minDate={dayjs()}
        onChange={(day) => onUntil(day?.format(DAY) ?? until)}
      />
      <span className="hint quiet">{t('silence.untilHow')}</span>
    </div>
  )
}
