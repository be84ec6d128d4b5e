import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WatchPlanDocument } from '../../api/generated/graphql.ts'
import { OrganisationSelect } from '../../organisations/OrganisationSelect.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { planOf, type WatchFields } from './watch-form.ts'
import { WishForm } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

interface Props {
  readonly own: { readonly id: string; readonly name: string }
  readonly zone: string
  onClose(): void
}

/** Intervals that are offered, in seconds. */
const SECONDS = [15, 30] as const

/** Plans a window: where, from when to when, and how much closer. */
export function PlanForm({ own, zone, onClose }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const [form, setForm] = useState<WatchFields>({
    ...{ organisationId: own.id, name: '', from: '', to: '', patience: 50, heartbeatSec: 30, allowsRollouts: false },
  })
  const asking = useWish(WatchPlanDocument, (data) => data.watchPlan, ['WatchWindows'])
  const plan = planOf(form, zone)
  const submit = async () => {
    if (plan !== null && (await asking.send(plan)) !== null) onClose()
  }
  const moment = (name: 'from' | 'to') => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{t(`watch.${name}`, { zone })}</label>
      <Input
        id={`${id}-${name}`}
        type="datetime-local"
        value={form[name]}
        onChange={(event) => setForm({ ...form, [name]: event.target.value })}
      />
    </div>
  )
  return (
    <Panel title={t('watch.plan')}>
      <WishForm wish={asking} does={t('watch.plan')} ready={plan !== null} onDo={() => void submit()} onBack={onClose}>
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('watch.name')}</label>
          <Input
            id={`${id}-name`}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-where`}>{t('stops.where')}</label>
          <OrganisationSelect
            id={`${id}-where`}
            value={form.organisationId}
            name={own.name}
            onChange={(organisationId) => setForm({ ...form, organisationId })}
          />
        </div>
        {moment('from')}
        {moment('to')}
        <div className="field">
          <label htmlFor={`${id}-patience`}>{t('watch.patience')}</label>
          <InputNumber
            id={`${id}-patience`}
            min={10}
            max={100}
            precision={0}
            value={form.patience}
            onChange={(value) => setForm({ ...form, patience: value ?? 100 })}
          />
          <span className="hint quiet">{t('watch.patienceHow')}</span>
        </div>
        <div className="field">
          <label htmlFor={`${id}-heartbeat`}>{t('watch.heartbeat')}</label>
          <Select
            id={`${id}-heartbeat`}
            value={form.heartbeatSec ?? 0}
            options={[
              { value: 0, label: t('watch.asUsual') },
              ...SECONDS.map((value) => ({ value, label: t('watch.everySeconds', { count: value }) })),
            ]}
            onChange={(value) => setForm({ ...form, heartbeatSec: value === 0 ? null : value })}
          />
        </div>
        <Checkbox
          checked={form.allowsRollouts}
          onChange={({ target }) => setForm({ ...form, allowsRollouts: target.checked })}
        >
          {t('watch.allowsRollouts')}
        </Checkbox>
      </WishForm>
    </Panel>
  )
}
