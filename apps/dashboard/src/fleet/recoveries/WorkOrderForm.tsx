import { Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WorkOrderChangeDocument, type WorkOrderRowFragment, type WorkOrderState } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { Panel } from '../../ui/Panel.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import { WorkCare } from './WorkCare.tsx'
import { WorkOrderPhotos } from './WorkOrderPhotos.tsx'

const STATES = ['ASSIGNED', 'DONE', 'CANCELLED', 'OPEN'] as const satisfies readonly WorkOrderState[]
const TEXTS = ['technician', 'parts', 'outcome'] as const

/** Who goes there, with which parts, and how it ended. */
export function WorkOrderForm({ order, onClose }: { order: WorkOrderRowFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { technician, parts, outcome } = order
  const [form, setForm] = useState({ state: next(order.state), technician, parts, outcome })
  const asking = useWish(WorkOrderChangeDocument, (data) => data.workOrderChange, ['WorkOrders', 'Recovery'])
  const title = t('workOrder.changeOf', { tid: order.terminal?.tid ?? '' })
  const submit = async () => {
    const wish = { workOrderId: order.id, expectedVersion: order.version, ...form }
    if ((await asking.send(wish)) !== null) onClose()
  }
  return (
    <Panel title={title}>
      <div className="stack">
        <WorkCare work={{ ...order, answerBy: order.dueAt, isOver: false }} />
        <WorkOrderPhotos order={order} />
        <WishForm
          wish={asking}
          does={t('workOrder.save')}
          what={title}
          ready
          onDo={() => void submit()}
          onBack={onClose}
        >
          <div className="field">
            <label htmlFor={`${id}-state`}>{t('column.state')}</label>
            <Select
              id={`${id}-state`}
              value={form.state}
              options={STATES.map((value) => ({ value, label: t(`workOrderState.${value}`) }))}
              onChange={(state) => setForm({ ...form, state })}
            />
          </div>
          {TEXTS.map((name) => (
            <div className="field" key={name}>
              <label htmlFor={`${id}-${name}`}>{t(`workOrder.${name}`)}</label>
              <Input
                id={`${id}-${name}`}
                maxLength={REASON_LENGTH_MAX}
                value={form[name]}
                onChange={(event) => setForm({ ...form, [name]: event.target.value })}
              />
            </div>
          ))}
        </WishForm>
      </div>
    </Panel>
  )
}

/** Somebody takes an open one, and closes a taken one. */
function next(state: WorkOrderState): WorkOrderState {
  return state === 'OPEN' ? 'ASSIGNED' : 'DONE'
}
